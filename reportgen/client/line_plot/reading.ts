// What a line plot says at a place: the value of each line there, and nothing of a line before its first or after its
// last point.

import type { Drawn } from "./drawn";
import { nearest, type Points } from "./series";

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
