import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { wordsIn } from "./words";

test("a word is one piece, and so is each other character", () => {
  deepEqual(wordsIn("a red-car, 夜間!"), ["a", " ", "red", "-", "car", ",", " ", "夜間", "!"]);
  deepEqual(wordsIn(""), []);
});
