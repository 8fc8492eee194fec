import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { difference, fixture } from "../../testing/fixture";
import { type Cut, type Goal, type Reach, stretched } from "./outliers";

type Column = (number | string)[];
interface Case {
  lines: { calm: Column; low: Column; high: Column; noisy: boolean }[];
  ends: Record<string, Column>;
}

const floats = (values: Column = []): Float64Array => Float64Array.from(values, Number);
const calm = (...values: number[]): Reach => {
  const own = Float64Array.from(values);
  return { calm: own, low: own, high: own, noisy: false };
};

for (const [number, each] of fixture<Case[]>("outliers").entries()) {
  test(`lines ${number} have the axis of the static page`, () => {
    const lines = each.lines.map(({ calm, low, high, noisy }) => ({
      calm: floats(calm),
      low: floats(low),
      high: floats(high),
      noisy,
    }));
    for (const [name, ends] of Object.entries(each.ends)) {
      const [goal = "", cut = ""] = name.split(" ");
      equal(difference(stretched(lines, goal as Goal, cut as Cut), floats(ends)), "", name);
    }
  });
}

test("a run that diverges does not flatten the others, and the best end stays", () => {
  const lines = [calm(3, 2, 0.1), calm(3, 1, 0.2), calm(3, 1.5, 0.3), calm(3, 6, 40)];
  deepEqual(stretched(lines, "minimize", "auto"), [0.1, 3]);
  deepEqual(stretched(lines, "maximize", "auto"), [0.1, 40]);
  deepEqual(stretched(lines, "minimize", "off"), [0.1, 40]);
});
