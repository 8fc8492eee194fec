import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { cellAt, LETTER, placesOf } from "./places";

const names = (count: number, letters = 8): string[] =>
  Array.from({ length: count }, (_, i) => `c${i}`.padEnd(letters, "x"));

test("matrices fit their width, and names have room, from two to two hundred classes and from a phone to a desk", () => {
  for (const count of [2, 3, 12, 24, 40, 80, 200])
    for (const width of [260, 358, 450, 928, 1600])
      for (const letters of [1, 8, 40]) {
        const at = placesOf(names(count, letters), width);
        ok(at.left + count * at.width <= width + 0.01, `${count} ${width} ${letters}`);
        ok(at.everyRow * at.height >= 13.9, `rows of ${count} at ${width}`);
        if (at.slanted) ok(at.everyColumn * at.width >= 16.9, `columns of ${count} at ${width}`);
        else ok(at.below * LETTER <= at.width, `names of ${count} at ${width}`);
        ok(at.width >= at.height - 0.01, "cells are not higher than wide");
        if (at.width <= 32) equal(at.width.toFixed(3), at.height.toFixed(3));
      }
});

test("an enlarged matrix fills its height with square cells", () => {
  const at = placesOf(names(12), 1200, 800);
  ok(Math.abs(at.total - 800) < 1);
  equal(at.width, at.height);
});

test("a place is a cell, or none", () => {
  const at = placesOf(names(3), 400);
  deepEqual(cellAt(at, 3, at.left + 1, at.top + 2.5 * at.height), { row: 2, column: 0 });
  equal(cellAt(at, 3, at.left - 1, at.top + 1), null);
  equal(cellAt(at, 3, at.left + 3 * at.width + 1, at.top + 1), null);
});
