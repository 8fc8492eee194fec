import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import type { BlockId } from "../core";
import { type Drawn, drawnOf, type Line, type Settings, statistic } from "./data/drawn";
import { ordered } from "./data/series";
import { crosshairText, legendText } from "./legend";
import { distance, hitsAt, nextX, tipRows } from "./reading";

const LINE: Line = {
  run: 0,
  key: "loss",
  label: "loss",
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
  edges: null,
};
const SETTINGS: Settings = {
  smoothing: 0,
  smoothingType: "none",
  original: true,
  aggregate: "mean",
  range: "minmax",
  plotType: "line",
  ignoreOutliers: "off",
  noise: "line",
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

test("the best is first: by the goal, else the highest, and what is no number last", () => {
  const lines = drawn([
    [[0], [NaN]],
    [[0], [2]],
    [[0], [1]],
    [[0], [Infinity]],
  ]);
  const order = (goal: string): number[] => hitsAt(lines, 0, [0, 1], goal)?.hits.map(({ y }) => y) ?? [];
  deepEqual(order("minimize"), [1, 2, Infinity, NaN]);
  deepEqual(order("maximize"), [Infinity, 2, 1, NaN]);
  deepEqual(order(""), [Infinity, 2, 1, NaN]);
});

test("a run that ended says where, and has no value beyond", () => {
  const lines = drawn([
    [
      [0, 10, 20, 30],
      [1, 2, 3, 0.123456],
    ],
    [
      [0, 1, 2, 3],
      [5, 6, 7, 25.641],
    ],
    [
      [25, 30],
      [9, 9],
    ],
  ]);
  const found = hitsAt(lines, 21, [0, 30]);
  if (!found) throw new Error("nothing found");
  equal(found.x, 20);
  const rows = tipRows(lines, found, lines[0] ?? null, { axis: "step", unit: 1, share: false, least: 0 });
  deepEqual(
    rows.map(({ name, value, near, quiet }) => [name, value, near ?? false, quiet ?? false]),
    [
      ["run 0", "3", true, false],
      ["run 1", "ended at step 3 · 25.64", false, true],
    ],
  );
  const last = tipRows(lines, hitsAt(lines, 30, [0, 30]) ?? found, null, {
    axis: "step",
    unit: 1,
    share: false,
    least: 0,
  });
  equal(last[1]?.value, "0.1235");
});

test("a line that was logged at another place says at which", () => {
  const lines = drawn([
    [
      [0, 10, 20],
      [1, 2, 3],
    ],
    [
      [0, 7, 14],
      [5, 6, 7],
    ],
  ]);
  const found = hitsAt(lines, 9.5, [0, 30]);
  if (!found) throw new Error("nothing found");
  deepEqual(
    tipRows(lines, found, null, { axis: "step", unit: 1, share: false, least: 0 }).map(({ aside }) => aside ?? ""),
    ["at step 7", ""],
  );
});

test("keys go from one logged place to the next, and stop at the ends", () => {
  const lines = drawn([
    [
      [0, 10, 20],
      [1, 2, 3],
    ],
    [
      [0, 7, 14],
      [5, 6, 7],
    ],
  ]);
  const go = (from: number, step: 1 | -1, least: number): number => nextX(lines, from, step, least);
  deepEqual([go(0, 1, 0.1), go(7, 1, 0.1), go(10, 1, 0.1), go(14, 1, 0.1), go(20, 1, 0.1)], [7, 10, 14, 20, 20]);
  deepEqual([go(20, -1, 0.1), go(14, -1, 0.1), go(0, -1, 0.1)], [14, 10, 0]);
  equal(go(0, 1, 8), 10);
  equal(go(14, 1, 8), 20);
});

test("a pointer's distance to a line is that to what is drawn between its points", () => {
  const [line] = drawn([
    [
      [0, 10],
      [0, 100],
    ],
  ]);
  if (!line) throw new Error("no line");
  const far = (px: number, py: number): number =>
    distance(
      line,
      { px, py },
      (x) => x,
      (y) => y,
      px,
    );
  deepEqual([far(5, 50), far(5, 60), far(0, 3), far(10, 100)], [0, 10, 3, 0]);
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

test("a line with a band says its edges there", () => {
  const x = Float64Array.of(0, 10);
  const band = { x, low: Float64Array.of(1, 2), high: Float64Array.of(3, 4) };
  const [line] = drawnOf([{ line: LINE, raw: { x, y: Float64Array.of(2, 3) }, band }], [], SETTINGS);
  const reading = line && hitsAt([line], 9, [0, 10]);
  if (!line || !reading) throw new Error("nothing is drawn");
  const [row] = tipRows([line], reading, null, { axis: "step", unit: 1, share: false, least: 0 });
  equal(line.logged, null);
  equal(row?.value, "3");
  equal(row?.aside, "2 – 4");
});
