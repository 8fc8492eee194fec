// The axes of parallel coordinates, and what runs have on them.

import { said } from "../core";
import type { ParallelAxisPayload as Axis } from "../payloads";

export type { ParallelAxisPayload as Axis } from "../payloads";

/** What a run has on an axis, as a text. */
export function textOf(axis: Axis, i: number): string {
  const value = axis.values[i];
  if (value === null || value === undefined) return axis.gaps[i] ?? "none";
  return axis.names.length ? (axis.names[value] ?? "none") : said(value);
}

/** What a run has on an axis, for a table. */
export const cellOf = ({ names, values, gaps }: Axis, i: number): string | number | null => {
  const value = values[i];
  if (value !== null && value !== undefined) return names.length ? (names[value] ?? null) : value;
  return gaps[i] === undefined || gaps[i] === "none" ? null : gaps[i];
};

/** What stands where runs without a value end on an axis: NaN, none. */
export const gapOf = (axis: Axis): string => [...new Set(Object.values(axis.gaps))].sort().join(", ");

/** Below the foot of an axis, in shares of it: where runs without a value are looked for. */
const BELOW = -0.08;

/** The run whose line is nearest to a height at a place along the axes, -1 where none is near. */
export function nearestRun(axes: readonly Axis[], along: number, height: number, runs: readonly number[]): number {
  const left = Math.min(Math.max(Math.floor(along), 0), Math.max(axes.length - 2, 0));
  const part = Math.min(Math.max(along - left, 0), 1);
  let best = -1;
  let reach = 0.05;
  for (const i of runs) {
    const a = axes[left]?.shares[i] ?? BELOW;
    const b = axes[left + 1]?.shares[i] ?? (axes.length > 1 ? BELOW : a);
    const far = Math.abs(a * (1 - part) + b * part - height);
    if (far < reach) [reach, best] = [far, i];
  }
  return best;
}

/** The places of the runs that a stretch of an axis leaves out: `brushes` by the place of the axis. */
export const outside = (
  axes: readonly Axis[],
  brushes: ReadonlyMap<number, readonly [number, number]>,
  count: number,
): number[] =>
  [...Array(count).keys()].filter((i) =>
    [...brushes].some(([k, [low, high]]) => {
      const share = axes[k]?.shares[i];
      return share === null || share === undefined || share < low || share > high;
    }),
  );
