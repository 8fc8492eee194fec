import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { close } from "../../testing/fixture";
import { fitScale, fitted, moved, zoomed } from "./view";

const SHOWN = { width: 400, height: 200 };

test("what lies under the pointer stays there", () => {
  const [dx, dy] = [60, -30];
  const at = ({ zoom, x, y }: { zoom: number; x: number; y: number }): [number, number] => [
    x + dx / (SHOWN.width * zoom),
    y + dy / (SHOWN.height * zoom),
  ];
  const before = { zoom: 2, x: 0.4, y: 0.6 };
  const after = zoomed(before, 1.7, dx, dy, SHOWN);
  equal(after.zoom, 3.4);
  ok(close(at(after)[0], at(before)[0]) && close(at(after)[1], at(before)[1]));
});

test("a drag moves the picture by its pixels, and never out of view", () => {
  deepEqual(moved({ zoom: 2, x: 0.5, y: 0.5 }, 80, -40, SHOWN), { zoom: 2, x: 0.4, y: 0.6 });
  deepEqual(moved(fitted(), -9999, 9999, SHOWN), { zoom: 1, x: 1, y: 0 });
});

test("zoom has ends", () => {
  equal(zoomed(fitted(), 1e9, 0, 0, SHOWN).zoom, 400);
  equal(zoomed(fitted(), 1e-9, 0, 0, SHOWN).zoom, 0.2);
});

test("a whole picture fits the narrower side", () => equal(fitScale(100, 100, SHOWN), 2));
