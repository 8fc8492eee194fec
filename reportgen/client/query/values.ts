// What values are to a question: true or not, equal, in order.

import { compareNumbers, type Num } from "./whole";

/** A row's value: `row` counts within the table. */
export type Get = (row: number) => unknown;

export function truth(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "number";
  if (typeof value === "number" || typeof value === "string") return typeof value;
  return Array.isArray(value) ? "array" : "object";
}

/** What a path finds in a value; through a list it finds a list, of what its elements have. */
export function follow(value: unknown, path: readonly string[], from = 0): unknown {
  let at: unknown = value;
  for (let i = from; i < path.length; i++) {
    if (Array.isArray(at))
      return at.map((item) => follow(item, path, i)).filter((item) => item !== null && item !== undefined);
    const name = path[i] ?? "";
    at =
      typeof at === "object" && at !== null && Object.hasOwn(at, name) ? (at as Record<string, unknown>)[name] : null;
  }
  return at ?? null;
}

export function equal(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i]));
  const kind = kindOf(a);
  if (kind !== kindOf(b)) return false;
  if (kind === "null") return true;
  if (kind === "number") return compareNumbers(a as Num, b as Num) === 0;
  if (kind !== "object") return a === b;
  const one = a as Record<string, unknown>;
  const other = b as Record<string, unknown>;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && equal(one[key], other[key]))
  );
}

/** Texts in the order of their code points, as every engine has them. */
export function compareTexts(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    // Halves of pairs stand for code points above all others.
    if (x >= 0xd800 && x < 0xe000) x += 0x10000;
    if (y >= 0xd800 && y < 0xe000) y += 0x10000;
    return x - y;
  }
  return a.length - b.length;
}

/** What a record holds itself under a name, which may be any text. */
export const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;
