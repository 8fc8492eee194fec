import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { readRange, written } from "./viewport";

test("a stretch stands in the address with the digits that can be seen", () => {
  equal(written("step", [10.123456789, 40.987654321]), "step 10.1235..40.9877");
  equal(written("wall_time", [1700000000.123456, 1700003600]), "wall_time 1700000000.12..1700003600");
});

test("what is written is read again, as near as it can be seen, at any size", () => {
  for (const [low, high] of [
    [0, 1],
    [-3e-7, 2e-7],
    [1e-9, 1], // of a logarithmic axis
    [1e12, 1e12 + 3],
    [-1.7e308, 1.7e308],
    [1e-310, 3e-310],
  ] as [number, number][]) {
    const [from = NaN, to = NaN] = readRange(written("a b..c", [low, high]), "a b..c") ?? [];
    for (const [found, wanted] of [
      [from, low],
      [to, high],
    ] as [number, number][])
      equal(Math.abs(found / 4 - wanted / 4) <= 1e-5 * Math.min(high / 4 - low / 4, Math.abs(wanted / 4) || 1), true);
  }
});

test("a stretch of another axis, or none, is none", () => {
  deepEqual(readRange("step 1..2", "step"), [1, 2]);
  for (const text of [
    undefined,
    "",
    "step",
    "step 1",
    "step 2..1",
    "step a..b",
    "step ..",
    "step 1..Infinity",
    "epoch 1..2",
  ])
    equal(readRange(text, "step"), null);
});
