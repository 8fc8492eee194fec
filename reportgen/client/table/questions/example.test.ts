import { equal } from "node:assert/strict";
import { test } from "node:test";
import { exampleOf } from "./example";

const asked = (...columns: [string, string][]): string => exampleOf({ tables: [new Map(columns)], shared: new Map() });

test("the example names columns that the table has", () => {
  equal(asked(["id", "text"], ["score", "number"], ["guess", "text"]), 'a word, or score > … and guess == "…"');
  equal(asked(["a b", "number"], ["guess", "text"]), 'a word, or guess == "…"');
  equal(asked(["picture", "media"]), "a word");
});
