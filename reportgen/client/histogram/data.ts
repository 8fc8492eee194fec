// The columns of histograms, and what there is to say of its bins.

import { column, type Floats, say } from "../core";
import type { HistogramPayload as View } from "../payloads";

export type { HistogramPayload as View } from "../payloads";

/** The histograms of a run: the mass of every bin, a step after the other. */
export interface Rows {
  run: number;
  name: string;
  steps: Floats;
  mass: Floats;
}

export const readRows = (view: View): Promise<Rows[]> =>
  Promise.all(
    view.rows.map(async ({ run, name, steps, mass }) => ({
      run,
      name,
      steps: await column(steps),
      mass: await column(mass),
    })),
  );

/** What the heights of bins are, in words. */
export const measureName = (measure: string): string =>
  ({
    density: say("density"),
    share: say("share"),
    count: say("count"),
    "share per unit": say("share per unit"),
    "count per unit": say("count per unit"),
  })[measure] ?? measure;

export const binsOf = ({ edges }: View): number => edges.length - 1;

/** The masses of one step. */
export const massAt = (view: View, { mass }: Rows, row: number): Floats =>
  mass.subarray(row * binsOf(view), (row + 1) * binsOf(view));

/** The heights that masses are drawn with. */
export const heightsOf = ({ widths }: View, mass: Floats): Floats =>
  widths ? mass.map((value, i) => value / (widths[i % widths.length] || 1)) : mass;

/** The last row at or before a step, or the first. */
export function rowAt(steps: Floats, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? 0) <= step) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}
