// Histograms over steps as a heat map, with lines at percentiles and the one at the crosshair beside it.

import { type Box, type Drawing, heatImage, type Label, type Place, type Stroke } from "../chart";
import { said, say } from "../core";
import { binAt, isEven, placed, quantiles, SHARES } from "./bins";
import { binsOf, heightsOf, massAt, type Rows, rowAt, type View } from "./data";

/** The room of what stands beside a heat map: the names of the lines, and one distribution. */
export interface Beside {
  gap: number;
  side: number;
}

const NAMED = 30;

/** What there is room for, null for nothing. */
export function besideOf(width: number, height: number): Beside | null {
  if (width < 260 || height < 160) return null;
  return width < 360 ? { gap: 10, side: 56 } : { gap: 44, side: 84 };
}

/** How a heat map is set. */
export interface Look {
  /** The largest height of all runs of the panel. */
  most: number;
  logColor: boolean;
  percentiles: boolean;
  /** The step of the crosshair. */
  step: number;
  beside: Beside | null;
}

export function heatMap(view: View, rows: Rows, look: Look, place: Place): Drawing {
  const { x, width, height } = place;
  const here = rowAt(rows.steps, look.step);
  const step = rows.steps[here] ?? 0;
  const beside = look.beside
    ? slice(view, rows, here, { most: look.most, ...look.beside }, place)
    : { boxes: [], texts: [] };
  const names = look.percentiles && (look.beside?.gap ?? 0) > NAMED ? percentileNames(view, rows, place) : [];
  return {
    images: [{ x: 0, y: 0, width, height, url: picture(view, rows, look, place) }],
    lines: [
      ...(look.percentiles ? percentileLines(view, rows, place) : []),
      { path: `M${x(step)} 0V${height}`, stroke: "var(--ink)", strokeWidth: 1, strokeDash: [1, 3] },
    ],
    boxes: beside.boxes,
    texts: [...beside.texts, ...names],
  };
}

function picture(view: View, rows: Rows, { most, logColor }: Look, { x, y, width, height }: Place): string {
  const { edges, unit } = view;
  const bins = binsOf(view);
  const columns = Math.max(Math.min(Math.round(width), 1600), 1);
  const at = Array.from({ length: columns }, (_, i) => rowAt(rows.steps, x.invert(((i + 0.5) * width) / columns)));
  const even = isEven(edges);
  const heights = heightsOf(view, rows.mass);
  const lines = even ? bins : Math.max(Math.round(height), bins);
  const binOf = (row: number): number =>
    even ? bins - 1 - row : binAt(edges, y.invert(((row + 0.5) * height) / lines));
  const share = (value: number): number =>
    logColor ? Math.log1p(value / unit) / Math.log1p(most / unit) : value / most;
  return heatImage(columns, lines, (column, row) => share(heights[(at[column] ?? 0) * bins + binOf(row)] ?? 0));
}

function percentileLines(view: View, rows: Rows, { x, y }: Place): Stroke[] {
  const texts = SHARES.map(() => "");
  rows.steps.forEach((step, row) => {
    quantiles(massAt(view, rows, row), view.edges).forEach((value, i) => {
      if (Number.isFinite(value)) texts[i] += `${texts[i] ? "L" : "M"}${x(step).toFixed(1)} ${y(value).toFixed(1)}`;
    });
  });
  return texts.map((path, i) => ({
    path,
    stroke: "var(--heat-line)",
    strokeWidth: i === 2 ? 1.5 : 1,
    strokeDash: i === 2 ? null : [2, 2],
    opacity: i === 2 ? 1 : 0.7,
  }));
}

const NAMES = ["p5", "p25", say("median"), "p75", "p95"];
const LINE = 11;

/** What the lines are, at their ends: those that have room, the median before the outer ones. */
function percentileNames(view: View, rows: Rows, { y, width }: Place): Label[] {
  const ends = quantiles(massAt(view, rows, rows.steps.length - 1), view.edges).map(y);
  const kept: number[] = [];
  for (const i of [2, 4, 0, 3, 1]) {
    const here = ends[i] ?? Number.NaN;
    if (Number.isFinite(here) && kept.every((k) => Math.abs((ends[k] ?? 0) - here) >= LINE)) kept.push(i);
  }
  return kept.map((i) => ({
    x: width + 4,
    y: ends[i] ?? 0,
    text: NAMES[i] ?? "",
    align: "left",
    fill: "var(--heat-line)",
    fontSize: 10,
  }));
}

/** The distribution at a row, lying on its side beside the heat map, on one scale over all steps and runs. */
function slice(
  view: View,
  rows: Rows,
  row: number,
  { most, gap, side }: Beside & { most: number },
  { y, width, height }: Place,
): { boxes: Box[]; texts: Label[] } {
  const heights = heightsOf(view, massAt(view, rows, row));
  const left = width + gap;
  const boxes = [...heights].flatMap((value, i) =>
    value > 0
      ? [
          {
            x: left,
            x2: left + (value / most) * side,
            y: y(view.edges[i] ?? 0),
            y2: y(view.edges[i + 1] ?? 0),
            fill: `var(--run-${rows.run})`,
          },
        ]
      : [],
  );
  const text = say("at step {step}", { step: said(rows.steps[row] ?? 0) });
  return { boxes, texts: [{ ...placed(text, left, side), y: height + 12, text, fill: "var(--ink-2)", fontSize: 11 }] };
}
