import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import type { Library } from "../libraries/query";
import { askFilter, compile } from "../query/language";
import { isCondition, keptBy, named, type Rows } from "./conditions";

const TABLE: Rows = {
  columns: [
    { path: "config.lr", label: "lr", numeric: true },
    { path: "summary.val/acc", label: "val/acc", numeric: true },
    { path: "config.arch", label: "arch", numeric: false },
  ],
  rows: [
    { name: "a", cells: [0.1, 0.9, "vit"] },
    { name: "b", cells: [0.01, 0.95, "resnet"] },
    { name: "c", cells: [0.1, null, "vit"] },
  ],
};
const kept = (text: string): string[] => {
  const keeps = keptBy(text, TABLE, { askFilter, compile } as Library);
  return TABLE.rows.flatMap(({ name }, row) => (keeps(row) ? [name] : []));
};

test("conditions name columns by label or path", () => {
  deepEqual(kept("val/acc > 0.92"), ["b"]);
  deepEqual(kept("summary.val/acc > 0.8 and lr == 0.1"), ["a"]);
  deepEqual(kept('arch == "vit"'), ["a", "c"]);
  deepEqual(kept('config.arch == "vit" or name == "b"'), ["a", "b", "c"]);
  throws(() => kept("nothing > 1"));
  const wrong =
    (message: string, hint = "") =>
    (error: unknown): boolean =>
      (error as Error).message === message && (error as { hint?: string }).hint === hint;
  throws(() => kept("arch == vit"), wrong("unknown column 'vit'", 'Put text in quotes: "vit"'));
  throws(() => kept('arch in ["vit", net]'), wrong("unknown column 'net'", 'Put text in quotes: "net"'));
  throws(() => kept('arch == "vit'), wrong('the quote " is not closed'));
});

test("names that are no words are quoted, what is quoted stays", () => {
  equal(named('val/acc > 1 and x == "val/acc"', ["val/acc"]), '`val/acc` > 1 and x == "val/acc"');
  equal(named("`val/acc` > 1", ["val/acc"]), "`val/acc` > 1");
  equal(named("val/accuracy > 1", ["val/acc"]), "val/accuracy > 1");
});

test("what is a condition and what is a word", () => {
  equal(isCondition("accuracy > 0.9"), true);
  equal(isCondition("resnet50 baseline"), false);
});
