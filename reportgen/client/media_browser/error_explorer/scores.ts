// How good the boxes are at the thresholds: precision, recall and F1.

import type { Judged } from "./detection";

export interface Scores {
  precision: number;
  recall: number;
  f1: number;
}

/** NaN where nothing was found, or nothing is true. */
export function scoresOf({ verdicts, fates }: Judged): Scores {
  const found = [...verdicts.values()].filter((verdict) => verdict !== "hidden" && verdict !== "ignored");
  const right = found.filter((verdict) => verdict === "found").length;
  const true_ = [...fates.values()].filter((fate) => fate !== "crowd").length;
  return { precision: right / found.length, recall: right / true_, f1: (2 * right) / (found.length + true_) };
}
