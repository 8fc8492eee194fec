import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { type Box, judge } from "./detection";
import { scoresOf } from "./scores";

const box = (id: number, score: number, x: number): Box => ({
  row: 0,
  image: 0,
  id,
  score,
  crowd: false,
  x0: x,
  y0: 0,
  x1: x + 10,
  y1: 10,
});

test("of three found boxes one is right, and one of two true ones is found", () => {
  const true_ = [box(0, 1, 0), box(0, 1, 100)];
  const found = [box(0, 0.9, 0), box(0, 0.8, 1), box(0, 0.7, 200), box(0, 0.1, 100)];
  deepEqual(scoresOf(judge(true_, found, 0.5, 0.3)), { precision: 1 / 3, recall: 1 / 2, f1: 2 / 5 });
  deepEqual(scoresOf(judge(true_, [], 0.5, 0.3)), { precision: NaN, recall: 0, f1: 0 });
});
