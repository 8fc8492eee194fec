// What tests/client/fixtures.py wrote for a test: inputs, and what Python makes of them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "node:process";

/** A fixture by its name. */
export const fixture = <T>(name: string): T =>
  JSON.parse(readFileSync(join(env.FIXTURES ?? ".", `${name}.json`), "utf8")) as T;

/** The bytes of base64. */
export const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** A number as fixtures hold it: texts stand for what JSON has no number for. */
export const numberOf = (stored: number | string): number => Number(stored);

/** Whether two numbers are equal up to rounding; NaN equals NaN. */
export const close = (found: number, expected: number, tolerance = 1e-9): boolean =>
  Object.is(found, expected) ||
  found === expected ||
  (Number.isNaN(found) && Number.isNaN(expected)) ||
  Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected));

/** The first place where two columns differ, as a text; empty where there is none. */
export function difference(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-9): string {
  if (found.length !== expected.length) return `${found.length} numbers for ${expected.length}`;
  for (let i = 0; i < found.length; i++)
    if (!close(found[i] ?? NaN, expected[i] ?? NaN, tolerance)) return `${found[i]} for ${expected[i]} at ${i}`;
  return "";
}
