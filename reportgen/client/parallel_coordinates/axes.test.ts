import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { type Axis, cellOf, nearestRun, outside, textOf, ticks } from "./axes";

const AXIS: Axis = { title: "lr", values: [1, 100, null], shares: [0, 1, null], names: [], log: true, inverted: false };
const NAMED: Axis = { ...AXIS, values: [1, 0, null], shares: [1, 0, null], names: ["a", "b"], log: false };

test("ticks of numbers, of logarithms, of names, and from the top", () => {
  deepEqual(
    ticks({ ...AXIS, log: false }).map(([, text]) => text),
    ["1", "25.75", "50.5", "75.25", "100"],
  );
  deepEqual(
    ticks({ ...AXIS, values: [1, 10_000] }).map(([, text]) => text),
    ["1", "10", "100", "1000", "10k"],
  );
  deepEqual(ticks(NAMED), [
    [0, "a"],
    [1, "b"],
  ]);
  deepEqual(ticks({ ...NAMED, inverted: true })[0], [1, "a"]);
  deepEqual(ticks({ ...AXIS, values: [7, 7] }), [[0.5, "7"]]);
});

test("what a run has on an axis", () => {
  deepEqual(
    [0, 1, 2].map((i) => textOf(NAMED, i)),
    ["b", "a", "–"],
  );
  deepEqual(
    [0, 2].map((i) => cellOf(AXIS, i)),
    [1, null],
  );
});

test("the nearest run is near, and on the line between two axes", () => {
  equal(nearestRun([AXIS, NAMED], 0.5, 0.5, [0, 1, 2]), 0); // both cross there: the first
  equal(nearestRun([AXIS, NAMED], 0.1, 0.88, [0, 1, 2]), 1);
  equal(nearestRun([AXIS, NAMED], 0.1, 0.88, [0, 2]), -1);
});

test("a brush leaves out what lies beyond, and runs without a value", () => {
  deepEqual(outside([AXIS, NAMED], new Map([[0, [0.5, 1]]]), 3), [0, 2]);
  deepEqual(outside([AXIS, NAMED], new Map(), 3), []);
});
