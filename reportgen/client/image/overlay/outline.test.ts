import { equal } from "node:assert/strict";
import { test } from "node:test";
import { fixture } from "../../testing/fixture";
import { outline } from "./outline";

test("corners of a mask become the outlines of the static page", () => {
  for (const { width, corners, paths } of fixture<{ width: number; corners: number[][]; paths: string[] }[]>("masks")) {
    // All classes of a mask stand in one column, as they travel.
    const column = Float64Array.from(corners.flat());
    let at = 0;
    corners.forEach(({ length }, place) => {
      equal(outline(column, at, at + length, width), paths[place]);
      at += length;
    });
  }
});

test("a rectangle, and two that touch at a corner", () => {
  equal(outline(Float64Array.of(0, 5, 18, 23), 0, 4, 5), "M0 0h5v3h-5z");
  equal(outline(new Float64Array(0), 0, 0, 5), "");
});
