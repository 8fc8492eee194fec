// Bins of a histogram, free of the page.

import type { Floats } from "../core";

/** The shares of mass below the lines over a heat map. */
export const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95];

export function largest(values: Floats): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}

export function sum(values: Floats): number {
  let all = 0;
  for (const value of values) all += value;
  return all;
}

/** Whether all bins are equally wide. */
export function isEven(edges: readonly number[]): boolean {
  const width = ((edges[edges.length - 1] ?? 1) - (edges[0] ?? 0)) / (edges.length - 1);
  return edges.every((edge, i) => Math.abs(edge - (edges[0] ?? 0) - i * width) < width * 1e-3);
}

/** The bin that a value lies in, the first or the last beyond all. */
export function binAt(edges: readonly number[], value: number): number {
  let bin = 0;
  while (bin + 2 < edges.length && (edges[bin + 1] ?? 0) <= value) bin++;
  return bin;
}

/** The values below which each of SHARES lies, linear within a bin; NaN where there is no mass. */
export function quantiles(mass: Floats, edges: readonly number[]): number[] {
  const total = sum(mass);
  let below = 0;
  let bin = 0;
  return SHARES.map((share) => {
    if (!total) return NaN;
    const wanted = share * total;
    while (bin < mass.length - 1 && below + (mass[bin] ?? 0) < wanted) below += mass[bin++] ?? 0;
    const part = (wanted - below) / (mass[bin] || 1);
    return (edges[bin] ?? 0) + part * ((edges[bin + 1] ?? 0) - (edges[bin] ?? 0));
  });
}

/** Two to five round values within a range, for an axis that is too short to choose its own. */
export function roundPlaces({ low, high }: { low: number; high: number }): number[] {
  const raw = (high - low) / 3;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw) ?? raw;
  for (const size of [step, step / 2]) {
    const first = Math.ceil(low / size);
    const found = Array.from({ length: Math.floor(high / size) - first + 1 }, (_, i) => (first + i) * size);
    if (found.length >= 2 || size < step) return found;
  }
  return [];
}

/** How wide a text of 11 pixels is, about; letters of Chinese, Japanese and Korean are as wide as high. */
const widthOf = (text: string): number => 6 * text.length + 5 * (text.match(/[\u1100-\uffdc]/g)?.length ?? 0);

/** Where a text stands below what is `side` wide: from its beginning on, or up to its end where it is wider. */
export const placed = (text: string, left: number, side: number): { x: number; align: "left" | "right" } =>
  widthOf(text) > side ? { x: left + side, align: "right" } : { x: left, align: "left" };
