// The one table of questions: tests/query/cases.py says what they are over, tests/query/answers.json what all engines say.

import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { close, fixture } from "../../testing/fixture";
import { ask, compile } from ".";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface Cases {
  types: Record<string, string>;
  rows: Record<string, Json>[];
  answers: Record<string, Json[]>;
}

const { types, rows, answers } = fixture<Cases>("query");
const NUMBERS: Record<string, number> = { NaN, Infinity, "-Infinity": -Infinity };

/** A value with each of its parts changed. */
function inside(value: unknown, change: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => inside(part, change));
  if (typeof value !== "object" || value === null) return change(value);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inside(part, change)]));
}

const large = (part: unknown): unknown =>
  typeof part === "string" && part.startsWith("big ") ? BigInt(part.slice(4)) : part;

const read = (_: number, name: string) => (row: number) => {
  const value = rows[row]?.[name];
  if (types[name] === "number" && typeof value === "string") return NUMBERS[value];
  return name === "id" || name === "ids" ? inside(value, large) : value;
};

const told = (value: unknown): unknown =>
  inside(value, (part) => {
    if (typeof part === "bigint") return `big ${part}`;
    return typeof part === "number" && !Number.isFinite(part) ? String(part) : (part ?? null);
  });

function same(found: unknown, expected: unknown): boolean {
  if (typeof found === "number" && typeof expected === "number") return close(found, expected);
  if (Array.isArray(found) && Array.isArray(expected))
    return found.length === expected.length && found.every((part, i) => same(part, expected[i]));
  if (typeof found === "object" && typeof expected === "object" && found !== null && expected !== null) {
    const [one, other] = [Object.entries(found), new Map(Object.entries(expected))];
    return one.length === other.size && one.every(([key, part]) => other.has(key) && same(part, other.get(key)));
  }
  return found === expected;
}

test("every question has the answer that is written down", () => {
  const tables = [new Map(Object.entries(types))];
  const wrong: Record<string, unknown> = {};
  for (const [text, expected] of Object.entries(answers)) {
    const get = compile(ask(text, tables), read);
    const found = rows.map((_, row) => told(get(row)));
    if (!found.every((value, row) => same(value, expected[row]))) wrong[text] = { found, expected };
  }
  deepEqual(wrong, {});
  ok(Object.keys(answers).length > 700);
});
