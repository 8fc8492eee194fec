import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { timeUnit, unitName, widen } from "./axes";

test("a range gets room, and what is asked for stands", () => {
  deepEqual(widen(0, 10, null, false, 0.1), [-1, 11]);
  deepEqual(widen(0, 10, [2, null], false, 0.1), [2, 11]);
  deepEqual(widen(1, 100, null, true, 0.5), [0.1, 1000]);
});

test("no range is empty, however small or large", () => {
  for (const log of [false, true])
    for (const [low, high] of [
      [3, 3],
      [Infinity, -Infinity],
      [1e300, 1.7e308],
      [5e-324, 5e-324],
    ] as const) {
      const [from, to] = widen(low, high, null, log, 0.05);
      ok(from < to && Number.isFinite(to - from), `${low} to ${high}: ${from} to ${to}`);
    }
  deepEqual(widen(0, 0, null, false, 0), [-0.5, 0.5]);
});

test("a range of nearly all doubles is told apart", () => {
  const [low, high] = widen(-Number.MAX_VALUE, Number.MAX_VALUE, null, false, 0.05);
  ok(low < 0 && high > 0 && Number.isFinite(high - low));
});

test("times read best in their unit", () => {
  deepEqual(
    [60, 301, 10_801, 300_000].map((seconds) => unitName(timeUnit(seconds))),
    ["seconds", "minutes", "hours", "days"],
  );
  equal(timeUnit(0), 1);
});
