// Aggregates over runs. reportgen/stats/aggregate.py has the same for the static page.

export type Aggregate = "mean" | "min" | "max" | "median" | "sum" | "samples";
export type Spread = "minmax" | "stddev" | "stderr" | "none" | "samples";

export const finite = (values: readonly number[]): number[] => values.filter(Number.isFinite);

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** The value below which a share `q` of the values lies, linear between neighbours. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const low = Math.floor(place);
  const a = sorted[low] ?? NaN;
  const b = sorted[Math.min(low + 1, sorted.length - 1)] ?? NaN;
  return a + (b - a) * (place - low);
}

/** The standard deviation of a sample (n - 1); zero for a single value. */
export function stddev(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return Math.sqrt(sum(values.map((v) => (v - middle) ** 2)) / (values.length - 1));
}

export const stderr = (values: readonly number[]): number => stddev(values) / Math.sqrt(values.length || 1);

export function aggregate(values: readonly number[], how: Aggregate): number {
  if (!values.length) return NaN;
  if (how === "min") return Math.min(...values);
  if (how === "max") return Math.max(...values);
  if (how === "median") return quantile(values, 0.5);
  return how === "sum" ? sum(values) : mean(values);
}

/** The [low, high] around an aggregate, or null where none is asked for. */
export function spread(values: readonly number[], middle: number, how: Spread): [number, number] | null {
  if (!values.length || how === "none" || how === "samples") return null;
  if (how === "minmax") return [Math.min(...values), Math.max(...values)];
  const half = how === "stddev" ? stddev(values) : stderr(values);
  return [middle - half, middle + half];
}
