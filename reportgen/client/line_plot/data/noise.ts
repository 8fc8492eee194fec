// What a dense line looks like from afar: its range and its middle in columns of equal width.
// reportgen/stats/lines/noise.py does the same for the static page.

import type { Points } from "./series";

/** Points a pixel from which on a line may be noise. */
const DENSE = 1;
/** Pixels: the height of the range in the median column from which on a dense line is noise. */
const TALL = 6;
/** The range is measured in columns of so many pixels, and of so many points on average, at the least. */
const NARROW = 2;
const FEW = 8;

/** The columns of a line that have values: their mean x, and the lowest, middle and highest y of each. */
export interface Columns {
  x: Float64Array;
  low: Float64Array;
  middle: Float64Array;
  high: Float64Array;
}

/**
 * The columns of points whose places on the x axis are `share`, rising, of which [0, 1] is in view. The middle is the
 * mean. Of a `reduced` line, which keeps its extremes and few others, it is the mean of the middle half, on which
 * extremes have no weight.
 */
export function columns({ x, y }: Points, share: (x: number) => number, count: number, reduced: boolean): Columns {
  const rows: [number, number, number, number][] = [];
  let column = -1;
  let across = 0;
  let values: number[] = [];
  const flush = (): void => {
    if (!values.length) return;
    let low = Infinity;
    let high = -Infinity;
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    rows.push([across / values.length, low, middle(values, reduced), high]);
  };
  for (let i = 0; i < x.length; i++) {
    const value = y[i] ?? NaN;
    const place = share(x[i] ?? NaN);
    if (!Number.isFinite(value) || !(place >= 0 && place <= 1)) continue;
    const here = Math.min(Math.floor(place * count), count - 1);
    if (here !== column) {
      flush();
      column = here;
      across = 0;
      values = [];
    }
    across += x[i] ?? 0;
    values.push(value);
  }
  flush();
  const part = (at: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(rows, (row) => row[at]);
  return { x: part(0), low: part(1), middle: part(2), high: part(3) };
}

function middle(values: number[], reduced: boolean): number {
  if (reduced && values.length > 3) {
    const cut = Math.floor(values.length / 4);
    values = values.sort((a, b) => a - b).slice(cut, values.length - cut);
  }
  let sum = 0;
  for (const value of values) sum += value / values.length; // the sum of the largest numbers is not a number
  return sum;
}

/**
 * Whether a line is denser than pixels and its range in the median column too tall for a line; `tall` is y in pixels.
 * What a column's range has of the line's slope does not count.
 */
export function isNoise(
  points: Points,
  share: (x: number) => number,
  tall: (y: number) => number,
  width: number,
): boolean {
  const least = DENSE * width;
  if (points.x.length < least) return false;
  const pixels = { x: points.x, y: points.y.map(tall) };
  let inside = 0;
  for (let i = 0; i < pixels.x.length; i++) {
    const place = share(pixels.x[i] ?? NaN);
    if (Number.isFinite(pixels.y[i]) && place >= 0 && place <= 1) inside++;
  }
  const count = Math.min(Math.floor(width / NARROW), Math.floor(inside / FEW));
  if (inside < least || !count) return false;
  const { low, middle, high } = columns(pixels, share, count, false);
  const slope = (i: number): number => Math.abs((middle[i + 1] ?? NaN) - (middle[i] ?? NaN));
  const heights = high
    .map((end, i) => end - (low[i] ?? 0) - slope(Math.min(i, high.length - 2)))
    .map((height, i) => (high.length < 2 ? (high[i] ?? 0) - (low[i] ?? 0) : height))
    .sort();
  const half = heights.length >> 1;
  const median = heights.length % 2 ? heights[half] : ((heights[half - 1] ?? 0) + (heights[half] ?? 0)) / 2;
  return (median ?? 0) > TALL;
}

/** The opacity of each of so many bands: they lie over each other. */
export const faintness = (bands: number): number =>
  Math.round(Math.max(0.05, 0.16 / Math.sqrt(Math.max(1, bands / 3))) * 1000) / 1000;
