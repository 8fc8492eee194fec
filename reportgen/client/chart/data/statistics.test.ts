import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { close } from "../../testing/fixture";
import { aggregate, finite, quantile, spread, stddev, stderr } from "./statistics";

const VALUES = [4, 1, 3, 2];

test("aggregates", () => {
  deepEqual(
    (["mean", "min", "max", "median", "sum"] as const).map((how) => aggregate(VALUES, how)),
    [2.5, 1, 4, 2.5, 10],
  );
  ok(Number.isNaN(aggregate([], "sum")));
});

test("the deviation is that of a sample", () => {
  ok(close(stddev(VALUES), Math.sqrt(5 / 3)));
  ok(close(stderr(VALUES), Math.sqrt(5 / 3) / 2));
  equal(stddev([7]), 0);
  equal(stderr([]), 0);
});

test("quantiles lie on the line between neighbours", () => {
  equal(quantile(VALUES, 0), 1);
  equal(quantile(VALUES, 1), 4);
  equal(quantile(VALUES, 0.5), 2.5);
  ok(close(quantile(VALUES, 0.1), 1.3));
  deepEqual(VALUES, [4, 1, 3, 2]); // left as they were
});

test("the ends around an aggregate", () => {
  deepEqual(spread(VALUES, 2.5, "minmax"), [1, 4]);
  const [low, high] = spread(VALUES, 2.5, "stddev") ?? [NaN, NaN];
  ok(close(low, 2.5 - stddev(VALUES)) && close(high, 2.5 + stddev(VALUES)));
  equal(spread(VALUES, 2.5, "none"), null);
  equal(spread(VALUES, 2.5, "samples"), null);
  equal(spread([], NaN, "minmax"), null);
});

test("finite leaves out what is no number", () => deepEqual(finite([1, NaN, Infinity, 2]), [1, 2]));
