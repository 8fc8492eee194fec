// The boxes of items as the error explorer judges them.

import type { Overlays } from "../../image";
import type { ErrorsPayload } from "../../payloads";
import { type Item, isA } from "../layout";
import { type Boxes, boxColumns, Detections, type Judged, overlap, type Precision, THRESHOLDS } from "./detection";

type Matched = NonNullable<ErrorsPayload["boxes"]>;

/** The boxes of one group of some items, in the order of the items' numbers; a box without a score is certain. */
function boxesOf(
  scope: readonly Item[],
  { boxes }: Overlays,
  group: number,
  { ranks, score }: Matched,
  certain: boolean,
): Boxes {
  const scores = certain ? undefined : boxes.scores.get(score);
  const images: number[] = [];
  const rows: number[] = [];
  for (const item of [...scope].sort((a, b) => a.number - b.number)) {
    const [from, to] = (isA(item, "image") && item.boxes) || [0, 0];
    for (let row = from; row < to; row++)
      if (boxes.group[row] === group) {
        images.push(item.number);
        rows.push(row);
      }
  }
  const made = boxColumns(rows.length);
  made.image.set(images);
  made.row.set(rows);
  for (const [i, row] of rows.entries()) {
    const value = scores?.[row] ?? NaN;
    made.id[i] = ranks[boxes.entry[row] ?? -1] ?? -1;
    made.x0[i] = boxes.x0[row] ?? 0;
    made.y0[i] = boxes.y0[row] ?? 0;
    made.x1[i] = boxes.x1[row] ?? 0;
    made.y1[i] = boxes.y1[row] ?? 0;
    made.score[i] = Number.isNaN(value) ? 1 : value;
    made.crowd[i] = Number(certain && boxes.crowd[row] === 1);
  }
  return made;
}

const NONE = boxColumns(0);

/** The boxes of some items, and what of them is the same at every threshold: overlaps, precision at COCO's thresholds. */
export class Held {
  readonly found: Boxes = NONE;
  readonly true_: Boxes = NONE;
  /** Of a box by its row in the panel: 1 + its place among the found ones, -1 - that among the true ones, or 0. */
  private readonly places: Int32Array;
  private readonly detections: Detections;
  private atAll: Precision[] | undefined;
  private precise: { iou: number; precision: Precision[] } | undefined;

  constructor(
    readonly scope: readonly Item[] = [],
    overlays?: Overlays,
    matched?: Matched,
  ) {
    if (overlays && matched) {
      this.found = boxesOf(scope, overlays, matched.found, matched, false);
      this.true_ = boxesOf(scope, overlays, matched.true, matched, true);
    }
    this.places = new Int32Array(overlays?.boxes.group.length ?? 0);
    for (const [i, row] of this.true_.row.entries()) this.places[row] = -1 - i;
    for (const [i, row] of this.found.row.entries()) this.places[row] = 1 + i;
    this.detections = new Detections(this.true_, this.found);
  }

  isOf(scope: readonly Item[]): boolean {
    return this.scope.length === scope.length && this.scope.every((item, i) => item === scope[i]);
  }

  judge(iou: number, minScore: number): Judged {
    return this.detections.judge(iou, minScore);
  }

  /** Where a box of the panel stands: among the found ones, or among the true ones. */
  placeOf(row: number): { found?: number; true?: number } | undefined {
    const place = this.places[row] ?? 0;
    if (!place) return undefined;
    return place < 0 ? { true: -1 - place } : { found: place - 1 };
  }

  overlap(found: number, true_: number): number {
    return overlap(this.found, found, this.true_, true_);
  }

  /** The precision of each class at a threshold, then at COCO's: the same list as long as it is the same. */
  precision(iou: number): readonly Precision[] {
    if (this.precise?.iou === iou) return this.precise.precision;
    this.atAll ??= this.detections.precision(THRESHOLDS);
    const all = this.atAll;
    const precision = this.detections.precision([iou]).map((one, k) => ({
      ...one,
      values: [...one.values, ...(all[k]?.values ?? [])],
      curves: [...one.curves, ...(all[k]?.curves ?? [])],
    }));
    this.precise = { iou, precision };
    return precision;
  }
}
