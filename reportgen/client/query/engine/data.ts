// Columns of a table as the page holds them, and a row's value of each as questions see it.

import type { Get } from "../values";
import { normal } from "../whole";

export interface Stored {
  name: string;
  type: string;
  values: ArrayLike<number> | ArrayLike<bigint> | readonly unknown[];
  /** Whether numbers are whole, and some too large for doubles: values are BigInts, or their digits. */
  integer?: boolean;
  /** Texts that the values of a text column are places in. */
  texts?: readonly string[];
  /** Rows without a value. */
  missing?: ArrayLike<number>;
  /** Numbers of each vector. */
  width?: number;
  /** Of conversations whether some answers are cut, and whole only among the messages. */
  cut?: boolean;
  /** Timestamps are milliseconds since 1970, and told to the day or the second. */
  timestamps?: string;
  /** Of joined tables: which one it is of, and its name there; keys are of none. */
  table?: number;
  of?: string;
  /** The question that answers the column. */
  derived?: string;
}

/** A timestamp as ISO 8601. */
export function isoOf(timestamp: number, precision: string): string {
  const text = new Date(timestamp).toISOString();
  return precision === "day"
    ? text.slice(0, 10)
    : text.slice(0, 19) + (timestamp % 1000 ? text.slice(19, 23).replace(/0+$/, "") : "");
}

/** Rows as bits. */
export function bitsOf(rows: ArrayLike<number> | undefined, count: number): Uint8Array | undefined {
  if (!rows?.length) return undefined;
  const bits = new Uint8Array(count);
  for (let i = 0; i < rows.length; i++) bits[rows[i] ?? 0] = 1;
  return bits;
}

/** What a row holds in a column that is no answer of a question. */
export function getOf(column: Stored, count: number): Get {
  const { values, texts, type, width = 0, timestamps } = column;
  const gone = bitsOf(column.missing, count);
  const get: Get = ((): Get => {
    if (column.integer)
      return (row) => {
        const value = values[row];
        return value === undefined ? null : normal(BigInt(value as bigint | string));
      };
    if (timestamps) return (row) => isoOf(values[row] as number, timestamps);
    if (texts) return (row) => texts[values[row] as number] ?? null;
    if (type === "boolean") return (row) => values[row] === 1;
    if (type === "vector" && width)
      return (row) => Array.from({ length: width }, (_, i) => values[row * width + i] as number);
    return (row) => values[row] ?? null;
  })();
  return gone ? (row) => (gone[row] ? null : get(row)) : get;
}
