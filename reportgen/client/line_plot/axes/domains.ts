// The stretches that the axes of a line plot span: all of what is drawn, or what the reader zoomed to.

import type { LinePlotPayload as View } from "../../payloads";
import type { Choices } from "../choices";
import type { Drawn } from "../data/drawn";
import { columns } from "../data/noise";
import { lowerBound, type Points } from "../data/series";
import { type End, endsOf, isPoint, MOST_NAMED, pointEnd } from "../ends";
import { goalOf } from "../said";
import { widen } from "./axes";
import { type AxisY, type Reach, stretched } from "./outliers";
import type { Plane } from "./plane";

/** What all lines span along x. */
export function fullX(drawn: readonly Drawn[], view: View, choices: Choices): [number, number] {
  const log = choices.logX();
  let low = Infinity;
  let high = -Infinity;
  for (const {
    shown: { x },
  } of drawn) {
    const first = log ? lowerBound(x, Number.MIN_VALUE) : 0;
    if (first >= x.length) continue;
    low = Math.min(low, x[first] ?? low);
    high = Math.max(high, x[x.length - 1] ?? high);
  }
  return widen(low, high, choices.axis() === view.axis ? view.rangeX : null, log, 0);
}

/** Columns in which it is judged how far a line reaches; twice as many points make a line that has them. */
const JUDGED = 200;

/** What the lines of the left axis, or the right, span along y between two x. */
export function fullY(
  drawn: readonly Drawn[],
  right: boolean,
  view: View,
  choices: Choices,
  domain: readonly [number, number],
): AxisY {
  const { logRight, rangeRight, rangeY, plotType } = view;
  const log = right ? logRight : choices.logY();
  const own = drawn.filter((each) => each.right === right);
  const share = shareOf(domain, choices.logX());
  const reaches = own.map((each) => reachOf(each, share, log));
  const cut = plotType === "line" ? choices.settings().ignoreOutliers : "off";
  const asked = right ? rangeRight : rangeY;
  const found = stretched(reaches, goalOf(own, view.goals), cut);
  const whole = stretched(reaches, "", "off");
  const [low, high] = log ? found.map((end) => 10 ** end) : found;
  const least = plotType !== "line" && !log ? Math.min(low ?? 0, 0) : (low ?? NaN);
  const [from, to] = widen(least, high ?? NaN, asked, log, 0.05);
  const cuts = asked === null && (found[0] !== whole[0] || found[1] !== whole[1]);
  const outside = (value: number): boolean =>
    value < (log ? Math.log10(from) : from) || value > (log ? Math.log10(to) : to);
  const leaving = cuts ? own.filter((_, i) => reaches[i]?.calm.some(outside)) : null;
  if (plotType === "line" || log || (low ?? 0) < 0) return { ends: [from, to], leaving };
  return { ends: [Math.max(from, 0), plotType === "pct-area" ? Math.min(to, 1) : to], leaving };
}

/** The place of x as a share of what is in view. */
export function shareOf([from, to]: readonly [number, number], log: boolean): (x: number) => number {
  if (!log) return (x) => (x / 2 - from / 2) / (to / 2 - from / 2);
  const low = Math.log(from);
  const length = Math.log(to) - low;
  return (x) => (Math.log(x) - low) / length;
}

/** What the axes take of a plot's height, about. */
const BELOW = 34;

/** The names at the ends of lines: on a plane, or about where they will be on one that is not drawn yet. */
export function namesOf(
  drawn: readonly Drawn[],
  view: View,
  choices: Choices,
  domain: readonly [number, number],
  plane: Plane | null,
  { width, height }: { width: number; height: number },
): End[] {
  if (isPoint(drawn)) return plane ? pointEnd(drawn, { toX: plane.toX, toY: plane.toY(false) }, choices.axis()) : [];
  if (!view.runsOnly || drawn.length > MOST_NAMED) return [];
  const share = shareOf(domain, choices.logX());
  const tall = plane ? height : height - BELOW;
  const up = shareOf(fullY(drawn, false, view, choices, domain).ends, choices.logY());
  return endsOf(drawn, {
    width,
    height: tall,
    domain,
    toX: plane?.toX ?? ((x) => share(x) * width),
    toY: plane?.toY(false) ?? ((value) => (1 - up(value)) * tall),
    course: (each) => courseOf(each, share),
  });
}

/** The line's calm course: its means where it is dense. */
export function courseOf({ shown, logged, reduced }: Drawn, share: (x: number) => number): Points {
  if (shown !== logged && shown.y !== logged?.y) return shown;
  if (shown.x.length < 2 * JUDGED) return shown;
  const { x, middle } = columns(shown, share, JUDGED, reduced);
  return { x, y: middle };
}

/** How far a line reaches in view, as logarithms on a logarithmic axis. */
function reachOf(drawn: Drawn, share: (x: number) => number, log: boolean): Reach {
  const { shown, logged, band, area, faint, reduced } = drawn;
  const scaled = (values: Float64Array): Float64Array =>
    log ? values.map((value) => (value > 0 ? Math.log10(value) : NaN)) : values;
  const seen = ({ x, y }: Points): Float64Array => scaled(y.subarray(...within(x, share)));
  const calm = seen(shown);
  if (logged && shown.x.length >= 2 * JUDGED) {
    const found = columns({ x: logged.x, y: scaled(logged.y) }, share, JUDGED, reduced);
    const course = shown.y === logged.y ? found.middle : calm;
    if (found.x.length)
      return { calm: course, low: joined(found.low, course), high: joined(found.high, course), noisy: true };
  }
  const around = [calm, ...faint.map(seen)];
  for (const each of [band, area])
    if (each) around.push(seen({ x: each.x, y: each.low }), seen({ x: each.x, y: each.high }));
  const every = joined(...around);
  return { calm, low: every, high: every, noisy: false };
}

/** The places of the first x in view, and of the first beyond it. */
function within(x: Float64Array, share: (x: number) => number): [number, number] {
  let from = 0;
  while (from < x.length && !(share(x[from] ?? NaN) >= 0)) from++;
  let to = x.length;
  while (to > from && !(share(x[to - 1] ?? NaN) <= 1)) to--;
  return [from, to];
}

function joined(...parts: Float64Array[]): Float64Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
