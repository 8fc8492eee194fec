// What a line plot says at a place: the value of each line there, and nothing of a line before its first or after its
// last point.

import type { TipRow } from "../chart";
import { brief, exact } from "../core";
import { unitName } from "./axes/axes";
import type { Drawn } from "./data/drawn";
import { nearest, type Points } from "./data/series";
import { crosshairText } from "./legend";

export interface Hit {
  drawn: Drawn;
  x: number;
  y: number;
  raw: number;
}

/** The logged x nearest to `value` of all lines within `domain`, and what every line has there, the highest first. */
export function hitsAt(
  all: readonly Drawn[],
  value: number,
  domain: readonly [number, number],
): { x: number; hits: Hit[] } | null {
  let found: (Hit & { far: number })[] = [];
  for (const drawn of all) {
    const i = nearest(drawn.shown.x, value);
    const y = drawn.shown.y[i] ?? NaN;
    const x = drawn.shown.x[i] ?? NaN;
    if (i < 0 || x < domain[0] || x > domain[1] || !lasts(drawn, x)) continue;
    const own = drawn.area ? y - (drawn.area.low[i] ?? 0) : y;
    found.push({
      drawn,
      x,
      y: own,
      raw: drawn.raw.x === drawn.shown.x ? (drawn.raw.y[i] ?? NaN) : own,
      far: Math.abs(x - value),
    });
  }
  const closest = found.reduce<(typeof found)[number] | undefined>(
    (best, hit) => (!best || hit.far < best.far ? hit : best),
    undefined,
  );
  if (!closest) return null;
  found = found.filter(({ drawn }) => lasts(drawn, closest.x));
  found.sort((a, b) => (Number.isFinite(b.y) ? b.y : -Infinity) - (Number.isFinite(a.y) ? a.y : -Infinity));
  return { x: closest.x, hits: found };
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

/** What the tooltip says of a line; `share` of lines that are parts of a whole. */
export function tipRow(all: readonly Drawn[], { drawn, x, y, raw }: Hit, share: boolean): TipRow {
  const keys = new Set(all.map(({ key }) => key)).size > 1;
  const runs = new Set(all.map(({ name }) => name)).size > 1;
  const name = [runs || !keys ? drawn.name : "", keys ? drawn.key : ""].filter(Boolean).join(" · ");
  const value = crosshairText(drawn, x) ?? (share ? `${(y * 100).toFixed(1)}%` : exact(y));
  return {
    color: drawn.color,
    name,
    value,
    ...(raw !== y && Number.isFinite(raw) && !share ? { raw: exact(raw) } : {}),
  };
}

/** A place on an axis; `unit` is the seconds of a unit of time. */
export function placeText(axis: string, x: number, unit: number): string {
  if (axis === "wall_time") return `${new Date(x).toISOString().replace("T", " ").slice(0, 19)} UTC`;
  if (axis === "relative_time") return `${brief(x / unit)} ${unitName(unit)}`;
  return `${axis} ${exact(x)}`;
}
