// What a line plot says at a place: the value of each line there, and nothing of a line before its first or after its
// last point.

import type { TipRow } from "../chart";
import { said, saidInColumn, say } from "../core";
import { axisWord, unitName } from "./axes/axes";
import type { Drawn } from "./data/drawn";
import { lowerBound, nearest, type Points } from "./data/series";
import { crosshairText } from "./legend";

const SHORT = 12;

export interface Hit {
  drawn: Drawn;
  x: number;
  y: number;
  /** Where the line is drawn: of areas their upper edge. */
  top: number;
  raw: number;
}

/** What is read at a place: the logged x, what lines have there, the best first, and what those had that ended before. */
export interface Reading {
  x: number;
  hits: Hit[];
  ended: Hit[];
}

/**
 * The logged x nearest to `value` of all lines within `domain`, and what every line has there. With the goal "minimize"
 * the lowest is the best, else the highest.
 */
export function hitsAt(
  all: readonly Drawn[],
  value: number,
  domain: readonly [number, number],
  goal: string = "",
): Reading | null {
  const found = all.flatMap((drawn) => {
    const hit = hitOf(drawn, nearest(drawn.shown.x, value));
    return hit && hit.x >= domain[0] && hit.x <= domain[1] && lasts(drawn, hit.x) ? [hit] : [];
  });
  const [first, ...rest] = found;
  if (!first) return null;
  const far = (hit: Hit): number => Math.abs(hit.x - value);
  const { x } = rest.reduce((best, hit) => (far(hit) < far(best) ? hit : best), first);
  const hits = all.flatMap((drawn) => (lasts(drawn, x) ? (hitOf(drawn, nearest(drawn.shown.x, x)) ?? []) : []));
  const ended = all.flatMap((drawn) =>
    endOf(drawn) < x && !lasts(drawn, x) ? (hitOf(drawn, nearest(drawn.shown.x, endOf(drawn))) ?? []) : [],
  );
  return { x, hits: ranked(hits, goal), ended: ranked(ended, goal) };
}

function hitOf(drawn: Drawn, i: number): Hit | null {
  const { shown, raw, area } = drawn;
  const x = shown.x[i];
  const y = shown.y[i];
  if (x === undefined || y === undefined) return null;
  const own = area ? y - (area.low[i] ?? 0) : y;
  return { drawn, x, y: own, top: y, raw: raw.x === shown.x ? (raw.y[i] ?? NaN) : own };
}

/** The best first, and what is no number at the end. */
function ranked(hits: Hit[], goal: string): Hit[] {
  const sign = goal === "minimize" ? -1 : 1;
  const rank = ({ y }: Hit): number => (Number.isNaN(y) ? -Infinity : sign * y);
  return hits.sort((a, b) => +Number.isNaN(a.y) - +Number.isNaN(b.y) || rank(b) - rank(a) || 0);
}

/** The next logged x of any line beyond `from`, at least `least` away; past the last it is the last. */
export function nextX(all: readonly Drawn[], from: number, step: 1 | -1, least: number): number {
  let found = from;
  let edge = from;
  for (const { shown } of all) {
    const i = step > 0 ? lowerBound(shown.x, from + least) : lowerBound(shown.x, from - least + Number.EPSILON) - 1;
    const x = shown.x[i];
    if (x !== undefined && (x - from) * step > 0 && (found === from || (found - x) * step > 0)) found = x;
    const end = shown.x[step > 0 ? shown.x.length - 1 : 0];
    if (end !== undefined && (end - edge) * step > 0) edge = end;
  }
  return found === from ? edge : found;
}

/** The last x of a line, or of a group that has a value there. */
function endOf({ raw, members }: Drawn): number {
  return raw.x[members.length ? finiteEnds(raw)[1] : raw.x.length - 1] ?? NaN;
}

/** Whether a line is under way at x: between its ends, or no farther from one than half of its step there. */
function lasts(drawn: Drawn, x: number): boolean {
  const points = drawn.raw;
  const [first, last] = drawn.members.length ? finiteEnds(points) : [0, points.x.length - 1];
  const at = (i: number): number => points.x[i] ?? NaN;
  if (!(last >= first)) return false;
  const before = last > first ? (at(first + 1) - at(first)) / 2 : 0;
  const after = last > first ? (at(last) - at(last - 1)) / 2 : 0;
  return x >= at(first) - before && x <= at(last) + after;
}

