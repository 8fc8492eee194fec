import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import type { BlockId } from "../core";
import { type Drawn, drawnOf, type Line, type Settings, statistic } from "./data/drawn";
import { ordered } from "./data/series";
import { crosshairText, legendText } from "./legend";
import { hitsAt } from "./reading";

const LINE: Line = {
  run: 0,
  key: "loss",
  name: "a",
  color: "red",
  dash: "",
  width: 1,
  points: false,
  right: false,
  group: 0,
  total: 0,
  start: null,
  x: {},
  y: "" as BlockId,
  legend: "",
};
const SETTINGS: Settings = {
  smoothing: 0,
  smoothingType: "none",
  original: true,
  aggregate: "mean",
  range: "minmax",
  plotType: "line",
  outliers: true,
};

const drawn = (lines: [x: number[], y: number[], more?: Partial<Line>][], grouped = false): Drawn[] =>
  drawnOf(
    lines.map(([x, y, more], run) => ({ line: { ...LINE, run, name: `run ${run}`, ...more }, raw: ordered(x, y) })),
    grouped ? [{ name: "both", color: "blue", legend: "" }] : [],
    SETTINGS,
  );

test("a place is read at the nearest logged x, the highest line first", () => {
  const lines = drawn([
    [
      [0, 10, 20],
      [1, 2, 3],
    ],
    [
      [0, 10, 20],
      [5, 1, 4],
    ],
  ]);
  const found = hitsAt(lines, 11, [0, 20]);
  equal(found?.x, 10);
  deepEqual(
    found?.hits.map(({ drawn: { name }, y }) => [name, y]),
    [
      ["run 0", 2],
      ["run 1", 1],
    ],
  );
});

test("nothing is read of a line before its first or after its last point", () => {
  const lines = drawn([
    [
      [0, 10, 20],
      [1, 2, 3],
    ],
    [
      [0, 2, 4],
      [5, 6, 7],
    ],
  ]);
  deepEqual(
    hitsAt(lines, 20, [0, 20])?.hits.map(({ drawn: { name } }) => name),
    ["run 0"],
  );
  equal(hitsAt(lines, 20, [21, 30]), null);
});

test("runs of a group are one line with a band", () => {
  const [group, ...others] = drawn(
    [
      [
        [0, 1],
        [1, 3],
      ],
      [
        [0, 1],
        [3, 7],
      ],
    ],
    true,
  );
  equal(others.length, 0);
  deepEqual([...(group?.shown.y ?? [])], [2, 5]);
  deepEqual([...(group?.band?.low ?? [])], [1, 3]);
  deepEqual(group?.runs, [0, 1]);
  if (group)
    deepEqual(
      { ...statistic(group, 1), stddev: 0, stderr: 0 },
      {
        y: 5,
        original: 5,
        count: 2,
        mean: 5,
        min: 3,
        max: 7,
        stddev: 0,
        stderr: 0,
      },
    );
});

test("a template says one thing in the legend and another at the crosshair", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of the reader's
  const [line] = drawn([[[0, 10], [1, 2.5], { legend: "a ${y} [[ at ${x}: ${y} ]]" }]]);
  if (!line) throw new Error("no line");
  equal(legendText(line), "a 2.5");
  equal(crosshairText(line, 0), "at 0: 1");
  equal(crosshairText({ ...line, legend: "a" }, 0), null);
});
