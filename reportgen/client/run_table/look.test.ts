import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { readColumns, writeColumns } from "./look";

const COLUMNS = [
  { path: "config.lr", shown: true },
  { path: "config.a,b", shown: false },
  { path: "duration", shown: true },
];

test("the columns of an address are those that were shown", () => {
  for (const shown of [[], [0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]])
    deepEqual([...readColumns(writeColumns(new Set(shown), COLUMNS) ?? undefined, COLUMNS)], shown);
  equal(writeColumns(new Set([0, 2]), COLUMNS), null);
});

test("columns that are gone, and an address that was cut, leave what the spec shows", () => {
  deepEqual([...readColumns('["+gone","-duration"]', COLUMNS)], [0]);
  deepEqual([...readColumns('["+config.', COLUMNS)], [0, 2]);
});
