import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { labelled } from "./ridgelines";

test("the first, the last and round steps have labels", () => {
  const steps = [0, 2, 4, 5, 7, 9, 10, 12, 14, 15, 17, 19, 20, 22, 24, 25, 27, 29, 30, 32, 34, 35, 37, 39];
  deepEqual(
    labelled(steps).map((i) => steps[i]),
    [0, 10, 20, 30, 39],
  );
  deepEqual(labelled([7]), [0]);
  deepEqual(labelled([3, 9]), [0, 1]);
});

test("labels do not touch where no step is round", () => {
  for (const count of [3, 5, 12, 24]) {
    const steps = Array.from({ length: count }, (_, i) => 1013 + i * 137);
    const places = labelled(steps);
    ok(places.at(0) === 0 && places.at(-1) === count - 1);
    ok(places.every((place, i) => i === 0 || place > (places[i - 1] ?? 0)));
    ok(places.length <= 9);
  }
});
