import { deepEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import { askFilter, compile, wordsOf } from ".";

const TYPES = new Map([["said", "text"]]);
const TEXTS = ["A cat on the mat", "mat, then a CAT", "gpt-4o: don't let the cat out", "nothing"];

const kept = (text: string): number[] => {
  const get = compile(askFilter(text, [TYPES], TYPES), () => (row) => TEXTS[row]);
  return [...TEXTS.keys()].filter((row) => get(row));
};

test("a filter of several words keeps rows that hold all of them", () => {
  deepEqual(kept("cat mat"), [0, 1]);
  deepEqual(kept('"the mat" cat'), [0]);
  deepEqual(kept("'cat the'"), []);
  deepEqual(kept("don't Cat"), [2]);
  deepEqual(kept("gpt-4o cat"), [2]);
  deepEqual(wordsOf('"the mat" cat', [TYPES], TYPES), ["the mat", "cat"]);
});

test("what is no question and holds more than words is wrong", () => {
  for (const text of ["cat, mat", "cat = mat rug", "cat and", "cat +"]) throws(() => kept(text));
});
