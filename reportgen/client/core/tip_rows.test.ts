import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { fewRows, said, saidInColumn } from "./tip_rows";

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

test("whole numbers are said in full, others in four digits", () => {
  deepEqual([12345, 0.1 + 0.2, 1234.56, -1e-9, NaN, 1e308].map(said), [
    "12,345",
    "0.3",
    "1234.56",
    "-1.00e-9",
    "NaN",
    "1e+308",
  ]);
});

test("numbers below each other have as many decimals as their four digits allow", () => {
  deepEqual(saidInColumn([0.824, 0.86372, 0.5, 25.641, 3, 0.0012345]), [
    "0.8240",
    "0.8637",
    "0.5000",
    "25.64",
    "3",
    "0.001234",
  ]);
  deepEqual(saidInColumn([0.5, 2]), ["0.5", "2"]);
});
