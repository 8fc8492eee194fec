import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { deltaOf } from "./delta";

test("the goal decides whether a difference is better", () => {
  deepEqual(deltaOf(0.75, 0.5, "maximize"), { difference: "+0.25", percentage: "+50 %", verdict: "better" });
  deepEqual(deltaOf(0.75, 0.5, "minimize"), { difference: "+0.25", percentage: "+50 %", verdict: "worse" });
  deepEqual(deltaOf(0.5, 0.75, "minimize"), { difference: "−0.25", percentage: "−33 %", verdict: "better" });
  equal(deltaOf(0.5, 0.75, "")?.verdict, "");
});

test("no percentage of zero, of a negative reference by its size, and none where nothing differs", () => {
  equal(deltaOf(1, 0, "maximize")?.percentage, "");
  equal(deltaOf(-1, -2, "maximize")?.percentage, "+50 %");
  equal(deltaOf(1, 1, "maximize"), undefined);
  equal(deltaOf(1.0000001, 1, "")?.percentage, "+<0.01 %");
  equal(deltaOf(5001, 1, "")?.percentage, "+500,000 %");
});
