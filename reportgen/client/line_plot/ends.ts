// Names at the ends of few lines: where each goes, and how much room they need beside the axes.

import { said, say, shortNames } from "../core";
import { axisWord } from "./axes/axes";
import type { Drawn } from "./data/drawn";
import type { Points } from "./data/series";

/** A name at the end of a line, in pixels from the axes' origin. */
export interface End {
  of: Drawn;
  text: string;
  x: number;
  y: number;
}

/** More lines have no names at their ends. */
export const MOST_NAMED = 5;
/** Pixels between the middles of two names, and how far a name may be from its line's end. */
const GAP = 12;
const AWAY = 18;
const LETTER = 6.3;
const NARROWEST = 300;
const SHARE = 0.26;

/** Places near `wanted` within [0, height] that are `GAP` apart; null where one would be too far from what it names. */
export function spread(wanted: readonly number[], height: number): number[] | null {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  const groups: { sum: number; members: number[] }[] = [];
  const begin = ({ sum, members }: { sum: number; members: number[] }): number => {
    const middle = sum / members.length;
    const half = ((members.length - 1) * GAP) / 2;
    return Math.min(Math.max(middle - half, 0), Math.max(height - 2 * half, 0));
  };
  for (const i of order) {
    let group = { sum: wanted[i] ?? 0, members: [i] };
    for (let last = groups.pop(); last; last = groups.pop()) {
      if (begin(last) + last.members.length * GAP <= begin(group)) {
        groups.push(last);
        break;
      }
      group = { sum: last.sum + group.sum, members: [...last.members, ...group.members] };
    }
    groups.push(group);
  }
  const places: number[] = [];
  for (const group of groups)
    group.members.forEach((i, nth) => {
      places[i] = begin(group) + nth * GAP;
    });
  return places.every((place, i) => Math.abs(place - (wanted[i] ?? 0)) <= AWAY) ? places : null;
}

/** The last point of a line in view, or where it leaves the view. */
function lastOf({ x, y }: Points, [from, to]: readonly [number, number]): { x: number; y: number } | null {
  for (let i = x.length - 1; i >= 0; i--) {
    const [at = NaN, value = NaN, next = NaN, after = NaN] = [x[i], y[i], x[i + 1], y[i + 1]];
    if (at > to || !Number.isFinite(value)) continue;
    if (next > to && Number.isFinite(after)) return { x: to, y: value + ((after - value) * (to - at)) / (next - at) };
    return at < from ? null : { x: at, y: value };
  }
  return null;
}

/** What is needed to place names: the width of all, where values are within a height, and each line's course. */
export interface Frame {
  width: number;
  height: number;
  domain: readonly [number, number];
  toX(x: number): number;
  toY(y: number): number;
  course(drawn: Drawn): Points;
}

/** The names at the ends of lines; none where lines are many, the plot is narrow, or names would lie over each other. */
export function endsOf(all: readonly Drawn[], frame: Frame): End[] {
  if (all.length < 2 || all.length > MOST_NAMED || frame.width < NARROWEST) return [];
  const letters = Math.min(Math.floor((frame.width * SHARE) / LETTER), 24);
  const texts = shortNames(
    all.map(({ name }) => name),
    letters,
  );
  const found = all.flatMap((of, i) => {
    const last = of.points || of.area ? null : lastOf(frame.course(of), frame.domain);
    const y = last ? frame.toY(last.y) : NaN;
    return last && y >= 0 && y <= frame.height ? [{ of, text: texts[i] ?? "", x: frame.toX(last.x) + 6, y }] : [];
  });
  const places = spread(
    found.map(({ y }) => y),
    frame.height,
  );
  return places ? found.map((end, i) => ({ ...end, y: places[i] ?? end.y })) : [];
}

/** Whether there is nothing but one point. */
export const isPoint = (all: readonly Drawn[]): boolean => all.length === 1 && all[0]?.shown.x.length === 1;

/** The value of a single point, beside it: it needs no axes. */
export function pointEnd(all: readonly Drawn[], { toX, toY }: Pick<Frame, "toX" | "toY">, axis: string): End[] {
  return all.flatMap((of) => {
    const [x = NaN, y = NaN] = [of.shown.x[0], of.shown.y[0]];
    return Number.isFinite(y)
      ? [
          {
            of,
            text: say("{value} at {axis} {place}", { value: said(y), axis: axisWord(axis), place: said(x) }),
            x: toX(x) + 8,
            y: toY(y),
          },
        ]
      : [];
  });
}

/** The pixels that names take beside the axes. */
export const roomOf = (ends: readonly End[]): number =>
  ends.length ? Math.ceil(Math.max(...ends.map(({ text }) => text.length)) * LETTER) + 10 : 0;