/** The first and the last place where a group has a value: its x are those of other groups, too. */
function finiteEnds({ y }: Points): [number, number] {
  let first = 0;
  let last = y.length - 1;
  while (first <= last && !Number.isFinite(y[first])) first++;
  while (last > first && !Number.isFinite(y[last])) last--;
  return [first, last];
}

/** How far a line lies from a place, in pixels along y: between its points as it is drawn. */
export function distance(
  { shown }: Drawn,
  { px, py }: { px: number; py: number },
  toX: (x: number) => number,
  toY: (y: number) => number,
  value: number,
): number {
  const right = Math.min(lowerBound(shown.x, value), shown.x.length - 1);
  const left = Math.max(right - 1, 0);
  const [x0, x1] = [toX(shown.x[left] ?? NaN), toX(shown.x[right] ?? NaN)];
  const [y0, y1] = [toY(shown.y[left] ?? NaN), toY(shown.y[right] ?? NaN)];
  const share = x1 > x0 ? Math.min(Math.max((px - x0) / (x1 - x0), 0), 1) : 1;
  const there = Number.isFinite(y0) && Number.isFinite(y1) ? y0 + (y1 - y0) * share : share < 0.5 ? y0 : y1;
  const far = Math.abs(there - py);
  return Number.isFinite(far) ? far : Infinity;
}

/** How the tooltip of a plot writes: along which axis, in which unit of time, as shares of a whole. */
export interface Manner {
  axis: string;
  unit: number;
  share: boolean;
  /** The shortest distance along x that is said. */
  least: number;
}

/** The rows of the tooltip; `near` is the line that the pointer is at. */
export function tipRows(all: readonly Drawn[], { x, hits, ended }: Reading, near: Drawn | null, how: Manner): TipRow[] {
  const keys = new Set(all.map(({ key }) => key)).size > 1;
  const runs = new Set(all.map(({ name }) => name)).size > 1;
  const about = ({ drawn }: Hit): Omit<TipRow, "value"> => ({
    color: drawn.color,
    dash: drawn.dash,
    name: [runs || !keys ? drawn.name : "", keys ? drawn.label : ""].filter(Boolean).join(" · "),
  });
  const written = (y: number): string => (how.share ? `${(y * 100).toFixed(1)}%` : said(y));
  const column = how.share ? hits.map(({ y }) => written(y)) : saidInColumn(hits.map(({ y }) => y));
  return [
    ...hits.map((hit, i) => {
      const text = crosshairText(hit.drawn, hit.x) ?? column[i] ?? "";
      const raw = hit.raw !== hit.y && Number.isFinite(hit.raw) && !how.share ? { raw: said(hit.raw) } : {};
      const beside = [
        Math.abs(hit.x - x) > how.least ? say("at {place}", { place: placeText(how.axis, hit.x, how.unit, true) }) : "",
        bandText(hit),
      ].filter(Boolean);
      const aside = beside.length ? { aside: beside.join(" · ") } : {};
      return { ...about(hit), value: text, ...raw, ...aside, near: hit.drawn === near };
    }),
    ...ended.map((hit) => ({
      ...about(hit),
      value: say("ended at {place} · {value}", {
        place: placeText(how.axis, hit.x, how.unit, true),
        value: written(hit.y),
      }),
      quiet: true,
    })),
  ];
}

/** The edges of the band that a line was logged with, there. */
function bandText({ drawn: { band, members }, x }: Hit): string {
  if (!band || members.length) return "";
  const i = nearest(band.x, x);
  return `${said(band.low[i] ?? NaN)} – ${said(band.high[i] ?? NaN)}`;
}

/** A place on an axis; `unit` is the seconds of a unit of time, `bare` leaves a long name out. */
export function placeText(axis: string, x: number, unit: number, bare = false): string {
  if (axis === "wall_time") return `${new Date(x).toISOString().replace("T", " ").slice(0, 19)} UTC`;
  if (axis === "relative_time") return `${said(x / unit)} ${unit === 1 && bare ? "s" : unitName(unit)}`;
  return bare && axis.length > SHORT ? said(x) : `${axisWord(axis)} ${said(x)}`;
}
