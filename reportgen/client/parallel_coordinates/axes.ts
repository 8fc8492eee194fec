// The axes of parallel coordinates, and where runs lie on them.

import { apart, brief, exact } from "../core";
import type { ParallelAxisPayload as Axis } from "../payloads";

export type { ParallelAxisPayload as Axis } from "../payloads";

const TICKS = 5;

/** What a run has on an axis, as a text. */
export function textOf(axis: Axis, i: number): string {
  const value = axis.values[i];
  return value === null || value === undefined ? "–" : axis.names.length ? (axis.names[value] ?? "–") : exact(value);
}

/** What a run has on an axis, for a table. */
export const cellOf = ({ names, values }: Axis, i: number): string | number | null =>
  names.length ? (names[values[i] ?? -1] ?? null) : (values[i] ?? null);

/** (height, label) of an axis' ticks. */
export function ticks(axis: Axis): [number, string][] {
  const flip = (share: number): number => (axis.inverted ? 1 - share : share);
  const { names } = axis;
  if (names.length) {
    const step = Math.ceil(names.length / 12);
    return names
      .map((name, i) => [flip(names.length > 1 ? i / (names.length - 1) : 0.5), name] as [number, string])
      .filter((_, i) => i % step === 0);
  }
  const known = axis.values.filter((v): v is number => v !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  if (low === high) return [[0.5, brief(low)]];
  const shares = Array.from({ length: TICKS }, (_, i) => i / (TICKS - 1));
  const texts = apart(shares.map((share) => (axis.log ? low * (high / low) ** share : low + (high - low) * share)));
  return shares.map((share, i) => [flip(share), texts[i] ?? ""]);
}

/** The run whose line is nearest to a height at a place along the axes, -1 where none is near. */
export function nearestRun(axes: readonly Axis[], along: number, height: number, runs: readonly number[]): number {
  const left = Math.floor(along);
  const part = along - left;
  let best = -1;
  let reach = 0.05;
  for (const i of runs) {
    const a = axes[left]?.shares[i];
    const b = axes[left + 1]?.shares[i];
    const here = a === null || a === undefined ? b : b === null || b === undefined ? a : a * (1 - part) + b * part;
    if (here === null || here === undefined) continue;
    const far = Math.abs(here - height);
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
