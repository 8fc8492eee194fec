import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { pageOf } from "./pager";

test("a page takes items across sections, and leaves out the sections without any", () => {
  const all = [
    { key: "a", items: [1, 2, 3] },
    { key: "b", items: [4] },
    { key: "c", items: [5, 6] },
  ];
  deepEqual(pageOf(all, 0, 2), [{ key: "a", items: [1, 2] }]);
  deepEqual(pageOf(all, 2, 3), [
    { key: "a", items: [3] },
    { key: "b", items: [4] },
    { key: "c", items: [5] },
  ]);
  deepEqual(pageOf(all, 6, 2), []);
});
