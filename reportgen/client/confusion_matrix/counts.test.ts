import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { close, difference, fixture } from "../testing/fixture";
import { figuresOf, recount, sums } from "./counts";

interface Confusion {
  truth: number[];
  predicted: number[];
  classes: number;
  counts: number[];
  f1: number[];
  macroF1: number;
}

test("counts and F1 are those of the build", () => {
  for (const { truth, predicted, classes, counts, f1, macroF1 } of fixture<Confusion[]>("confusions")) {
    const score = new Float64Array(truth.length).fill(1);
    const rows = { truth: Float64Array.from(truth), predicted: Float64Array.from(predicted), score };
    const found = recount(rows, classes, 0.5, null);
    deepEqual([...found.counts], counts);
    const figures = figuresOf(found.counts, classes);
    equal(
      difference(
        figures.classes.map((own) => own[2]),
        f1,
      ),
      "",
    );
    ok(close(figures.macroF1, macroF1), `${figures.macroF1} for ${macroF1}`);
    equal(figures.total, truth.length);
  }
});

const ROWS = {
  truth: Float64Array.of(0, 1, 1, 0),
  predicted: Float64Array.of(0, 1, 0, 1),
  score: Float64Array.of(0.9, 0.5, 0.2, 0.7),
};

test("of many classes what is below the threshold is not counted", () => {
  const { counts, undecided } = recount(ROWS, 2, 0.5, null);
  deepEqual([...counts], [1, 1, 0, 1]);
  equal(undecided, 1);
});

test("of two classes the score decides, whatever was predicted", () => {
  deepEqual([...recount(ROWS, 2, 0.6, [0, 1]).counts], [0, 2, 2, 0]);
  deepEqual([...recount(ROWS, 2, 0.6, [1, 0]).counts], [2, 0, 0, 2]);
  equal(recount(ROWS, 2, 0.6, [0, 1]).undecided, 0);
});

test("sums of rows are true classes, of columns predicted ones", () => {
  const counts = Float64Array.of(1, 2, 3, 4);
  deepEqual(sums(counts, 2, "rows"), [3, 7]);
  deepEqual(sums(counts, 2, "columns"), [4, 6]);
});

test("nothing counted is no NaN", () => {
  deepEqual(figuresOf(new Float64Array(4), 2), {
    classes: [
      [0, 0, 0],
      [0, 0, 0],
    ],
    support: [0, 0],
    accuracy: 0,
    macroF1: 0,
    total: 0,
  });
});
