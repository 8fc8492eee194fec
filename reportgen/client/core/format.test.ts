import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { fixture } from "../testing/fixture";
import { duration, fileSize, isCut, said, saidInColumn, titleOf, written } from "./format";

type Stored = number | string;

const held = fixture<{
  cases: [Stored, string, string][];
  whole: [string, string, string][];
  columns: [Stored[], string[], string[]][];
  durations: [Stored, string][];
  sizes: [Stored, string][];
  random: [number, string, string, string, boolean][];
}>("numbers");

test("the table of numbers holds for the page", () => {
  for (const [value, shown, exact] of held.cases)
    deepEqual([value, said(Number(value)), written(Number(value))], [value, shown, exact]);
  for (const [value, shown, exact] of held.whole)
    deepEqual([said(BigInt(value)), written(BigInt(value))], [shown, exact]);
});

test("columns are written as in the static page", () => {
  for (const [values, text, table] of held.columns) {
    const numbers = values.map(Number);
    deepEqual([values, saidInColumn(numbers), saidInColumn(numbers, true)], [values, text, table]);
  }
});

test("durations and bytes are written as in the static page", () => {
  for (const [value, text] of held.durations) deepEqual([value, duration(Number(value))], [value, text]);
  for (const [value, text] of held.sizes) deepEqual([value, fileSize(Number(value))], [value, text]);
});

test("doubles of every size are written as in the static page", () => {
  equal(held.random.length > 8000, true);
  for (const [value, four, two, exact, cut] of held.random) {
    deepEqual([said(value), said(value, 2), written(value), isCut(value, said(value))], [four, two, exact, cut]);
    equal(Number(written(value)), value);
  }
});

test("the title is exact where digits were left out", () => {
  equal(titleOf(1 / 3, said(1 / 3)), "0.3333333333333333");
  equal(titleOf(0.5, saidInColumn([0.5, 1 / 3])[0] ?? ""), null);
  equal(titleOf(3e-9, said(3e-9)), null);
  equal(titleOf(NaN, said(NaN)), null);
});
