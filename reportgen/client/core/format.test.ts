import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { fixture } from "../testing/fixture";
import { apart, brief, duration, exact, plain } from "./format";

test("numbers are written as in the static page", () => {
  const wrong = fixture<{ value: number; plain: string; short: string; thousands: string }[]>("numbers").filter(
    (each) =>
      plain(each.value) !== each.plain ||
      plain(each.value, 4) !== each.short ||
      plain(each.value, 6, true) !== each.thousands,
  );
  deepEqual(
    wrong.map((each) => [each, plain(each.value)]),
    [],
  );
});

test("what is not whole never looks whole", () => {
  equal(plain(0.999999999), "1.000000");
  equal(plain(123456.00001), "123456.000");
  equal(plain(1), "1");
});

test("tiny and huge numbers have an exponent", () => {
  equal(plain(1.5e-7), "1.5e-7");
  equal(plain(1e-5), "1e-5");
  equal(plain(1.5e20), "1.5e+20");
  equal(plain(NaN), "NaN");
  equal(plain(-Infinity), "-Infinity");
});

test("brief is short and has a letter from ten thousand", () => {
  deepEqual([0, 1, 1234.5678, 9999, 10_000, 1_234_567, 12_345_678, 2.5e13, 0.00012345, -20_000, NaN].map(brief), [
    "0",
    "1",
    "1234.568",
    "9999",
    "10k",
    "1235k",
    "12.35M",
    "25T",
    "1.23e-4",
    "-20k",
    "NaN",
  ]);
});

test("labels that would be alike get more digits", () => {
  deepEqual(apart([1, 2]), ["1", "2"]);
  deepEqual(apart([1.00001, 1.00002]), ["1.00001", "1.00002"]);
  deepEqual(apart([100_000, 100_001]), ["100000", "100001"]);
  deepEqual(apart([5, 5]), ["5", "5"]);
});

test("exact writes whole numbers in full", () => {
  deepEqual([1_234_567, 0.5, 1 / 3, -1000].map(exact), ["1,234,567", "0.5", "0.333333", "-1,000"]);
});

test("durations", () => {
  deepEqual([0, 4.25, 59.4, 59.6, 200, 3600, 3900, 90_061].map(duration), [
    "0s",
    "4.25s",
    "59.4s",
    "1m 00s",
    "3m 20s",
    "1h 00m",
    "1h 05m",
    "25h 01m",
  ]);
});
