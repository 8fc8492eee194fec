import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { fewRows } from "./tip_rows";

const rows = (count: number, near = -1): { at: number; near?: boolean }[] =>
  Array.from({ length: count }, (_, at) => ({ at, ...(at === near ? { near: true } : {}) }));
const shown = (count: number, near?: number): [number, number, number, number] => {
  const found = fewRows(rows(count, near));
  return [found.above, found.rows[0]?.at ?? -1, found.rows.length, found.below];
};

test("twelve rows stand, of more the ten around the one that is pointed at", () => {
  equal(fewRows(rows(12)).rows.length, 12);
  deepEqual(shown(15), [0, 0, 10, 5]);
  deepEqual(shown(50, 20), [15, 15, 10, 25]);
  deepEqual(shown(50, 49), [40, 40, 10, 0]);
  deepEqual(shown(50, 2), [0, 0, 10, 40]);
});
