// The rows of a tooltip, free of the page.

import { brief, exact } from "./format";

const IN_FULL = 1e9;
const LARGE = 1e16; // no unit letter says it

/** A number as tooltips say it: whole numbers in full, others in four significant digits. */
export function said(value: number): string {
  const size = Math.abs(value);
  if (size >= LARGE && size < Infinity) return value.toExponential(3).replace(/\.?0+e/, "e");
  return Number.isInteger(value) && size < IN_FULL ? exact(value) : brief(value);
}

const decimals = (text: string): number => (/^-?\d+\.\d+$/.test(text) ? text.length - text.indexOf(".") - 1 : 0);

/** Numbers below each other: zeros at the end are written where others have digits, up to four significant ones. */
export function saidInColumn(values: readonly number[]): string[] {
  const texts = values.map(said);
  const most = Math.max(0, ...texts.map(decimals));
  return texts.map((text, i) => {
    const own = decimals(text);
    const value = values[i] ?? NaN;
    const full = own && Math.abs(value) >= 1e-3 ? decimals(value.toPrecision(4)) : 0;
    return own < Math.min(most, full) ? value.toFixed(Math.min(most, full)) : text;
  });
}

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
