// Histograms over steps as outlines, one above the other.

import type { AxisSetup, Drawing, Place } from "../chart";
import { exact } from "../core";
import { isEven, largest } from "./bins";
import { binsOf, heightsOf, massAt, type Rows, type View } from "./data";

const RIDGES = 24;

/** The rows that are shown, evenly spaced. */
function ridges(count: number): number[] {
  const kept = Math.min(count, RIDGES);
  return Array.from({ length: kept }, (_, i) => Math.round((i * (count - 1)) / Math.max(kept - 1, 1)));
}

/** The axis of steps. */
export function stepAxis(rows: Rows | undefined): AxisSetup {
  const steps = ridges(rows?.steps.length ?? 0);
  return {
    low: -0.2,
    high: steps.length + 1.2,
    title: "step",
    names: steps.map((i) => exact(rows?.steps[i] ?? 0)),
    places: steps.map((_, i) => i + 0.5).filter((_, i) => i % Math.ceil(steps.length / 8) === 0),
  };
}

export function ridgelines(view: View, rows: Rows, { x, y }: Place): Drawing {
  const steps = ridges(rows.steps.length);
  const { edges } = view;
  const [first, last] = [edges[0] ?? 0, edges[binsOf(view)] ?? 0];
  const heights = steps.map((row) => heightsOf(view, massAt(view, rows, row)));
  const most = Math.max(...heights.map(largest)) || 1;
  const even = isEven(edges);
  // From the top down, so that each outline covers the foot of the one above.
  const lines = steps.map((row, i) => {
    const points = [...(heights[i] ?? [])].map((value, bin) => {
      const from = edges[bin] ?? 0;
      const to = edges[bin + 1] ?? 0;
      const at = y(i + (value / most) * 2).toFixed(1);
      // Bins that differ in width are steps: a line between their middles would lean over the wide ones.
      return even ? `${x((from + to) / 2).toFixed(1)} ${at}` : `${x(from).toFixed(1)} ${at}L${x(to).toFixed(1)} ${at}`;
    });
    return {
      path: `M${x(first).toFixed(1)} ${y(i)}L${points.join("L")}L${x(last).toFixed(1)} ${y(i)}`,
      stroke: `var(--run-${rows.run})`,
      strokeWidth: 1.25,
      fill: "var(--paper)",
      fillOpacity: 0.85,
      tooltip: { title: `step ${exact(rows.steps[row] ?? 0)}` },
    };
  });
  return { lines: lines.reverse() };
}
