// Lines of runs and their axes, in pixels.

import { type Drawing, heatColor, type Label, type Place, ramp, type Stroke } from "../chart";
import { isHidden } from "../core";
import type { ParallelCoordinatesPayload as View } from "../payloads";
import { type Axis, ticks } from "./axes";

export type Brushes = ReadonlyMap<number, readonly [number, number]>;

/** `hover` is the place of the run that is pointed at, -1 for none. */
export function drawing(view: View, brushes: Brushes, hover: number, place: Place): Drawing {
  const axes = view.axes.map((axis, i) => axisOf(axis, i, brushes.get(i), place));
  return {
    lines: [...runLines(view, brushes.size > 0, hover, place), ...axes.flatMap(({ lines }) => lines)],
    texts: axes.flatMap(({ texts }) => texts),
  };
}

/** Hidden runs first, below the others. */
function runLines(view: View, brushed: boolean, hover: number, { x, y }: Place): Stroke[] {
  const { runs, shades, axes } = view;
  const known = shades.filter((v): v is number => v !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  const colors = known.length ? ramp() : null;
  const off = runs.map(isHidden);
  const pointed = off[hover] ? -1 : hover;
  const order = [...runs.keys()].sort((a, b) => Number(off[b]) - Number(off[a]));
  return order.map((i) => {
    const shade = shades[i];
    const color =
      colors && shade !== null && shade !== undefined
        ? heatColor(colors, 0.3 + 0.7 * (high > low ? (shade - low) / (high - low) : 0.5))
        : `var(--run-${runs[i]})`;
    return {
      path: path(axes, i, x, y),
      stroke: off[i] ? "var(--line-2)" : color,
      strokeWidth: i === pointed ? 3 : brushed && !off[i] ? 2 : 1.5,
      opacity: off[i] ? 0.35 : pointed >= 0 && i !== pointed ? 0.35 : brushed ? 1 : 0.9,
    };
  });
}

/** A line that leaves out the axes on which the run has nothing. */
function path(axes: readonly Axis[], i: number, x: (v: number) => number, y: (v: number) => number): string {
  let text = "";
  let down = false;
  axes.forEach((axis, k) => {
    const share = axis.shares[i];
    if (share === null || share === undefined) {
      down = false;
      return;
    }
    text += `${down ? "L" : "M"}${x(k + 0.5).toFixed(1)} ${y(share).toFixed(1)}`;
    if (!down && (axis.shares.length === 1 || axes.length === 1)) text += "h0.01";
    down = true;
  });
  return text;
}

function axisOf(
  axis: Axis,
  i: number,
  brush: readonly [number, number] | undefined,
  { x, y }: Place,
): { lines: Stroke[]; texts: Label[] } {
  const room = x(1) - x(0);
  const px = x(i + 0.5);
  const lines: Stroke[] = [{ path: `M${px} ${y(0)}V${y(1)}`, stroke: "var(--ink-2)", strokeWidth: 1 }];
  if (brush)
    lines.push({
      path: `M${px - 7} ${y(brush[0])}H${px + 7}V${y(brush[1])}H${px - 7}Z`,
      fill: "var(--accent)",
      fillOpacity: 0.2,
      stroke: "var(--accent)",
      strokeWidth: 1,
    });
  const title: Label = {
    x: px,
    y: -28,
    text: axis.title,
    align: "center",
    fill: "var(--ink)",
    fontSize: 12,
    fontWeight: 600,
    limit: room - 8,
  };
  const labels = ticks(axis).map(
    ([share, text]): Label => ({
      x: px + 6,
      y: y(share),
      text,
      align: "left",
      fill: "var(--ink-2)",
      fontSize: 11,
      limit: room - 14,
    }),
  );
  return { lines, texts: [title, ...labels] };
}
