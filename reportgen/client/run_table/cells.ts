// Cells of the run table: their order, the best of a column, and how they are written.

import { duration, type Manner, said, saidAs, written } from "../core";
import type { WholePayload } from "../payloads";

/** `bigint`: a whole number that no double holds; the page gets it as a text. */
export type Cell = string | number | bigint | boolean | null;

export const isNumber = (cell: Cell): cell is number | bigint => typeof cell === "number" || typeof cell === "bigint";

/** A cell as the page holds it. */
export const exact = (cell: Exclude<Cell, bigint> | WholePayload): Cell =>
  typeof cell === "object" && cell !== null ? BigInt(cell.whole) : cell;

/** The order of two numbers of either kind; those are compared exactly. */
const order = (a: number | bigint, b: number | bigint): number => Number(a > b) - Number(a < b);

/** Numbers before texts, what is missing last whichever way the rest goes. */
export function compare(a: Cell, b: Cell, down: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const found =
    isNumber(a) && isNumber(b)
      ? order(a, b)
      : isNumber(a)
        ? -1
        : isNumber(b)
          ? 1
          : String(a).localeCompare(String(b), "en", { numeric: true });
  return down ? -found : found;
}

/** The best number of a column by its goal; null without a goal, or where all are equal. */
export function bestOf(cells: readonly Cell[], goal: string): number | bigint | null {
  const numbers = cells.filter(isNumber).sort(order);
  if (!goal || new Set(numbers).size < 2) return null;
  return (goal === "minimize" ? numbers[0] : numbers.at(-1)) ?? null;
}

/** The numbers of a column, without those that are no numbers. */
export const numbersOf = (cells: readonly Cell[]): (number | bigint)[] => cells.filter(isNumber);

/** A cell as a text, by the path and the manner of its column; a name of a group has no manner, and every digit. */
export function show(value: Cell, path: string, manner?: Manner): string {
  if (value === null) return "";
  if (typeof value === "number" && path === "duration") return duration(value);
  if (typeof value === "number" && path === "created")
    return new Date(value * 1000).toISOString().slice(0, 16).replace("T", " ");
  if (isNumber(value)) return manner ? saidAs(value, manner) : written(value);
  return manner && /^(NaN|-?Infinity)$/.test(String(value)) ? said(Number(value)) : String(value);
}
