// The values of a line plot as a table.

import type { Sheet } from "../../chart";
import type { Drawn } from "./drawn";

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
