import { equal } from "node:assert/strict";
import { test } from "node:test";
import type { Aggregate, Spread } from "../../chart";
import { difference, fixture } from "../../testing/fixture";
import { combine, grid, onGrid, stack } from "./groups";

type Column = (number | string)[];
interface Lines {
  lines: { x: Column; y: Column }[];
  grid: Column;
  values: Column[];
  middles: Record<string, Column>;
  ends: Record<string, [Column, Column]>;
  stacked: Column[];
}

const floats = (values: Column = []): Float64Array => Float64Array.from(values, Number);

for (const [number, each] of fixture<Lines[]>("lines").entries()) {
  const lines = each.lines.map(({ x, y }) => ({ x: floats(x), y: floats(y) }));

  test(`lines ${number} meet on the grid of the static page`, () => {
    const places = grid(lines);
    equal(difference(places, floats(each.grid)), "");
    lines.forEach((line, i) => {
      equal(difference(onGrid(line, places), floats(each.values[i])), "");
    });
  });

  test(`lines ${number} are aggregated as in the static page`, () => {
    for (const [how, expected] of Object.entries(each.middles))
      equal(difference(combine(lines, how as Aggregate, "none").line.y, floats(expected)), "", how);
  });

  test(`lines ${number} have the bands of the static page`, () => {
    for (const [how, [low, high]] of Object.entries(each.ends)) {
      const { band } = combine(lines, "mean", how as Spread);
      equal(difference(band?.low ?? [], floats(low)), "", how);
      equal(difference(band?.high ?? [], floats(high)), "", how);
    }
  });

  test(`lines ${number} are stacked as in the static page`, () => {
    const edges = stack(lines, true).map(({ high }) => high);
    edges.forEach((high, i) => {
      equal(difference(high, floats(each.stacked[i])), "");
    });
  });
}

test("many places become evenly spaced ones", () => {
  const x = Float64Array.from({ length: 3000 }, (_, i) => i);
  const places = grid([{ x, y: x }]);
  equal(places.length, 1000);
  equal(places[999], 2999);
});
