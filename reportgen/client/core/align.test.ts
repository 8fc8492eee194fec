import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { partsOf } from "./align";

test("what a number has up to its point and from there on", () => {
  deepEqual(partsOf("−1,234.25"), ["−1,234", ".25"]);
  deepEqual(partsOf("3×10⁻⁸"), ["3", "×10⁻⁸"]);
  deepEqual(partsOf("1.5×10⁻⁸"), ["1", ".5×10⁻⁸"]);
  deepEqual(partsOf("1234"), ["1234", ""]);
  deepEqual(partsOf("resnet50.v2"), ["", ""]);
  deepEqual(partsOf(""), ["", ""]);
});
