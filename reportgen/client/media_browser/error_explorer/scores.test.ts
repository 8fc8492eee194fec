import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { type Boxes, boxColumns, Detections } from "./detection";
import { scoresOf } from "./scores";

/** Boxes of one image and class, ten pixels wide, by score and place. */
const boxes = (...all: [score: number, x: number][]): Boxes => {
  const made = boxColumns(all.length);
  for (const [i, [score, x]] of all.entries()) {
    made.score[i] = score;
    [made.x0[i], made.x1[i], made.y1[i]] = [x, x + 10, 10];
  }
  return made;
};

test("of three found boxes one is right, and one of two true ones is found", () => {
  const true_ = boxes([1, 0], [1, 100]);
  const found = boxes([0.9, 0], [0.8, 1], [0.7, 200], [0.1, 100]);
  deepEqual(scoresOf(new Detections(true_, found).judge(0.5, 0.3)), { precision: 1 / 3, recall: 1 / 2, f1: 2 / 5 });
  deepEqual(scoresOf(new Detections(true_, boxes()).judge(0.5, 0.3)), { precision: NaN, recall: 0, f1: 0 });
});
