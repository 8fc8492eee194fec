// The values of histograms as a table: a row for each bin that holds something.

import type { Sheet } from "../chart";
import { binsOf, type Rows, type View } from "./data";

export function sheetOf(view: View, shown: readonly Rows[]): Sheet {
  const { edges, measure, widths } = view;
  const bins = binsOf(view);
  const plain = measure === "density" ? "share" : measure.replace(" per unit", "");
  const rows = shown.flatMap(({ name, steps, mass }) =>
    [...mass].flatMap((value, i): (string | number)[][] => {
      if (!(value > 0)) return [];
      const ends = [edges[i % bins] ?? 0, edges[(i % bins) + 1] ?? 0];
      const height = widths ? [value / (widths[i % bins] || 1)] : [];
      return [[name, steps[Math.floor(i / bins)] ?? 0, ...ends, value, ...height]];
    }),
  );
  return { columns: ["run", "step", "from", "to", plain, ...(widths ? [measure] : [])], rows };
}
