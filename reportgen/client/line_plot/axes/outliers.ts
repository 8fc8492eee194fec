// The stretch of a y axis that a few lines far from all others do not flatten.
// reportgen.stats.lines.outliers.py does the same for the static page.

import type { Drawn } from "../data/drawn";

/** How many times as far as all others an outlier reaches. */
const FAR = 2.5;
/** At most one line of so many is an outlier, but one of three. */
const RARE = 8;
const LEAST_LINES = 3;
const ALIKE = 1 / 3;
const WITHIN = 0.1;
const PEAKS_FAR = 4;
const PEAKS = 0.98;
const ENDS = [0.05, 0.95] as const;

export type Goal = "minimize" | "maximize" | "";
export type Cut = "auto" | "on" | "off";

/** What a line spans: its calm course, and the lowest and highest of what is drawn around it. */
export interface Reach {
  calm: Float64Array;
  low: Float64Array;
  high: Float64Array;
  noisy: boolean;
}

/**
 * The ends of the y axis for lines of a metric with a goal. The end of the best is never cut: below where the goal is to
 * minimize, above where it is to maximize. "auto" cuts only what leaves the others less than 40 % of the height; "on"
 * keeps the 5th to the 95th percentile of all. [Infinity, -Infinity] where there is no value.
 */
export function stretched(all: readonly Reach[], goal: Goal, cut: Cut): [number, number] {
  const lines = all.filter(({ calm }) => calm.some(Number.isFinite));
  if (!lines.length) return [Infinity, -Infinity];
  const low = Math.min(...lines.map((line) => least(line.low)));
  const high = Math.max(...lines.map((line) => most(line.high)));
  if (cut === "off" || !(low < high)) return [low, high];
  if (cut === "on") {
    const every = sorted(lines.flatMap(({ calm }) => [...calm]));
    const from = goal === "minimize" ? low : quantile(every, ENDS[0]);
    const to = goal === "maximize" ? high : quantile(every, ENDS[1]);
    return from < to ? [from, to] : [low, high];
  }
  const to = goal === "maximize" ? high : top(lines);
  const from = goal === "minimize" ? low : -top(lines.map(turned));
  return from < to ? [from, to] : [low, high];
}

const negated = (values: Float64Array): Float64Array => values.map((value) => -value);
const turned = ({ calm, low, high, noisy }: Reach): Reach => ({
  calm: negated(calm),
  low: negated(high),
  high: negated(low),
  noisy,
});

function most(values: Float64Array): number {
  let found = -Infinity;
  for (const value of values) if (value > found && value < Infinity) found = value;
  return found;
}

function least(values: Float64Array): number {
  let found = Infinity;
  for (const value of values) if (value < found && value > -Infinity) found = value;
  return found;
}

/** The upper end without the few lines that reach far above all others. */
function top(lines: readonly Reach[]): number {
  const tops = lines.map(({ calm }) => most(calm));
  const order = lines.map((_, i) => i).sort((a, b) => (tops[b] ?? 0) - (tops[a] ?? 0) || a - b);
  const few = lines.length >= LEAST_LINES ? Math.max(1, Math.floor(lines.length / RARE)) : 0;
  const topAt = (place: number): number => tops[order[place] ?? 0] ?? 0;
  const lowest: number[] = []; // of each in the order and all after it
  for (let place = order.length - 1, base = Infinity; place >= 0; place--) {
    base = Math.min(base, least(lines[order[place] ?? 0]?.calm ?? NOTHING));
    lowest[place] = base;
  }
  const of = (places: readonly number[]): Reach[] => places.flatMap((i) => lines[i] ?? []);
  for (let count = few; count > 0; count--) {
    const base = lowest[count] ?? Infinity;
    const highest = topAt(count);
    const room = highest - base;
    const far = room > 0 && topAt(count - 1) - base >= FAR * room;
    const alike = topAt(count + ((lines.length - count) >> 1)) - base >= ALIKE * room;
    if (far && alike && of(order.slice(0, count)).every((line) => beginsWithin(line, highest)))
      return peaks(of(order.slice(count)), base);
  }
  return peaks(lines, lowest[0] ?? Infinity);
}

const NOTHING = new Float64Array(0);

/** Whether some of a line stays in view: what would vanish as a whole is not cut. */
function beginsWithin({ calm }: Reach, end: number): boolean {
  const known = calm.filter(Number.isFinite);
  return known.filter((value) => value <= end).length >= WITHIN * known.length;
}

/** The upper end of lines without the rare peaks of noise that would flatten it. */
function peaks(lines: readonly Reach[], base: number): number {
  const whole = Math.max(...lines.map(({ high }) => most(high)));
  if (!lines.every(({ noisy }) => noisy)) return whole;
  const tops = sorted(lines.flatMap(({ high }) => [...high]));
  const first = Math.max(...lines.map(({ high }) => high.find(Number.isFinite) ?? -Infinity));
  const calm = Math.max(...lines.map((line) => most(line.calm)));
  const end = Math.max(quantile(tops, PEAKS), calm, first);
  return end > base && whole - base >= PEAKS_FAR * (end - base) ? end : whole;
}

const sorted = (values: readonly number[]): number[] => values.filter(Number.isFinite).sort((a, b) => a - b);

function quantile(values: readonly number[], share: number): number {
  const place = (values.length - 1) * share;
  const below = Math.floor(place);
  const a = values[below] ?? NaN;
  return a + ((values[Math.min(below + 1, values.length - 1)] ?? NaN) - a) * (place - below);
}

/** A y axis: its ends, and the lines that leave it where it ignores outliers; null where it shows all. */
export interface AxisY {
  ends: [number, number];
  leaving: Drawn[] | null;
}
