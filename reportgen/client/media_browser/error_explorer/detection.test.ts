import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { difference, fixture } from "../../testing/fixture";
import { averagePrecision, type Box, type Fate, judge, overlap, THRESHOLDS, type Verdict } from "./detection";

interface Columns {
  image: number[];
  id: number[];
  score: number[];
  crowd: boolean[];
  corners: [number, number, number, number][];
}
interface Detections {
  true: Columns;
  found: Columns;
  classes: number[];
  values: (number | string)[][];
  curves: (number | string)[][][];
  verdicts: number[];
  partners: number[];
  fates: number[];
}

// As reportgen/overlay/detection.py numbers them.
const VERDICTS: Verdict[] = ["found", "duplicate", "wrong class", "false", "ignored", "hidden"];
const FATES: Fate[] = ["matched", "missed", "confused", "crowd"];

const boxes = ({ image, id, score, crowd, corners }: Columns): Box[] =>
  corners.map(([x0, y0, x1, y1], row) => ({
    image: image[row] ?? 0,
    row,
    id: id[row] ?? 0,
    x0,
    y0,
    x1,
    y1,
    score: score[row] ?? 0,
    crowd: crowd[row] ?? false,
  }));

for (const [number, each] of fixture<Detections[]>("detections").entries()) {
  const [true_, found] = [boxes(each.true), boxes(each.found)];

  test(`precision of boxes ${number} is that of the build`, () => {
    const own = averagePrecision(true_, found, THRESHOLDS);
    const known = each.classes.filter((_, place) => each.values[place]?.[0] !== "NaN");
    deepEqual(
      own.map(({ id }) => id),
      known,
    );
    for (const { id, values, curves } of own) {
      const place = each.classes.indexOf(id);
      equal(difference(values, (each.values[place] ?? []).map(Number)), "");
      curves.forEach((curve, t) => {
        equal(difference(curve, (each.curves[place]?.[t] ?? []).map(Number)), "");
      });
    }
  });

  test(`verdicts on boxes ${number} are those of the build`, () => {
    const { verdicts, partners, fates } = judge(true_, found, 0.5, 0.2);
    deepEqual(
      found.map((box) => verdicts.get(box)),
      each.verdicts.map((verdict) => VERDICTS[verdict]),
    );
    deepEqual(
      found.map((box) => partners.get(box)?.row ?? -1),
      each.partners,
    );
    deepEqual(
      true_.map((box) => fates.get(box)),
      each.fates.map((fate) => FATES[fate]),
    );
  });
}

test("a found box in a crowd is held to itself alone", () => {
  const box: Box = { image: 0, row: 0, id: 0, x0: 0, y0: 0, x1: 10, y1: 10, score: 1, crowd: false };
  const large = { ...box, x1: 40, y1: 40 };
  equal(overlap(box, large), 100 / 1600);
  equal(overlap(box, { ...large, crowd: true }), 1);
  equal(overlap(box, { ...box, x0: 10, x1: 20 }), 0);
  equal(overlap({ ...box, x1: 0 }, { ...box, x1: 0 }), 0);
});

test("of equal overlaps the last true box is taken", () => {
  const box: Box = { image: 0, row: 0, id: 0, x0: 0, y0: 0, x1: 10, y1: 10, score: 1, crowd: false };
  const [first, last] = [
    { ...box, row: 0 },
    { ...box, row: 1 },
  ];
  const { partners, fates } = judge([first, last], [box], 0.5, 0);
  equal(partners.get(box), last);
  deepEqual([fates.get(first), fates.get(last)], ["missed", "matched"]);
});
