import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { spread } from "./ends";

test("names keep their distance and stay near what they name", () => {
  deepEqual(spread([10, 50, 90], 100), [10, 50, 90]);
  deepEqual(spread([50, 50], 100), [44, 56]);
  deepEqual(spread([2, 3], 100), [0, 12]);
  deepEqual(spread([100, 99], 100), [100, 88]);
  equal(spread([50, 50, 50, 50, 50], 100), null);
  for (let seed = 1; seed < 200; seed++) {
    const wanted = Array.from({ length: 2 + (seed % 4) }, (_, i) => (seed * (i + 3) * 37) % 100);
    const places = spread(wanted, 100);
    if (!places) continue;
    const rising = [...places].sort((a, b) => a - b);
    rising.slice(1).forEach((place, i) => {
      ok(place - (rising[i] ?? 0) >= 12 - 1e-9, `${wanted}: ${places}`);
    });
    ok(places.every((place) => place >= 0 && place <= 100));
  }
});
