import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { logTicks, logTicksOf } from "./ticks";

test("a logarithmic axis has decades, or 1, 2 and 5 where they are few", () => {
  deepEqual(logTicks(0.08, 12), [0.1, 1, 10]);
  deepEqual(logTicks(0.3, 4), [0.5, 1, 2]);
  deepEqual(logTicks(1e-4, 1e-1), [1e-4, 1e-3, 1e-2, 1e-1]);
  ok(logTicks(3.1, 3.2).length > 1);
  ok(logTicks(1e-300, 1e300).length < 15);
});

test("few values apart are the ticks of a logarithmic axis", () => {
  deepEqual(logTicksOf([0.01, 3e-4, 0.001, 0.003, 3e-4, NaN]), [3e-4, 0.001, 0.003, 0.01]);
  deepEqual(logTicksOf([1, 1.01, 100]), logTicks(1, 100));
  deepEqual(logTicksOf([1, 2, 3, 4, 5, 6, 7, 80]), logTicks(1, 80));
});
