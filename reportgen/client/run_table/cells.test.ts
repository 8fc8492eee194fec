import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { bestOf, type Cell, compare, exact, show } from "./cells";

const CELLS: Cell[] = ["run 10", null, 2n ** 60n + 1n, 3, "run 9", 2n ** 60n, -1];

test("numbers before texts, exactly, and what is missing last both ways", () => {
  deepEqual(
    [...CELLS].sort((a, b) => compare(a, b, false)),
    [-1, 3, 2n ** 60n, 2n ** 60n + 1n, "run 9", "run 10", null],
  );
  deepEqual(
    [...CELLS].sort((a, b) => compare(a, b, true)),
    ["run 10", "run 9", 2n ** 60n + 1n, 2n ** 60n, 3, -1, null],
  );
});

test("the best by the goal", () => {
  equal(bestOf(CELLS, "maximize"), 2n ** 60n + 1n);
  equal(bestOf(CELLS, "minimize"), -1);
  equal(bestOf(CELLS, ""), null);
  equal(bestOf([1, 1, "a"], "maximize"), null);
});

test("cells as texts", () => {
  equal(show(3900, "duration"), "1h 05m");
  equal(show(0, "created"), "1970-01-01 00:00");
  equal(show(1 / 3, "summary.loss"), "0.333333");
  equal(show(exact({ whole: "9007199254740993" }), "config.n"), "9007199254740993");
  equal(show(null, "duration"), "");
  equal(show(false, "config.on"), "false");
});
