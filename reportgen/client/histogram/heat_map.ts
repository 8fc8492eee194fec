// Histograms over steps as a heat map, with lines at percentiles and the one at the crosshair beside it.

import { type Drawing, heatImage, type Place, type Stroke } from "../chart";
import { exact } from "../core";
import { binAt, isEven, largest, quantiles, SHARES } from "./bins";
import { binsOf, heightsOf, massAt, type Rows, rowAt, told, type View } from "./data";

export const SIDE = 96;
export const GAP = 10;

/** How a heat map is set. */
export interface Look {
  /** The largest height of all runs of the panel. */
  most: number;
  logColor: boolean;
  percentiles: boolean;
  /** The step of the crosshair. */
  step: number;
  /** Whether there is room beside it for one distribution. */
  beside: boolean;
}

export function heatMap(view: View, rows: Rows, look: Look, place: Place): Drawing {
  const { x, width, height } = place;
  const here = rowAt(rows.steps, look.step);
  const step = rows.steps[here] ?? 0;
  return {
    images: [{ x: 0, y: 0, width, height, url: picture(view, rows, look, place) }],
    lines: [
      ...(look.percentiles ? percentileLines(view, rows, place) : []),
      { path: `M${x(step)} 0V${height}`, stroke: "var(--ink)", strokeWidth: 1, strokeDash: [1, 3] },
    ],
    ...(look.beside ? slice(view, rows, here, place) : {}),
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

/** The distribution at a row, lying on its side beside the heat map. */
function slice(view: View, rows: Rows, row: number, { y, width, height }: Place): Pick<Drawing, "boxes" | "texts"> {
  const mass = massAt(view, rows, row);
  const heights = heightsOf(view, mass);
  const most = largest(heights) || 1;
  const step = exact(rows.steps[row] ?? 0);
  const tooltip = told(view, `step ${step}`, mass);
  const boxes = [...heights].flatMap((value, i) => {
    if (!(value > 0)) return [];
    return [
      {
        x: width + GAP,
        x2: width + GAP + (value / most) * SIDE,
        y: y(view.edges[i] ?? 0),
        y2: y(view.edges[i + 1] ?? 0),
        fill: `var(--run-${rows.run})`,
        tooltip: tooltip(i),
      },
    ];
  });
  const text = `at step ${step}`;
  return {
    boxes,
    texts: [{ x: width + GAP, y: height + 12, text, align: "left", fill: "var(--ink-2)", fontSize: 11 }],
  };
}
