// How the values of a column are distributed over some rows, and how those of two columns differ.

import { compareTexts, equal, type Get } from "../values";
import { difference, isFiniteNumber, isNumber, type Num } from "../whole";

export interface Distribution {
  missing: number;
  count: number;
  /** Numbers and timestamps: how many lie in each of equally wide bins from `low` to `high`. */
  bins?: number[];
  low?: number;
  high?: number;
  mean?: number;
  nan?: number;
  infinite?: number;
  /** The ends of large whole numbers, with all of their digits. */
  ends?: [string, string];
  /** Texts and booleans: the most frequent, and how many there are. */
  top?: [unknown, number][];
  distinct?: number;
}

/** Rows that have both values; in how many they are not the same; of numbers also which way, and the mean difference. */
export interface Difference {
  both: number;
  changed: number;
  up: number;
  down: number;
  mean: number;
}

const BINS = 24;
const TOP = 8;

/** The least and the largest finite number of some columns; 0 and 0 where there is none. */
export function extentOf(columns: readonly Get[], count: number): [Num, Num] {
  let low: Num = Infinity;
  let high: Num = -Infinity;
  for (const get of columns)
    for (let row = 0; row < count; row++) {
      const value = get(row);
      if (!isFiniteNumber(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  return low <= high ? [low, high] : [0, 0];
}

/** Numbers in bins between two ends; those of a column of large whole numbers (`integer`) are summed exactly. */
export function inBins(get: Get, rows: Uint32Array, [low, high]: readonly [Num, Num], integer = false): Distribution {
  const bins = new Array<number>(BINS).fill(0);
  const wide = difference(high, low);
  const found = { missing: 0, nan: 0, infinite: 0, count: rows.length };
  let sum = 0;
  let large = 0n;
  let finite = 0;
  for (const row of rows) {
    const value = get(row);
    if (!isNumber(value)) found.missing++;
    else if (!isFiniteNumber(value)) found[Number.isNaN(value) ? "nan" : "infinite"]++;
    else {
      const bin = wide > 0 ? Math.min(BINS - 1, Math.floor((difference(value, low) / wide) * BINS)) : 0;
      bins[bin] = (bins[bin] ?? 0) + 1;
      if (integer) large += BigInt(value);
      else sum += Number(value);
      finite++;
    }
  }
  return {
    ...found,
    bins,
    low: Number(low),
    high: Number(high),
    mean: finite ? (integer ? Number(large) : sum) / finite : NaN,
    ...(integer ? { ends: [String(low), String(high)] } : {}),
  };
}

/** The most frequent values. */
export function mostFrequent(get: Get, rows: Uint32Array): Distribution {
  const counts = new Map<unknown, number>();
  let missing = 0;
  for (const row of rows) {
    const value = get(row) ?? null;
    if (value === null) missing++;
    else counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const top = [...counts].sort(([a, x], [b, y]) => y - x || compareTexts(String(a), String(b))).slice(0, TOP);
  return { missing, count: rows.length, top, distinct: counts.size };
}

/** How one column differs from another, in the rows that have both. */
export function differenceOf(first: Get, last: Get, rows: Uint32Array): Difference {
  const made: Difference = { both: 0, changed: 0, up: 0, down: 0, mean: 0 };
  let sum = 0;
  let numbers = 0;
  for (const row of rows) {
    const a = first(row) ?? null;
    const b = last(row) ?? null;
    if (a === null || b === null) continue;
    made.both++;
    if (!equal(a, b)) made.changed++;
    if (!isNumber(a) || !isNumber(b) || !Number.isFinite(difference(b, a))) continue;
    numbers++;
    sum += difference(b, a);
    if (b > a) made.up++;
    if (b < a) made.down++;
  }
  made.mean = numbers ? sum / numbers : NaN;
  return made;
}
