// The rows of a tooltip, free of the page.

export interface TipRow {
  color?: string;
  /** The dashes of a line, empty for a solid one; without it the swatch is a square. */
  dash?: string;
  name: string;
  value: string;
  raw?: string;
  /** What stands in quiet ink behind the value. */
  aside?: string;
  /** Of what the reader points at. */
  near?: boolean;
  /** Of what has no value here. */
  quiet?: boolean;
}

const ROWS = 12;
const SHOWN = 10;

/** The rows that there is room for, around the one that is pointed at, and how many stand above and below them. */
export function fewRows<R extends { near?: boolean }>(rows: readonly R[]): { rows: R[]; above: number; below: number } {
  if (rows.length <= ROWS) return { rows: [...rows], above: 0, below: 0 };
  const near = rows.findIndex((row) => row.near);
  const above = Math.min(Math.max(near - SHOWN / 2, 0), rows.length - SHOWN);
  return { rows: rows.slice(above, above + SHOWN), above, below: rows.length - SHOWN - above };
}
