import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { bytes, fixture } from "../../testing/fixture";
import { numbers } from "./numbers";

interface Stored {
  type: string;
  n: number;
  extra: string;
  raw: string;
  values: (number | string)[];
}

const blocks = fixture<Stored[]>("blocks");

for (const { type, n, extra, raw, values } of blocks)
  test(`${n} numbers of ${type} ${extra}`, () => {
    const found = numbers(type, bytes(raw), n, extra);
    equal(found.length, values.length);
    const whole = type === "i64";
    deepEqual(
      Array.from(found as ArrayLike<unknown>),
      values.map((value) => (whole ? BigInt(value) : Number(value))),
    );
  });

test("every type that the build writes is among them", () => {
  const types = new Set(blocks.map(({ type }) => type));
  deepEqual([...types].sort(), ["decimal-d", "decimal-s", "delta", "f4", "f8", "i64", "range", "u1", "u2", "u4"]);
});
