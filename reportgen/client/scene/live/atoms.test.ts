import { equal } from "node:assert/strict";
import { test } from "node:test";
import { atomAt } from "./atoms";

const ATOMS = {
  names: ["CA", "ALA 1", "A", "N"],
  at: [0, 0, 0, 2, 0, 0],
  name: [0, 3],
  residue: [1, -1],
  chain: [2, -1],
};

test("the nearest atom is named, with what it belongs to", () => {
  equal(atomAt(ATOMS, [0.5, 0, 0]), "CA, ALA 1, chain A");
  equal(atomAt(ATOMS, [1.5, 0, 0]), "N");
});

test("far from all there is nothing to say", () => equal(atomAt(ATOMS, [0, 3, 0]), ""));
