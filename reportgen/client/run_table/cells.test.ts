import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { mannerOf } from "../core/format";
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
  equal(show(1 / 3, "summary.loss"), "0.3333333333333333"); // a name of a group
  equal(show(0.5, "summary.loss", mannerOf([0.5, 1 / 3], true)), "0.5000");
  equal(show("-Infinity", "summary.loss", mannerOf([1])), "−∞");
  equal(show(2021, "config.year", mannerOf([2021, 2022n], true)), "2021");
  equal(show(2 ** 53, "config.n", mannerOf([2 ** 53, 0.5], true)), "9,007,199,254,740,992");
  equal(show(exact({ whole: "9007199254740993" }), "config.n"), "9007199254740993");
  equal(show(null, "duration"), "");
  equal(show(false, "config.on"), "false");
});
