// The boxes of items as the error explorer judges them.

import type { Overlays } from "../../image";
import type { ErrorsPayload } from "../../payloads";
import { type Item, isA } from "../layout";
import { averagePrecision, type Box, type Judged, judge, nearOf, type Precision, THRESHOLDS } from "./detection";

/** Found and true boxes of some items; a box without a score is certain. */
export function boxesOf(
  scope: readonly Item[],
  { boxes }: Overlays,
  { found, true: true_, score, ranks }: NonNullable<ErrorsPayload["boxes"]>,
): { found: Box[]; true: Box[] } {
  const scores = boxes.scores.get(score);
  const made: { found: Box[]; true: Box[] } = { found: [], true: [] };
  for (const item of scope) {
    const [from, to] = (isA(item, "image") && item.boxes) || [0, 0];
    for (let row = from; row < to; row++) {
      const group = boxes.group[row];
      if (group !== found && group !== true_) continue;
      const value = group === found ? (scores?.[row] ?? NaN) : NaN;
      made[group === found ? "found" : "true"].push({
        image: item.number,
        row,
        id: ranks[boxes.entry[row] ?? -1] ?? -1,
        x0: boxes.x0[row] ?? 0,
        y0: boxes.y0[row] ?? 0,
        x1: boxes.x1[row] ?? 0,
        y1: boxes.y1[row] ?? 0,
        score: Number.isNaN(value) ? 1 : value,
        crowd: group === true_ && boxes.crowd[row] === 1,
      });
    }
  }
  return made;
}

/** The boxes of some items, and what of them is the same at every threshold: overlaps, precision at COCO's thresholds. */
export class Held {
  readonly found: readonly Box[] = [];
  readonly true: readonly Box[] = [];
  readonly byRow = new Map<number, Box>();
  private readonly near: ReturnType<typeof nearOf>;
  private atAll: Precision[] | undefined;

  constructor(
    readonly scope: readonly Item[] = [],
    overlays?: Overlays,
    boxes?: NonNullable<ErrorsPayload["boxes"]>,
  ) {
    if (overlays && boxes) ({ found: this.found, true: this.true } = boxesOf(scope, overlays, boxes));
    for (const box of [...this.found, ...this.true]) this.byRow.set(box.row, box);
    this.near = nearOf(this.true, this.found);
  }

  isOf(scope: readonly Item[]): boolean {
    return this.scope.length === scope.length && this.scope.every((item, i) => item === scope[i]);
  }

  judge(iou: number, minScore: number): Judged {
    return judge(this.true, this.found, iou, minScore, this.near);
  }

  /** The precision of each class at a threshold, then at COCO's. */
  precision(iou: number): Precision[] {
    this.atAll ??= averagePrecision(this.true, this.found, THRESHOLDS, this.near);
    const all = this.atAll;
    return averagePrecision(this.true, this.found, [iou], this.near).map((one, k) => ({
      ...one,
      values: [...one.values, ...(all[k]?.values ?? [])],
      curves: [...one.curves, ...(all[k]?.curves ?? [])],
    }));
  }
}
