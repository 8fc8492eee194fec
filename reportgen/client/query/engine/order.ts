// Rows in the order of values: numbers, then texts by code points, then NaN, and what is missing last, in both ways.

import { compareTexts, type Get } from "../values";
import { compareNumbers, isNumber, type Num } from "../whole";
import { bitsOf, type Stored } from "./data";

/** Numbers in the order of values, NaN for what has none, and which rows hold nothing at all. */
export interface Ranks {
  ranks: Float64Array;
  missing: Uint8Array;
}

/** The ranks of a stored column of numbers, timestamps or texts; nothing for another, whose values tell (`ranksOf`). */
export function ranksOfStored(column: Stored, count: number): Ranks | undefined {
  const { values, texts, type, timestamps, integer, derived } = column;
  if (!texts && (derived !== undefined || integer || (type !== "number" && !timestamps))) return undefined;
  const places = texts && placesOf(texts);
  const missing = bitsOf(column.missing, count) ?? new Uint8Array(count);
  const ranks = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const value = values[row] as number;
    ranks[row] = missing[row] ? NaN : places ? (places[value] ?? NaN) : value;
  }
  return { ranks, missing };
}

/** The ranks of any values. */
export function ranksOf(get: Get, count: number): Ranks {
  const values = Array.from({ length: count }, (_, row) => get(row));
  const placeOf = placesOfNumbers(values);
  const texts = [...new Set(values.filter((value): value is string => typeof value === "string"))];
  const places = placesOf(texts);
  const at = new Map(texts.map((text, i) => [text, places[i] ?? 0]));
  const rank = (value: unknown): number => {
    if (isNumber(value)) return placeOf(value);
    if (typeof value === "boolean") return Number(value);
    return typeof value === "string" ? 1e300 * (1 + (at.get(value) ?? 0) / 1e9) : NaN;
  };
  return {
    ranks: Float64Array.from(values, rank),
    missing: Uint8Array.from(values, (value) => Number(value === null || value === undefined)),
  };
}

/** Rows by some keys, each with 1 (ascending) or -1 (descending); stable. */
export function inOrder(rows: Uint32Array, keys: readonly (readonly [Ranks, number])[]): Uint32Array {
  const [only] = keys;
  if (!only) return rows;
  if (keys.length === 1) return byOne(rows, ...only);
  return rows.slice().sort((a, b) => {
    for (const [{ ranks, missing }, sign] of keys) {
      const x = ranks[a] as number;
      const y = ranks[b] as number;
      if (x === y) continue;
      if (Number.isNaN(x)) {
        const apart = Number.isNaN(y) ? (missing[a] ?? 0) - (missing[b] ?? 0) : 1;
        if (apart) return apart;
        continue;
      }
      if (Number.isNaN(y)) return -1;
      return x < y ? -sign : sign;
    }
    return a - b;
  });
}

/** Rows by one key: sorted as pairs, which is several times as fast as through a comparison of rows. */
function byOne(rows: Uint32Array, { ranks, missing }: Ranks, sign: number): Uint32Array {
  const real: number[] = [];
  const last: number[] = [];
  const gone: number[] = [];
  for (const row of rows) (!Number.isNaN(ranks[row] as number) ? real : missing[row] ? gone : last).push(row);
  const order = Uint32Array.from(real.keys());
  const keys = Float64Array.from(real, (row) => (ranks[row] as number) * sign);
  order.sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
  const sorted = new Uint32Array(rows.length);
  for (let i = 0; i < order.length; i++) sorted[i] = real[order[i] as number] as number;
  sorted.set(last, order.length);
  sorted.set(gone, order.length + last.length);
  return sorted;
}

/** Where each number stands in the order of all: itself, unless some are larger than doubles tell apart. */
function placesOfNumbers(values: readonly unknown[]): (value: Num) => number {
  if (!values.some((value) => typeof value === "bigint")) return Number;
  const all = [...new Set(values.filter(isNumber))].filter((value) => !Number.isNaN(value)).sort(compareNumbers);
  const places = new Map(all.map((value, place) => [value, place]));
  return (value) => places.get(value) ?? NaN;
}

/** Where each text stands in the order of all. */
function placesOf(texts: readonly string[]): Uint32Array {
  const order = Uint32Array.from(texts.keys()).sort((a, b) => compareTexts(texts[a] ?? "", texts[b] ?? ""));
  const places = new Uint32Array(texts.length);
  for (const [place, text] of order.entries()) places[text] = place;
  return places;
}
