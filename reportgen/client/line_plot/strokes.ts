// What a line plot draws between its axes, in pixels: strokes and areas, points, and marks for what is no number.

import type { Area } from "../chart";
import type { Bad } from "./data/columns";
import type { Drawn } from "./data/drawn";
import { lowerBound, outline, type Points, path, type Screen } from "./data/series";
import type { Stroke } from "./lines";

/** From values to pixels, over a stretch of x. */
export interface Plane {
  domain: readonly [number, number];
  toX(value: number): number;
  /** The y of values on the left axis, or the right. */
  toY(right: boolean): (value: number) => number;
}

const MAX_MARKS = 300;
const NONE = { strokeWidth: 0, strokeDash: null, opacity: 1, fillOpacity: 0 };

/** Areas and bands first, then raw lines, then the lines themselves; `screen` is where the plot lies. */
export function strokes(all: readonly Drawn[], plane: Plane, plot: Area, screen: Screen): Stroke[] {
  const { domain, toX, toY } = plane;
  const own = { ...screen, left: screen.left + plot.left, top: screen.top + plot.top };
  const rows: Stroke[] = [];
  for (const drawn of all) {
    const { color, right, band, area } = drawn;
    const fill = area ?? band;
    if (fill)
      rows.push({
        ...NONE,
        of: drawn,
        path: outline(fill.x, fill.low, fill.high, toX, toY(right)),
        fill: color,
        fillOpacity: area ? 0.5 : 0.16,
      });
  }
  const row = (drawn: Drawn, points: Points, faint: boolean): Stroke => ({
    ...NONE,
    of: faint ? { runs: drawn.runs } : drawn, // what is behind a line never comes to the front
    path: path(points, domain, toX, toY(drawn.right), own),
    stroke: drawn.color,
    opacity: faint ? 0.25 : 1,
    strokeWidth: faint ? 1 : drawn.points ? 0 : drawn.width,
    strokeDash: drawn.dash ? drawn.dash.split(" ").map(Number) : null,
  });
  for (const drawn of all) for (const points of drawn.faint) rows.push(row(drawn, points, true));
  for (const drawn of all) rows.push(row(drawn, drawn.shown, false));
  return rows;
}

/** Points of lines that are drawn as points, and a mark at the edge for each value that is no number. */
export function marks(all: readonly Drawn[], bad: readonly Bad[], plane: Plane, height: number): object[] {
  const seen = new Set<string>();
  return [...points(all, plane, seen), ...atEdges(bad, plane, height, seen)];
}

function points(all: readonly Drawn[], { domain, toX, toY }: Plane, seen: Set<string>): object[] {
  const rows: object[] = [];
  for (const { points: asPoints, shown, right, color } of all) {
    if (!asPoints && shown.x.length !== 1) continue;
    for (let i = lowerBound(shown.x, domain[0]); i < shown.x.length && (shown.x[i] ?? 0) <= domain[1]; i++) {
      const px = toX(shown.x[i] ?? NaN);
      const py = toY(right)(shown.y[i] ?? NaN);
      const place = `${Math.round(px)} ${Math.round(py)}`;
      if (Number.isFinite(py) && !seen.has(place)) rows.push({ x: px, y: py, fill: color, shape: "circle", size: 16 });
      seen.add(place);
    }
  }
  return rows;
}

function atEdges(bad: readonly Bad[], { domain, toX }: Plane, height: number, seen: Set<string>): object[] {
  const rows: object[] = [];
  for (const { line, x, y } of bad) {
    if (x < domain[0] || x > domain[1] || rows.length >= MAX_MARKS) continue;
    const px = toX(x);
    const place = `${Math.round(px / 3)} ${line.run} ${y}`;
    if (seen.has(place) || !Number.isFinite(px)) continue;
    seen.add(place);
    const up = y === Infinity;
    rows.push({
      x: px,
      y: up ? 5 : height - 5,
      fill: Number.isNaN(y) ? "transparent" : line.color,
      stroke: line.color,
      shape: up ? "triangle-up" : "triangle-down",
      size: 44,
    });
  }
  return rows;
}
