// One distribution a run, as bars.

import type { Drawing, Place } from "../chart";
import { heightsOf, type Rows, told, type View } from "./data";

export function bars(view: View, shown: readonly Rows[], { x, y }: Place): Drawing {
  const boxes = shown.flatMap(({ run, name, mass }) => {
    const heights = heightsOf(view, mass);
    const tooltip = told(view, name, mass);
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
          fillOpacity: shown.length > 1 ? 0.45 : 1,
          tooltip: tooltip(i),
          runs: [run],
        };
      })
      .filter(({ y, y2 }) => y !== y2);
  });
  return { boxes };
}
