// Counts of true against predicted classes, free of the page: recounted at a threshold, summed, judged.

import type { Floats } from "../core";

/** The rows that are counted: places of classes, and the score that decides. */
export interface Rows {
  truth: Floats;
  predicted: Floats;
  score: Floats;
}

/** Of two classes the one for a low and the one for a high score. */
export type Pair = readonly [number, number];

/**
 * Count `n` classes anew at a threshold: two (by `pair`) by the positive score, more by the best class where its score
 * reaches the threshold; `undecided` are the rows where it does not.
 */
export function recount(
  { truth, predicted, score }: Rows,
  n: number,
  threshold: number,
  pair: Pair | null,
): { counts: Float64Array; undecided: number } {
  const counts = new Float64Array(n * n);
  let undecided = 0;
  for (let i = 0; i < truth.length; i++) {
    const sure = (score[i] ?? 0) >= threshold;
    if (!pair && !sure) {
      undecided++;
      continue;
    }
    const cell = (truth[i] ?? 0) * n + (pair ? pair[sure ? 1 : 0] : (predicted[i] ?? 0));
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return { counts, undecided };
}

/** Rows of each true class, or columns of each predicted one. */
export const sums = (counts: Floats, n: number, by: "rows" | "columns"): number[] =>
  Array.from({ length: n }, (_, i) => {
    let all = 0;
    for (let k = 0; k < n; k++) all += counts[by === "rows" ? i * n + k : k * n + i] ?? 0;
    return all;
  });

export interface Figures {
  /** By class: precision, recall, F1. */
  classes: [number, number, number][];
  /** Rows of each true class. */
  support: number[];
  accuracy: number;
  macroF1: number;
  total: number;
}

export function figuresOf(counts: Floats, n: number): Figures {
  const support = sums(counts, n, "rows");
  const predicted = sums(counts, n, "columns");
  let right = 0;
  let f1 = 0;
  let met = 0;
  const classes = support.map((true_, i): [number, number, number] => {
    const hits = counts[i * n + i] ?? 0;
    const both = true_ + (predicted[i] ?? 0);
    const own = (2 * hits) / Math.max(both, 1);
    right += hits;
    f1 += own;
    if (both > 0) met++; // what is neither true nor predicted says nothing
    return [hits / Math.max(predicted[i] ?? 0, 1), hits / Math.max(true_, 1), own];
  });
  const total = support.reduce((a, b) => a + b, 0);
  return { classes, support, total, accuracy: right / Math.max(total, 1), macroF1: f1 / Math.max(met, 1) };
}
