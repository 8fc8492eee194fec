import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { type Axis, cellOf, gapOf, nearestRun, outside, textOf } from "./axes";
import { Places } from "./places";

const AXIS: Axis = {
  title: "lr",
  values: [1, 100, null],
  shares: [0, 1, null],
  names: [],
  ticks: [0, 0.5, 1],
  labels: ["1", "10", "100"],
  gaps: { 2: "NaN" },
};
const NAMED: Axis = { ...AXIS, values: [1, 0, null], shares: [1, 0, null], names: ["a", "b"], gaps: { 2: "none" } };

test("what a run has on an axis", () => {
  deepEqual(
    [0, 1, 2].map((i) => textOf(NAMED, i)),
    ["b", "a", "none"],
  );
  deepEqual(
    [0, 2].map((i) => cellOf(AXIS, i)),
    [1, "NaN"],
  );
  equal(cellOf(NAMED, 2), null);
  equal(gapOf({ ...AXIS, gaps: { 2: "none", 1: "NaN", 0: "NaN" } }), "NaN, none");
});

test("the nearest run is near, and on the line between two axes", () => {
  equal(nearestRun([AXIS, NAMED], 0.5, 0.5, [0, 1, 2]), 0); // both cross there: the first
  equal(nearestRun([AXIS, NAMED], 0.1, 0.88, [0, 1, 2]), 1);
  equal(nearestRun([AXIS, NAMED], 0.1, 0.88, [0, 2]), -1);
});

test("the ends of the axes reach beyond them, and a run without a value is found below the foot", () => {
  equal(nearestRun([AXIS, NAMED], -0.2, 0.01, [0, 1, 2]), 0);
  equal(nearestRun([AXIS, NAMED], 1.2, 0.99, [0, 1, 2]), 0);
  equal(nearestRun([AXIS, NAMED], 0.5, -0.08, [0, 1, 2]), 2);
});

test("a brush leaves out what lies beyond, and runs without a value", () => {
  deepEqual(outside([AXIS, NAMED], new Map([[0, [0.5, 1]]]), 3), [0, 2]);
  deepEqual(outside([AXIS, NAMED], new Map(), 3), []);
});

test("a place is read back as it was drawn, upright and turned", () => {
  for (const width of [800, 390]) {
    const places = new Places([AXIS, NAMED, NAMED], width, 320);
    const read = places.read(...places.point(places.across(1), places.along(0.25)));
    equal(read.along.toFixed(6), "1.000000");
    equal(read.share.toFixed(6), "0.250000");
    equal(places.turned, width < 480);
  }
});
