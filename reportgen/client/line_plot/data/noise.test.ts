import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { difference, fixture } from "../../testing/fixture";
import { columns, faintness, isNoise } from "./noise";

type Column = (number | string)[];
interface Case {
  x: Column;
  y: Column;
  reduced: boolean;
  columns: Column[];
  noise: boolean;
}

const floats = (values: Column = []): Float64Array => Float64Array.from(values, Number);
const same = (value: number): number => value;

for (const [number, each] of fixture<Case[]>("noise").entries()) {
  const points = { x: floats(each.x), y: floats(each.y) };

  test(`dense line ${number} has the columns of the static page`, () => {
    const { x, low, middle, high } = columns(points, same, 50, each.reduced);
    [x, low, middle, high].forEach((part, i) => {
      equal(difference(part, floats(each.columns[i])), "");
    });
  });

  test(`dense line ${number} is noise where the static page says so`, () => {
    equal(isNoise(points, same, same, 400), each.noise);
  });
}

test("the mean of a column is that of its points, of a reduced line that of its middle half", () => {
  const points = { x: Float64Array.of(0, 0, 0, 0), y: Float64Array.of(1, 2, 4, 101) };
  equal(columns(points, same, 1, false).middle[0], 27);
  equal(columns(points, same, 1, true).middle[0], 3);
});

test("bands get fainter the more there are, and are never lost", () => {
  equal(faintness(1), 0.16);
  ok(faintness(12) < faintness(4));
  ok(faintness(500) >= 0.05);
});
