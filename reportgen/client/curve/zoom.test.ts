import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { corner } from "./zoom";

const GOOD: [number, number][] = [
  [0, 1],
  [0.8, 1],
  [0.9, 0.93],
  [0.97, 0.86],
  [1, 0.1],
];

test("curves that share all but a corner are shown there", () => {
  const found = corner("pr", [GOOD, GOOD.map(([x, y]): [number, number] => [x, Math.min(1, y + 0.01)])]);
  deepEqual(found?.x, [0.85, 1]);
  deepEqual(found?.y[0], 0.85);
  const roc: [number, number][] = [
    [0, 0],
    [0.02, 0.9],
    [0.08, 0.97],
    [0.2, 0.99],
    [1, 1],
  ];
  deepEqual(corner("roc", [roc])?.x, [0, 0.1]);
  equal(corner("roc", [roc])?.y[0], 0.85);
});

test("curves that differ everywhere, or nowhere, are shown whole", () => {
  equal(
    corner("pr", [
      [
        [0, 0.9],
        [0.5, 0.5],
        [1, 0.2],
      ],
    ]),
    null,
  );
  equal(
    corner("pr", [
      [
        [0, 1],
        [1, 1],
      ],
    ]),
    null,
  );
  equal(corner("roc", []), null);
});
