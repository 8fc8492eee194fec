// Found boxes held against true ones: the same matching and average precision as reportgen/overlay/detection.py.

/** A box; `id` numbers its class by what it means. */
export interface Box {
  image: number;
  row: number;
  id: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  score: number;
  crowd: boolean;
}

export type Verdict = "found" | "duplicate" | "wrong class" | "false" | "ignored" | "hidden";
export type Fate = "matched" | "missed" | "confused" | "crowd";

export interface Judged {
  verdicts: Map<Box, Verdict>;
  partners: Map<Box, Box>;
  fates: Map<Box, Fate>;
}

const MOST_FOUND = 100;
// As NumPy divides a range: the same numbers to the last bit, since an overlap can be exactly one of them.
export const THRESHOLDS = Array.from({ length: 10 }, (_, i) => (i === 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9)));
const RECALLS = Array.from({ length: 101 }, (_, i) => (i === 100 ? 1 : i * 0.01));

/** Intersection over union; over the found box alone where the true one is a crowd. */
export function overlap(found: Box, true_: Box): number {
  const width = Math.max(Math.min(found.x1, true_.x1) - Math.max(found.x0, true_.x0), 0);
  const height = Math.max(Math.min(found.y1, true_.y1) - Math.max(found.y0, true_.y0), 0);
  const shared = width * height;
  const area = (found.x1 - found.x0) * (found.y1 - found.y0);
  const other = (true_.x1 - true_.x0) * (true_.y1 - true_.y0);
  const whole = true_.crowd ? area : area + other - shared;
  return whole > 0 ? shared / whole : 0;
}

const grouped = (boxes: readonly Box[], field: "image" | "id"): Map<number, Box[]> => {
  const groups = new Map<number, Box[]>();
  for (const box of boxes) {
    const own = groups.get(box[field]);
    if (own) own.push(box);
    else groups.set(box[field], [box]);
  }
  return groups;
};
const byImage = (boxes: readonly Box[]): Map<number, Box[]> => grouped(boxes, "image");
const byClass = (boxes: readonly Box[]): Map<number, Box[]> => grouped(boxes, "id");

const certainFirst = (boxes: readonly Box[]): Box[] => [...boxes].sort((a, b) => b.score - a.score);

/** Below this no threshold may be set. */
const LEAST = 0.05;

/** Of each found box the true ones that it overlaps enough to match at some threshold, and how much. */
export type Near = ReadonlyMap<Box, readonly (readonly [box: Box, overlap: number])[]>;

export function nearOf(true_: readonly Box[], found: readonly Box[]): Near {
  const truths = byImage(true_);
  const near = new Map<Box, (readonly [Box, number])[]>();
  for (const box of found) {
    const own: (readonly [Box, number])[] = [];
    for (const other of truths.get(box.image) ?? []) {
      const value = overlap(box, other);
      if (value >= LEAST) own.push([other, value]);
    }
    near.set(box, own);
  }
  return near;
}

/** The box that a found one overlaps most among those that hold, the last of equal ones. */
function best(found: Box, near: Near, iou: number, holds: (box: Box) => boolean): Box | undefined {
  let chosen: Box | undefined;
  let most = -1;
  for (const [box, value] of near.get(found) ?? [])
    if (value >= iou && value >= most && holds(box)) {
      chosen = box;
      most = value;
    }
  return chosen;
}

