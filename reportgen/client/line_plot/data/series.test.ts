import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { difference, fixture } from "../../testing/fixture";
import { lowerBound, nearest, ordered, outline, path, smooth } from "./series";

interface Lines {
  lines: { x: (number | string)[]; y: (number | string)[] }[];
  factor: number;
  smooth: (number | string)[][];
}

const floats = (values: readonly (number | string)[]): Float64Array => Float64Array.from(values, Number);
const same = (value: number): number => value;

/** The places of a path, a stretch after the other. */
const stretches = (text: string): [number, number][][] =>
  text
    .split("M")
    .slice(1)
    .map((part) => part.split("L").map((place) => place.split(" ").map(Number.parseFloat) as [number, number]));

/** What a pixel column shows of a line: where it enters and leaves, and how far it reaches. */
function shown(places: readonly (readonly [number, number])[], column: number, width: number): number[] {
  const own = places.filter(([x]) => Math.floor(x * width) === column).map(([, y]) => y);
  return own.length ? [own[0] ?? NaN, Math.min(...own), Math.max(...own), own.at(-1) ?? NaN] : [];
}

/** Noise that is the same each time. */
function noise(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  };
}

test("points come in the order of x, those without one are left out", () => {
  const { x, y } = ordered([3, NaN, 1, Infinity, 1], [1, 2, 3, 4, 5]);
  deepEqual([...x], [1, 1, 3]);
  deepEqual([...y], [3, 5, 1]);
  deepEqual([...ordered([1, 2, 2], [NaN, 5, 6]).y], [NaN, 5, 6]);
});

test("a reduced line shows the same in every pixel column (M4)", () => {
  for (let seed = 0; seed < 20; seed++) {
    const next = noise(seed);
    const n = 2000 + seed * 37;
    const x = Float64Array.from({ length: n }, () => Math.round((next() + 0.5) * 300_000) / 1000).sort();
    let y = 0;
    const values = Float64Array.from({ length: n }, () => Math.round((y += next()) * 1000) / 1000);
    const [drawn = []] = stretches(path({ x, y: values }, [0, 300], same, same, { left: 0, top: 0, ratio: 2 }));
    const all = [...x].map((at, i) => [at, values[i] ?? NaN] as const);
    ok(drawn.length <= 4 * 601 && drawn.length < n * 0.95, `${drawn.length} of ${n}`);
    for (let column = 0; column < 600; column++) deepEqual(shown(drawn, column, 2), shown(all, column, 2));
  }
});

test("what is no number leaves a gap, and a single point is a dot", () => {
  const x = Float64Array.of(0, 1, 2, 3, 4);
  equal(path({ x, y: Float64Array.of(1, 2, NaN, 3, Infinity) }, [0, 4], same, same), "M0 1L1 2M3 3h0.01");
  equal(path({ x, y: new Float64Array(5).fill(NaN) }, [0, 4], same, same), "");
});

test("of a line only what is in view is drawn, and the point before and after", () => {
  const x = Float64Array.from({ length: 100 }, (_, i) => i);
  equal(path({ x, y: x }, [10, 12], same, same), "M9 9L10 10L11 11L12 12");
});

test("coordinates stay in their pixel of the screen and within what a browser draws", () => {
  const place = Float64Array.of(0.9999, 1.9999);
  const [[[first] = [NaN], [second] = [NaN]] = []] = stretches(path({ x: place, y: place }, [0, 2], same, same));
  ok((first ?? 9) < 1 && (second ?? 9) < 2);
  equal(path({ x: Float64Array.of(0, 1), y: Float64Array.of(0, 1e300) }, [0, 1], same, same), "M0 0L1 100000");
});

test("time-weighted smoothing is that of the static page", () => {
  for (const { lines, factor, smooth: expected } of fixture<Lines[]>("lines"))
    lines.forEach(({ x, y }, i) => {
      const found = smooth({ x: floats(x), y: floats(y) }, "exponentialTimeWeighted", factor);
      equal(difference(found, floats(expected[i] ?? [])), "");
    });
});

test("every smoothing keeps a constant, its gaps, and is off at zero", () => {
  const x = Float64Array.from({ length: 50 }, (_, i) => i);
  const y = new Float64Array(50).fill(3);
  y[7] = NaN;
  for (const type of ["exponentialTimeWeighted", "exponential", "gaussian", "average"] as const) {
    equal(difference(smooth({ x, y }, type, 0.9), y), "");
    equal(smooth({ x, y }, type, 0), y);
  }
  equal(smooth({ x, y }, "none", 0.9), y);
});

test("the exponential average is without its bias at the start", () => {
  const y = Float64Array.of(1, 0, 0);
  equal(difference(smooth({ x: y, y }, "exponential", 0.5), [1, 1 / 3, 1 / 7]), "");
});

test("windows are centred", () => {
  const y = Float64Array.of(0, 0, 4, 0, 0);
  const average = smooth({ x: y, y }, "average", 0.4); // reaches one to each side
  equal(difference(average, [0, 4 / 3, 4 / 3, 4 / 3, 0]), "");
  const gaussian = smooth({ x: y, y }, "gaussian", 0.4);
  ok((gaussian[2] ?? 0) > (gaussian[1] ?? 0) && gaussian[1] === gaussian[3]);
});

test("the nearest point, the earlier of two as near", () => {
  const x = Float64Array.of(0, 2, 4);
  deepEqual(
    [-5, 0.9, 1, 1.1, 3, 99].map((value) => nearest(x, value)),
    [0, 0, 0, 1, 1, 2],
  );
  equal(nearest(new Float64Array(0), 1), -1);
  deepEqual(
    [-1, 0, 1, 4, 5].map((value) => lowerBound(x, value)),
    [0, 0, 1, 2, 3],
  );
});

test("an outline goes along the top and back along the bottom, and ends at a gap", () => {
  const x = Float64Array.of(0, 1, 2, 3);
  const low = Float64Array.of(0, 0, NaN, 0);
  const high = Float64Array.of(2, 3, 4, 5);
  equal(outline(x, low, high, same, same), "M0 2L1 3L1 0L0 0Z");
});
