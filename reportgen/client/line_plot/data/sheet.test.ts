import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import type { BlockId } from "../../core";
import type { Line } from "./drawn";
import { loggedOf } from "./sheet";

const line = (run: number, total: number): Line => ({
  run,
  key: "loss",
  label: "loss",
  name: "a title",
  color: "red",
  dash: "",
  width: 1,
  points: false,
  right: false,
  group: 0,
  total,
  start: null,
  x: {},
  y: "" as BlockId,
  legend: "",
  edges: null,
});

test("a file holds every logged number as it is", () => {
  const values = [1.7976931348623157e308, 5e-324, 0.1 + 0.2, 2 ** 53 + 2, NaN, -Infinity];
  const { sheet, note } = loggedOf(
    [{ line: line(1, 6), steps: [0, 1, 2, 3, 4, 5], x: [], values: Float64Array.from(values) }],
    "step",
    ["a", "b"],
  );
  deepEqual(sheet.columns, ["run", "metric", "step", "value"]);
  deepEqual(
    sheet.rows.map((row) => row.slice(0, 3)),
    values.map((_, step) => ["b", "loss", step]),
  );
  deepEqual(
    sheet.rows.map((row) => String(row[3])),
    ["1.7976931348623157e+308", "5e-324", "0.30000000000000004", "9007199254740994", "NaN", "-Infinity"],
  );
  equal(note, "");
});

test("a file has the x axis in force, and says of how many points the page holds fewer", () => {
  const held = { steps: [3, 7], x: [0.5, 1], values: [1, 2] };
  const { sheet, note } = loggedOf(
    [
      { line: line(0, 2), ...held },
      { line: line(1, 5000), ...held },
    ],
    "epoch",
    ["a"],
  );
  deepEqual(sheet.columns, ["run", "metric", "step", "epoch", "value"]);
  deepEqual(sheet.rows[2], ["a title", "loss", 3, 0.5, 1]);
  equal(note, "2 of 5000 points");
});
