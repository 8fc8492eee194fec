import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { difference, fixture } from "../testing/fixture";
import { binAt, isEven, largest, placed, quantiles, roundPlaces, sum } from "./bins";

test("percentiles are those of the build", () => {
  for (const { mass, edges, percentiles } of fixture<{ mass: number[]; edges: number[]; percentiles: number[] }[]>(
    "histograms",
  ))
    equal(difference(quantiles(Float64Array.from(mass), edges), percentiles), "");
  ok(quantiles(Float64Array.of(0, 0), [0, 1, 2]).every(Number.isNaN));
});

test("bins of one width, and others", () => {
  ok(isEven([0, 0.1, 0.2, 0.3]));
  ok(!isEven([0, 1, 3]));
});

test("the bin of a value", () => {
  deepEqual(
    [-1, 0, 0.9, 1, 2.5, 3, 9].map((value) => binAt([0, 1, 2, 3], value)),
    [0, 0, 0, 1, 2, 2, 2],
  );
});

test("the largest and the sum of masses", () => {
  equal(largest(Float32Array.of(1, 5, 2)), 5);
  equal(sum(Float32Array.of(1, 5, 2)), 8);
});

test("round values for a short axis", () => {
  deepEqual(roundPlaces({ low: -7, high: 8.5 }), [-5, 0, 5]);
  deepEqual(roundPlaces({ low: 0, high: 1 }), [0, 0.5, 1]);
  for (const [low, high] of [
    [-0.3, 0.4],
    [100, 1e6],
    [-1e-7, 3e-7],
  ] as const) {
    const found = roundPlaces({ low, high });
    equal(found.length >= 2 && found.length <= 5 && found.every((value) => value >= low && value <= high), true);
  }
});

test("a text that is wider than what it belongs to ends where that ends", () => {
  deepEqual(placed("at step 7", 100, 56), { x: 100, align: "left" });
  deepEqual(placed("at step 4,998", 100, 56), { x: 156, align: "right" });
  deepEqual(placed("ステップ 39", 100, 56), { x: 156, align: "right" });
});
