import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { fixture } from "../testing/fixture";
import { shortNames } from "./names";

test("names are shortened as in the static page", () => {
  for (const { names, length, short } of fixture<{ names: string[]; length: number; short: string[] }[]>("names"))
    deepEqual(shortNames(names, length), short);
});

test("one name is cut in the middle, between letters as readers see them", () => {
  deepEqual(shortNames(["abcdefghij"], 5), ["ab…ij"]);
  equal(shortNames([`${"👩‍👩‍👧".repeat(9)}x`], 5)[0], "👩‍👩‍👧👩‍👩‍👧…👩‍👩‍👧x");
});
