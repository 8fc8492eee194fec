// Columns of a chart's data, as reportgen/charts/frame.py stores them, to rows that Vega reads.

import { column } from "../../core";
import type { FramePayload } from "../../payloads";

export type Row = Record<string, unknown>;

export async function rowsOf(frame: FramePayload): Promise<Row[]> {
  const rows: Row[] = Array.from({ length: frame.n }, () => Object.create(null) as Row);
  for (const [name, stored] of Object.entries(frame.columns)) {
    if ("v" in stored) {
      stored.v.forEach((value, i) => {
        const row = rows[i];
        if (row) row[name] = value;
      });
      continue;
    }
    const numbers = await column(stored.b);
    const words = "w" in stored ? stored.w : undefined;
    rows.forEach((row, i) => {
      const value = numbers[i] ?? NaN;
      row[name] = words ? (words[value] ?? null) : Number.isNaN(value) ? null : value;
    });
  }
  return rows;
}
