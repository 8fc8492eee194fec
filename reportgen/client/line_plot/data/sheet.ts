// The values of a line plot: as a table of what is drawn, and as a file of what was logged.

import type { Logged, Sheet } from "../../chart";
import { say } from "../../core";
import type { Drawn, Line } from "./drawn";

/** A line with the numbers that the page holds of it, in the order in which they were logged. */
export interface Held {
  line: Line;
  steps: ArrayLike<number>;
  /** Where the points stand on the x axis in force; the steps where that is the step. */
  x: ArrayLike<number>;
  values: ArrayLike<number>;
}

/** Every number that was logged, bit for bit; `note` says of how many points the page holds fewer. */
export function loggedOf(held: readonly Held[], axis: string, names: readonly string[]): Logged {
  const own = axis === "step" ? [] : [axis];
  const rows: Sheet["rows"] = [];
  let least = 1;
  let note = "";
  for (const { line, steps, x, values } of held) {
    const name = names[line.run] ?? line.name;
    for (let i = 0; i < values.length; i++)
      rows.push([name, line.key, steps[i] ?? null, ...(own.length ? [x[i] ?? null] : []), values[i] ?? null]);
    if (values.length / line.total >= least) continue;
    least = values.length / line.total;
    note = say("{n} of {total} points", { n: values.length, total: line.total });
  }
  return { sheet: { columns: ["run", "metric", "step", ...own, "value"], rows }, note };
}

export function sheetOf(drawn: readonly Drawn[], axis: string): Sheet {
  const smoothed = drawn.some(({ raw, shown }) => raw.x === shown.x && raw.y !== shown.y);
  const rows = drawn.flatMap(({ name, key, shown, raw, area }) =>
    [...shown.x].map((x, i) => {
      const value = area ? (area.high[i] ?? 0) - (area.low[i] ?? 0) : (shown.y[i] ?? null);
      return [name, key, x, ...(smoothed ? [raw.x === shown.x ? (raw.y[i] ?? null) : null] : []), value];
    }),
  );
  return { columns: ["line", "metric", axis, ...(smoothed ? ["value", "smoothed"] : ["value"])], rows };
}
