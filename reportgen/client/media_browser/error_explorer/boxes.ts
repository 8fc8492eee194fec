// The boxes of items as the error explorer judges them.

import type { Overlays } from "../../image";
import type { ErrorsPayload } from "../../payloads";
import { type Item, isA } from "../layout";
import type { Box } from "./detection";

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
