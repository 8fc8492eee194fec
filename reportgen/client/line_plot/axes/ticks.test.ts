import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { logTicks } from "./ticks";

test("a logarithmic axis has decades, or 1, 2 and 5 where they are few", () => {
  deepEqual(logTicks(0.08, 12), [0.1, 1, 10]);
  deepEqual(logTicks(0.3, 4), [0.5, 1, 2]);
  deepEqual(logTicks(1e-4, 1e-1), [1e-4, 1e-3, 1e-2, 1e-1]);
  ok(logTicks(3.1, 3.2).length > 1);
  ok(logTicks(1e-300, 1e300).length < 15);
});
