// Lines of runs and their axes, in pixels.

import { type Drawing, heatColor, type Label, type Mark, ramp, type Stroke } from "../chart";
import { dashOf, isHidden } from "../core";
import type { ParallelCoordinatesPayload as View } from "../payloads";
import { type Axis, gapOf } from "./axes";
import type { Places } from "./places";

export type Brushes = ReadonlyMap<number, readonly [number, number]>;

/** The share of the ramp that the weakest value gets: panels/base/legend.py. */
const FAINT = 0.3;
const LETTER = 6.3;

/** `hover` is the place of the run that is pointed at, -1 for none. */
export function drawing(view: View, brushes: Brushes, hover: number, places: Places): Drawing {
  const axes = view.axes.map((axis, i) => axisOf(view.axes, axis, i, brushes.get(i), places));
  const { lines, marks } = runLines(view, brushes.size > 0, hover, places);
  return {
    lines: [...lines, ...axes.flatMap((axis) => axis.plates), ...axes.flatMap((axis) => axis.lines)],
    marks,
    texts: axes.flatMap(({ texts }) => texts),
  };
}

/** Hidden runs first, below the others; then by their strength, so that the best are on top. */
function runLines(view: View, brushed: boolean, hover: number, places: Places): { lines: Stroke[]; marks: Mark[] } {
  const { runs, shades, axes } = view;
  const colors = shades.length ? ramp() : null;
  const off = runs.map(isHidden);
  const pointed = off[hover] ? -1 : hover;
  const rank = (i: number): number => (off[i] ? -2 : i === pointed ? 2 : (shades[i] ?? -1));
  const lines: Stroke[] = [];
  const marks: Mark[] = [];
  for (const i of [...runs.keys()].sort((a, b) => rank(a) - rank(b))) {
    const shade = shades[i];
    const valued = shade !== null && shade !== undefined;
    const own = !colors ? `var(--run-${runs[i]})` : valued ? heatColor(colors, FAINT + (1 - FAINT) * shade) : "";
    const stroke = off[i] ? "var(--line-2)" : own || "var(--ink-2)";
    lines.push({
      path: path(axes, i, places),
      stroke,
      strokeWidth: i === pointed ? 3 : brushed && !off[i] ? 2 : 1.5,
      strokeDash: own ? (colors ? null : dashes(runs[i] ?? 0)) : [4, 3],
      runs: [runs[i] ?? 0],
      opacity: off[i] || (pointed >= 0 && i !== pointed) ? 0.35 : 1,
    });
    if (off[i]) continue;
    axes.forEach((axis, k) => {
      if (axis.gaps[i] === undefined) return;
      const [x, y] = places.point(places.across(k), places.gap);
      marks.push({ x, y, fill: "var(--paper)", stroke, size: 36, runs: [runs[i] ?? 0] });
    });
  }
  return { lines, marks };
}

/** The dash pattern of a run's lines. */
const dashes = (run: number): number[] | null => (dashOf(run) ? dashOf(run).split(" ").map(Number) : null);

/** A line through the run's values; where it has none, past the foot of the axis. */
function path(axes: readonly Axis[], i: number, places: Places): string {
  const points = axes.map((axis, k) =>
    places
      .point(places.across(k), places.along(axis.shares[i]))
      .map((v) => v.toFixed(1))
      .join(" "),
  );
  return `M${points.join("L")}${axes.length === 1 ? "h0.01" : ""}`;
}

interface Drawn {
  plates: Stroke[];
  lines: Stroke[];
  texts: Label[];
}

function axisOf(
  axes: readonly Axis[],
  axis: Axis,
  i: number,
  brush: readonly [number, number] | undefined,
  places: Places,
): Drawn {
  const across = places.across(i);
  const d = (a: [number, number], b: [number, number]): string => `M${a.join(" ")}L${b.join(" ")}`;
  const ends = [places.foot, places.top].map((along) => places.point(across, along)) as [
    [number, number],
    [number, number],
  ];
  const lines: Stroke[] = [{ path: d(...ends), stroke: "var(--ink-2)", strokeWidth: 1 }];
  if (brush) lines.push(brushOf(brush, across, places));
  const texts = places.turned ? rowTexts(axis, across, places) : columnTexts(axes, axis, i, places);
  return { plates: (places.turned ? texts : texts.slice(1)).map(plate), lines, texts };
}

function brushOf(brush: readonly [number, number], across: number, places: Places): Stroke {
  const [from, to] = brush.map(places.along) as [number, number];
  const corners = [
    places.point(across - 7, from),
    places.point(across + 7, from),
    places.point(across + 7, to),
    places.point(across - 7, to),
  ];
  return {
    path: `M${corners.map((corner) => corner.join(" ")).join("L")}Z`,
    fill: "var(--accent)",
    fillOpacity: 0.2,
    stroke: "var(--accent)",
    strokeWidth: 1,
  };
}

const TITLE = { fill: "var(--ink)", fontSize: 12, fontWeight: 600 };
const TICK = { fill: "var(--ink-2)", fontSize: 11 };

/** (along, text) of what stands beside an axis. */
function labelsOf(axis: Axis, places: Places): [number, string][] {
  const found = axis.ticks.map((share, k): [number, string] => [places.along(share), axis.labels[k] ?? ""]);
  const gap = gapOf(axis);
  return gap ? [...found, [places.gap, gap]] : found;
}

/** The title, and labels to the left of an upright axis. */
function columnTexts(axes: readonly Axis[], axis: Axis, i: number, places: Places): Label[] {
  const px = places.across(i);
  const last = i > 0 && i === axes.length - 1;
  const title: Label = {
    ...TITLE,
    x: i === 0 ? 0 : last ? px + 10 : px,
    y: 10,
    text: axis.title,
    align: i === 0 ? "left" : last ? "right" : "center",
    limit: Math.max(i === 0 ? places.first + places.step / 2 : places.step - 8, 24),
  };
  const limit = i === 0 ? places.first - 6 : places.step - 14;
  const labels = labelsOf(axis, places).map(
    ([y, text]): Label => ({ ...TICK, x: px - 6, y, text, align: "right", limit }),
  );
  return [title, ...labels];
}

/** The title, and labels above an axis that lies: those that have room. */
function rowTexts(axis: Axis, across: number, places: Places): Label[] {
  const title: Label = { ...TITLE, x: 0, y: across - 34, text: axis.title, align: "left", limit: places.top };
  const taken: [number, number][] = [];
  const found = labelsOf(axis, places);
  const texts: Label[] = [title];
  for (const [along, text] of [...found.slice(0, 1), ...found.slice(1).reverse()]) {
    const half = Math.min(text.length * LETTER, 120) / 2;
    const middle = Math.min(Math.max(along, half), places.top + 12 - half);
    if (taken.some(([from, to]) => middle + half + 6 > from && middle - half - 6 < to)) continue;
    taken.push([middle - half, middle + half]);
    texts.push({ ...TICK, x: middle, y: across - 12, text, align: "center", limit: 120 });
  }
  return texts;
}

/** The paper behind a label, so that no line strikes it through. */
function plate({ x, y, text, align, limit, fontSize }: Label): Stroke {
  const wide = Math.min(text.length * LETTER * ((fontSize ?? 11) / 11), limit ?? Infinity) + 4;
  const left = align === "right" ? x - wide + 2 : align === "left" ? x - 2 : x - wide / 2;
  return { path: `M${left} ${y - 7}h${wide}v14h${-wide}Z`, fill: "var(--paper)", fillOpacity: 0.85 };
}
