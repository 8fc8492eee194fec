import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { bytes, fixture } from "../../testing/fixture";
import { gradient, stepOf, unpack } from "./unpack";

const { stops, scenes } = fixture<{ stops: string[]; scenes: { packed: string; glb: string }[] }>("scenes");

for (const [number, { packed, glb }] of scenes.entries())
  test(`scene ${number} is the file that the build wrote, byte for byte`, () => {
    const found = unpack(bytes(packed).buffer, stops);
    const expected = bytes(glb);
    equal(found.length, expected.length);
    const at = found.findIndex((byte, i) => byte !== expected[i]);
    ok(at < 0, `byte ${at} is ${found[at]} for ${expected[at]}`);
  });

test("colours between stops are linear light", () => {
  const colors = gradient(["#000000", "#ffffff"]);
  deepEqual([...colors.slice(0, 3)], [0, 0, 0]);
  deepEqual([...colors.slice(-3)], [65535, 65535, 65535]);
  ok((colors[128 * 3] ?? 0) < 65535 / 4); // a half of sRGB is a fifth of the light
});

test("values beyond a range have the colour of its ends", () => {
  deepEqual(
    [-1, 0, 0.5, 1, 2].map((value) => stepOf(value, 0, 1)),
    [0, 0, 128, 255, 255],
  );
});
