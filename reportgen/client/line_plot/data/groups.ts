// Lines of several runs as one: a common grid of x, and aggregates over the runs at each of its places.
// reportgen/stats/aggregate.py does the same for the static page.

import { type Aggregate, aggregate, type Spread, spread } from "../../chart";
import type { Points } from "./series";

const MAX_PLACES = 2000;
const EVEN_PLACES = 1000;

export interface Band {
  x: Float64Array;
  low: Float64Array;
  high: Float64Array;
}
export interface Statistic {
  mean: number;
  min: number;
  max: number;
  stddev: number;
  stderr: number;
  count: number;
}

/** Every place where a line has a point, or evenly spaced ones where that would be too many. */
export function grid(lines: readonly Points[]): Float64Array {
  const places = new Set<number>();
  let low = Infinity;
  let high = -Infinity;
  for (const { x } of lines) {
    for (const value of x) if (places.size <= MAX_PLACES) places.add(value);
    low = Math.min(low, x[0] ?? low);
    high = Math.max(high, x[x.length - 1] ?? high);
  }
  if (places.size <= MAX_PLACES) return Float64Array.from(places).sort();
  return Float64Array.from({ length: EVEN_PLACES }, (_, i) => low + ((high - low) * i) / (EVEN_PLACES - 1));
}

/** The line's value at each place, linear between its points; NaN before its first and after its last. */
export function onGrid({ x, y }: Points, places: Float64Array): Float64Array {
  const out = new Float64Array(places.length).fill(NaN);
  const keep: number[] = [];
  for (let i = 0; i < x.length; i++) if (Number.isFinite(y[i] ?? NaN)) keep.push(i);
  let at = 0;
  for (let i = 0; i < places.length; i++) {
    const place = places[i] ?? NaN;
    while (at < keep.length && (x[keep[at] ?? 0] ?? 0) < place) at++;
    const right = keep[at];
    const left = keep[at - 1];
    if (right === undefined) break;
    const x1 = x[right] ?? 0;
    const y1 = y[lastEqual(x, keep, at)] ?? 0;
    if (x1 === place) out[i] = y1;
    else if (left !== undefined) {
      const x0 = x[left] ?? 0;
      const y0 = y[left] ?? 0;
      out[i] = y0 + ((y1 - y0) * (place - x0)) / (x1 - x0);
    }
  }
  return out;
}

/** Of several points at one x the last counts. */
function lastEqual(x: Float64Array, keep: readonly number[], at: number): number {
  let last = at;
  while (last + 1 < keep.length && x[keep[last + 1] ?? 0] === x[keep[at] ?? 0]) last++;
  return keep[last] ?? 0;
}

/** The aggregate of several lines, and the band around it. */
export function combine(
  lines: readonly Points[],
  how: Aggregate,
  range: Spread,
): { line: Points; band: Band | null; values: Float64Array[] } {
  const x = grid(lines);
  const values = lines.map((line) => onGrid(line, x));
  const y = new Float64Array(x.length);
  const low = new Float64Array(x.length);
  const high = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const here: number[] = [];
    for (const column of values) {
      const value = column[i] ?? NaN;
      if (Number.isFinite(value)) here.push(value);
    }
    y[i] = aggregate(here, how);
    const ends = spread(here, y[i] ?? NaN, range);
    low[i] = ends?.[0] ?? NaN;
    high[i] = ends?.[1] ?? NaN;
  }
  return { line: { x, y }, band: range === "none" || range === "samples" ? null : { x, low, high }, values };
}

/** Lines on top of each other: the lower and upper edge of each, as shares of the whole where asked. */
export function stack(lines: readonly Points[], share: boolean): Band[] {
  const x = grid(lines);
  const values = lines.map((line) => onGrid(line, x));
  const total = Float64Array.from(x, (_, i) => values.reduce((all, column) => all + (column[i] || 0), 0));
  let base = new Float64Array(x.length);
  return values.map((column) => {
    const low = base;
    const high = Float64Array.from(low, (from, i) => from + (column[i] || 0) / (share ? total[i] || 1 : 1));
    base = high;
    return { x, low, high };
  });
}
