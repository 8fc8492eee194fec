// The colours of a map's points by a column, and the legend that says what they mean.

import { heatColor, ramp } from "../../chart/heat";
import { create, said, say } from "../../core";
import { own } from "../../query/values";
import { isFiniteNumber } from "../../query/whole";
import { type Column, clip } from "../view";

const CLASSES = 9;
export const HIDDEN = "var(--line-2)";

export interface Coloring {
  colorOf(row: number): string;
  legend: Node[];
}

/** A theme's colour as a canvas knows it. */
export function solid(color: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(color)?.[1];
  return name ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888" : color;
}

export function coloringOf(column: Column | undefined, rows: Uint32Array): Coloring {
  const accent = solid("var(--accent)");
  if (!column?.get) return { colorOf: () => accent, legend: [] };
  return column.type === "number" ? byNumber(column.get, rows) : byClass(column, column.get);
}

function byNumber(get: (row: number) => unknown, rows: Uint32Array): Coloring {
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows) {
    const value = get(row);
    if (isFiniteNumber(value)) [low, high] = [Math.min(low, Number(value)), Math.max(high, Number(value))];
  }
  const heat = ramp();
  const none = solid(HIDDEN);
  return {
    colorOf: (row) => {
      const value = get(row);
      if (!isFiniteNumber(value)) return none;
      return heatColor(heat, 0.12 + 0.88 * ((Number(value) - low) / (high - low || 1)));
    },
    legend:
      low <= high
        ? [create("span", {}, said(low)), create("i", { class: "rg-map-ramp" }), create("span", {}, said(high))]
        : [],
  };
}

function byClass({ colors, values }: Column, get: (row: number) => unknown): Coloring {
  const counts = new Map<unknown, number>();
  for (let row = 0; row < values.length; row++) counts.set(get(row), (counts.get(get(row)) ?? 0) + 1);
  const byName = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : 1);
  const classes = [...counts]
    .filter(([value]) => value !== null && value !== undefined)
    .sort((a, b) => b[1] - a[1] || byName(a[0], b[0]))
    .slice(0, CLASSES)
    .map(([value]) => value)
    .sort(byName);
  const named = (value: unknown, i: number): string =>
    (typeof value === "string" && own(colors, value)) || `var(--c${i})`;
  const known = new Map(classes.map((value, i) => [value, solid(named(value, i))]));
  const rest = solid("var(--ink-2)");
  const more = counts.size - classes.length;
  return {
    colorOf: (row) => known.get(get(row)) ?? rest,
    legend: [
      ...classes.map((value, i) => {
        const mark = create("i", { class: "rg-dot" });
        mark.style.background = named(value, i);
        return create("span", {}, mark, create("bdi", {}, clip(String(value))));
      }),
      ...(more > 0
        ? [create("span", { class: "rg-note" }, say("and {n} more", { n: more.toLocaleString("en-US") }))]
        : []),
    ],
  };
}
