import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { difference, fixture } from "../../testing/fixture";
import { type Boxes, boxColumns, Detections, FATES, overlap, THRESHOLDS, VERDICTS } from "./detection";

interface Columns {
  image: number[];
  id: number[];
  score: number[];
  crowd: boolean[];
  corners: [number, number, number, number][];
}

interface Fixture {
  true: Columns;
  found: Columns;
  classes: number[];
  values: (number | string)[][];
  curves: (number | string)[][][];
  verdicts: number[];
  partners: number[];
  fates: number[];
}

const boxes = ({ image, id, score, crowd, corners }: Columns): Boxes => {
  const made = boxColumns(image.length);
  for (const [i, [x0, y0, x1, y1]] of corners.entries()) {
    made.image[i] = image[i] ?? 0;
    made.row[i] = i;
    made.id[i] = id[i] ?? 0;
    [made.x0[i], made.y0[i], made.x1[i], made.y1[i]] = [x0, y0, x1, y1];
    made.score[i] = score[i] ?? 0;
    made.crowd[i] = Number(crowd[i] ?? false);
  }
  return made;
};

for (const [number, each] of fixture<Fixture[]>("detections").entries()) {
  const held = new Detections(boxes(each.true), boxes(each.found));

  test(`precision of boxes ${number} is that of the build`, () => {
    const own = held.precision(THRESHOLDS);
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

  // As reportgen/overlay/detection.py numbers them.
  test(`verdicts on boxes ${number} are those of the build`, () => {
    const { verdicts, partners, fates } = held.judge(0.5, 0.2);
    deepEqual([...verdicts], each.verdicts);
    deepEqual([...partners], each.partners);
    deepEqual([...fates], each.fates);
  });
}

const columns = (corners: Columns["corners"], crowd = false): Boxes =>
  boxes({
    image: corners.map(() => 0),
    id: corners.map(() => 0),
    score: corners.map(() => 1),
    crowd: corners.map(() => crowd),
    corners,
  });

test("a found box in a crowd is held to itself alone", () => {
  const one = columns([[0, 0, 10, 10]]);
  equal(overlap(one, 0, columns([[0, 0, 40, 40]]), 0), 100 / 1600);
  equal(overlap(one, 0, columns([[0, 0, 40, 40]], true), 0), 1);
  equal(overlap(one, 0, columns([[10, 0, 20, 10]]), 0), 0);
  equal(overlap(columns([[0, 0, 0, 10]]), 0, columns([[0, 0, 0, 10]]), 0), 0);
});

test("of equal overlaps the last true box is taken", () => {
  const corners: Columns["corners"][0] = [0, 0, 10, 10];
  const { partners, fates, verdicts } = new Detections(columns([corners, corners]), columns([corners])).judge(0.5, 0);
  equal(partners[0], 1);
  deepEqual(
    [...fates].map((fate) => FATES[fate]),
    ["missed", "matched"],
  );
  equal(VERDICTS[verdicts[0] ?? -1], "found");
});