/** A verdict on every box at one threshold. */
export function judge(
  true_: readonly Box[],
  found: readonly Box[],
  iou: number,
  minScore: number,
  near: Near = nearOf(true_, found),
): Judged {
  const verdicts = new Map<Box, Verdict>();
  const partners = new Map<Box, Box>();
  const fates = new Map<Box, Fate>();
  for (const box of true_) fates.set(box, box.crowd ? "crowd" : "missed");
  for (const box of found) verdicts.set(box, "hidden");
  for (const own of byImage(found).values()) {
    const shown = certainFirst(own.filter((box) => box.score >= minScore));
    const left: Box[] = [];
    for (const box of shown) {
      const match = best(box, near, iou, (other) => other.id === box.id && fates.get(other) === "missed");
      if (match) {
        verdicts.set(box, "found");
        partners.set(box, match);
        fates.set(match, "matched");
      } else if (best(box, near, iou, (other) => other.crowd && other.id === box.id)) verdicts.set(box, "ignored");
      else left.push(box);
    }
    for (const box of left) {
      const again = best(box, near, iou, (one) => !one.crowd && one.id === box.id);
      const other = again ? undefined : best(box, near, iou, (one) => one.id !== box.id && fates.get(one) === "missed");
      verdicts.set(box, again ? "duplicate" : other ? "wrong class" : "false");
      const partner = again ?? other;
      if (partner) partners.set(box, partner);
      if (other) fates.set(other, "confused");
    }
  }
  return { verdicts, partners, fates };
}

export interface Precision {
  id: number;
  count: number;
  values: number[];
  curves: number[][];
}

/** Average precision of each class with true boxes, and the precision at each of 101 recalls, by threshold. */
export function averagePrecision(
  true_: readonly Box[],
  found: readonly Box[],
  thresholds: readonly number[],
  near: Near = nearOf(true_, found),
): Precision[] {
  const truths = byClass(true_);
  const guesses = byClass(found);
  return [...truths.keys()]
    .sort((a, b) => a - b)
    .flatMap((id) => {
      const theirs = truths.get(id) ?? [];
      const count = theirs.filter((box) => !box.crowd).length;
      if (!count) return [];
      const parts: { score: number; hits: Int8Array }[] = [];
      for (const [, boxes] of [...byImage(guesses.get(id) ?? [])].sort(([a], [b]) => a - b))
        parts.push(...matched(certainFirst(boxes).slice(0, MOST_FOUND), near, thresholds));
      parts.sort((a, b) => b.score - a.score);
      const curves = thresholds.map((_, t) =>
        curve(
          parts.map((part) => part.hits[t] ?? 0),
          count,
        ),
      );
      return [{ id, count, curves, values: curves.map((values) => values.reduce((a, b) => a + b, 0) / values.length) }];
    });
}

/** Of each box: 1 where it is right at a threshold, 0 where it is not, -1 where it does not count. */
function matched(
  boxes: readonly Box[],
  near: Near,
  thresholds: readonly number[],
): { score: number; hits: Int8Array }[] {
  const taken = thresholds.map(() => new Set<Box>());
  return boxes.map((box) => {
    const hits = Int8Array.from(thresholds, (threshold, t) => {
      const least = Math.min(threshold, 1 - 1e-10);
      const match = best(box, near, least, (one) => one.id === box.id && !one.crowd && !taken[t]?.has(one));
      if (match) {
        taken[t]?.add(match);
        return 1;
      }
      return best(box, near, least, (one) => one.id === box.id && one.crowd) ? -1 : 0;
    });
    return { score: box.score, hits };
  });
}

/** Precision at each recall, never rising with recall; `hits` the most certain first. */
function curve(hits: readonly number[], count: number): number[] {
  let right = 0;
  let wrong = 0;
  const recall: number[] = [];
  const precision: number[] = [];
  for (const hit of hits) {
    if (hit === 1) right++;
    else if (hit === 0) wrong++;
    recall.push(right / count);
    precision.push(right / Math.max(right + wrong, Number.EPSILON));
  }
  for (let i = precision.length - 2; i >= 0; i--) precision[i] = Math.max(precision[i] ?? 0, precision[i + 1] ?? 0);
  let at = 0;
  return RECALLS.map((wanted) => {
    while (at < recall.length && (recall[at] ?? 0) < wanted) at++;
    return at < recall.length ? (precision[at] ?? 0) : 0;
  });
}
