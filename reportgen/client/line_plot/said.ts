// Which of many lines stand out, and the sentence about what a plot does not show in full.
// reportgen/panels/base/lines/picture.py does the same for the static page.

import { create, plural, say, state } from "../core";
import type { Goal } from "./axes/outliers";
import type { Drawn } from "./data/drawn";

/** More lines than these are not all told apart: the best STRONG of them stand out. */
export const MANY = 20;
const STRONG = 10;

export type Goals = Readonly<Record<string, Goal>>;

/** The lines that stand out: all, or of many the best by their last values. */
export function standingOut(all: readonly Drawn[], goals: Goals): Set<Drawn> {
  if (all.length <= MANY) return new Set(all);
  const rank = ({ key, shown: { y } }: Drawn): number => {
    const goal = goals[key] ?? "";
    let i = y.length - 1;
    while (i >= 0 && !Number.isFinite(y[i])) i--;
    if (i < 0) return goal ? Infinity : 0;
    return goal === "maximize" ? -(y[i] ?? 0) : goal ? (y[i] ?? 0) : 0;
  };
  const ranks = new Map(all.map((each) => [each, rank(each)]));
  const order = [...all].sort((a, b) => {
    const [one = 0, other = 0] = [ranks.get(a), ranks.get(b)];
    return one === other ? 0 : one - other;
  });
  return new Set(order.slice(0, STRONG));
}

/** The goal that all metrics of an axis share, else none. */
export function goalOf(all: readonly Drawn[], goals: Goals): Goal {
  const found = new Set(all.map(({ key }) => goals[key] ?? ""));
  return found.size === 1 ? ([...found][0] ?? "") : "";
}

/**
 * A sentence about lines `outside` of a y axis that ignores outliers, null where it shows all, and about those that stand
 * out: the best, or those of runs that the reader pinned.
 */
export function said(outside: readonly string[] | null, count: number, ranked: boolean, pinned = 0): string {
  const parts: string[] = [];
  if (outside) {
    const who = outside.length === 1 ? outside[0] : outside.length ? plural(outside.length, "line") : say("rare peaks");
    parts.push(say("Outliers outside the y axis: {lines}.", { lines: who }));
  }
  if (count > MANY) {
    const lines = plural(count, "line");
    if (pinned) parts.push(say("{n} pinned of {lines} are highlighted.", { n: pinned, lines }));
    else if (ranked) parts.push(say("{n} best of {lines} are highlighted.", { n: STRONG, lines }));
    else parts.push(say("{n} of {lines} are highlighted.", { n: STRONG, lines }));
  }
  return parts.join(" ");
}

/** Write below a plot what it does not show in full. */
export function writeSaid(
  host: HTMLElement,
  all: readonly Drawn[],
  goals: Goals,
  { leaving, ends: [low, high] }: { leaving: readonly Drawn[] | null; ends: readonly [number, number] },
): void {
  const note = host.querySelector<HTMLElement>(".rg-said");
  if (!note) return;
  const pinned = all.filter(({ runs }) => runs.some((run) => state.focused.has(run))).length;
  const sentence = said(leaving?.map(({ name }) => name) ?? null, all.length, goalOf(all, goals) !== "", pinned);
  const far =
    high - low >= Number.MAX_VALUE ? say("Values beyond 9e307 are outside the y axis: no axis spans more.") : "";
  note.textContent = `${sentence} ${far}`.trim();
  if (all.length > MANY)
    note.append(create("span", { class: "rg-with-script" }, ` ${say("Select runs in the side to see others.")}`));
  note.hidden = !note.textContent;
}
