// One distribution a run: bars of one, outlines of several, which would hide each other.

import type { Box, Drawing, Place, Stroke } from "../chart";
import { heightsOf, type Rows, type View } from "./data";

export function distributions(view: View, shown: readonly Rows[], place: Place): Drawing {
  const [only, ...others] = shown;
  if (only && !others.length) return { boxes: bars(view, only, place) };
  return { lines: shown.map((rows) => outline(view, rows, place)) };
}

function bars(view: View, { run, mass }: Rows, { x, y }: Place): Box[] {
  const heights = heightsOf(view, mass);
  return view.edges
    .slice(0, -1)
    .map((from, i) => {
      const to = view.edges[i + 1] ?? from;
      const gap = x(to) - x(from) > 4 ? 0.5 : 0;
      return {
        x: x(from) + gap,
        x2: x(to) - gap,
        y: y(0),
        y2: y(heights[i] ?? 0),
        fill: `var(--run-${run})`,
        runs: [run],
      };
    })
    .filter(({ y, y2 }) => y !== y2);
}

function outline(view: View, { run, mass }: Rows, { x, y }: Place): Stroke {
  const heights = heightsOf(view, mass);
  const px = (edge: number): string => x(view.edges[edge] ?? 0).toFixed(1);
  const steps = [...heights].map((height, i) => `L${px(i)} ${y(height).toFixed(1)}H${px(i + 1)}`);
  const color = `var(--run-${run})`;
  return {
    path: `M${px(0)} ${y(0)}${steps.join("")}V${y(0)}`,
    stroke: color,
    strokeWidth: 1.5,
    fill: color,
    fillOpacity: 0.25,
    runs: [run],
  };
}
