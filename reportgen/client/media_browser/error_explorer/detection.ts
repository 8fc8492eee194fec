// Found boxes held against true ones: the same matching and average precision as reportgen/overlay/detection.py.

/** Boxes as columns, in the order of their images; `id` numbers their classes by what they mean. */
export interface Boxes {
  readonly image: Int32Array;
  readonly row: Int32Array;
  readonly id: Int32Array;
  readonly x0: Float64Array;
  readonly y0: Float64Array;
  readonly x1: Float64Array;
  readonly y1: Float64Array;
  readonly score: Float64Array;
  readonly crowd: Uint8Array;
}

export const boxColumns = (count: number): Boxes => ({
  image: new Int32Array(count),
  row: new Int32Array(count),
  id: new Int32Array(count),
  x0: new Float64Array(count),
  y0: new Float64Array(count),
  x1: new Float64Array(count),
  y1: new Float64Array(count),
  score: new Float64Array(count),
  crowd: new Uint8Array(count),
});

/** Verdicts on found boxes and on true ones, by number. */
export const VERDICTS = ["found", "duplicate", "wrong class", "false", "ignored", "hidden"] as const;
export const FATES = ["matched", "missed", "confused", "crowd"] as const;
export type Verdict = (typeof VERDICTS)[number];
export type Fate = (typeof FATES)[number];
const [FOUND, DUPLICATE, WRONG, FALSE, IGNORED, HIDDEN] = [0, 1, 2, 3, 4, 5];
const [MATCHED, MISSED, CONFUSED, CROWD] = [0, 1, 2, 3];

/** What became of each box: numbers of verdicts and fates; the true box that each found one is held to, or -1. */
export interface Judged {
  readonly verdicts: Uint8Array;
  readonly partners: Int32Array;
  readonly fates: Uint8Array;
}

const MOST_FOUND = 100;
// As NumPy divides a range: the same numbers to the last bit, since an overlap can be exactly one of them.
export const THRESHOLDS = Array.from({ length: 10 }, (_, i) => (i === 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9)));
const RECALLS = Array.from({ length: 101 }, (_, i) => (i === 100 ? 1 : i * 0.01));
/** Below this no threshold may be set. */
const LEAST = 0.05;

/** Intersection over union of two boxes by place; over the found box alone where the true one is a crowd. */
export function overlap(found: Boxes, f: number, true_: Boxes, t: number): number {
  const [fx0, fy0, fx1, fy1] = [found.x0[f] ?? 0, found.y0[f] ?? 0, found.x1[f] ?? 0, found.y1[f] ?? 0];
  const [tx0, ty0, tx1, ty1] = [true_.x0[t] ?? 0, true_.y0[t] ?? 0, true_.x1[t] ?? 0, true_.y1[t] ?? 0];
  const shared =
    Math.max(Math.min(fx1, tx1) - Math.max(fx0, tx0), 0) * Math.max(Math.min(fy1, ty1) - Math.max(fy0, ty0), 0);
  const area = (fx1 - fx0) * (fy1 - fy0);
  const whole = true_.crowd[t] ? area : area + (tx1 - tx0) * (ty1 - ty0) - shared;
  return whole > 0 ? shared / whole : 0;
}

export interface Precision {
  id: number;
  count: number;
  values: number[];
  curves: number[][];
}

interface Counted {
  id: number;
  count: number;
  found: Int32Array;
}

/** What of found and true boxes is the same at every threshold: which overlap, in which order they are matched. */
export class Detections {
  /** Of each found box where its true ones begin in `near`: those that it could match at some threshold. */
  private readonly starts: Int32Array;
  private readonly near: Int32Array;
  private readonly overlaps: Float64Array;
  /** Found boxes by image, the most certain first. */
  private readonly certain: Int32Array;
  /** Classes with true boxes, how many each has, and its found boxes that COCO counts, the most certain first. */
  private classes: readonly Counted[] | undefined;

  constructor(
    readonly true_: Boxes,
    readonly found: Boxes,
  ) {
    this.certain = certainFirst(found);
    [this.starts, this.near, this.overlaps] = neighbours(true_, found);
  }

  private byClass(): readonly Counted[] {
    const { true_, found, certain } = this;
    const counts = new Map<number, number>();
    for (const [t, id] of true_.id.entries()) if (!true_.crowd[t]) counts.set(id, (counts.get(id) ?? 0) + 1);
    const own = new Map<number, number[]>([...counts.keys()].map((id) => [id, []]));
    const here = new Map<number, number>(); // how many of a class there are in the image so far
    let image = -1;
    for (const f of certain) {
      if (found.image[f] !== image) here.clear();
      image = found.image[f] ?? -1;
      const id = found.id[f] ?? -1;
      const before = here.get(id) ?? 0;
      here.set(id, before + 1);
      if (before < MOST_FOUND) own.get(id)?.push(f);
    }
    return [...counts]
      .sort(([a], [b]) => a - b)
      .map(([id, count]) => {
        const places = own.get(id) ?? [];
        places.sort((a, b) => (found.score[b] ?? 0) - (found.score[a] ?? 0));
        return { id, count, found: Int32Array.from(places) };
      });
  }

  /** A verdict on every box at one threshold. */
  judge(iou: number, minScore: number): Judged {
    const { true_, found, certain } = this;
    const verdicts = new Uint8Array(found.id.length).fill(HIDDEN);
    const partners = new Int32Array(found.id.length).fill(-1);
    const fates = Uint8Array.from(true_.crowd, (crowd) => (crowd ? CROWD : MISSED));
    const judged = { verdicts, partners, fates };
    for (let at = 0; at < certain.length; ) {
      const image = found.image[certain[at] ?? 0];
      const from = at;
      // What has a match takes it before others are told what else they could be.
      for (; at < certain.length && found.image[certain[at] ?? 0] === image; at++) {
        const f = certain[at] ?? 0;
        if ((found.score[f] ?? 0) >= minScore) this.match(f, iou, judged);
      }
      for (let i = from; i < at; i++) {
        const f = certain[i] ?? 0;
        if (verdicts[f] === FALSE) this.explain(f, iou, judged);
      }
    }
    return judged;
  }

  private match(f: number, iou: number, { verdicts, partners, fates }: Judged): void {
    const { true_, near, overlaps } = this;
    const id = this.found.id[f];
    let most = -1;
    let chosen = -1;
    let crowded = false;
    for (let i = this.starts[f] ?? 0; i < (this.starts[f + 1] ?? 0); i++) {
      const t = near[i] ?? 0;
      const value = overlaps[i] ?? 0;
      if (value < iou || true_.id[t] !== id) continue;
      if (true_.crowd[t]) crowded = true;
      else if (value >= most && fates[t] === MISSED) [most, chosen] = [value, t];
    }
    if (chosen < 0) {
      verdicts[f] = crowded ? IGNORED : FALSE;
      return;
    }
    verdicts[f] = FOUND;
    partners[f] = chosen;
    fates[chosen] = MATCHED;
  }

  /** Whether a box without a match is one again, or one of another class. */
  private explain(f: number, iou: number, { verdicts, partners, fates }: Judged): void {
    const { true_, near, overlaps } = this;
    const id = this.found.id[f];
    let [most, again, mostOther, other] = [-1, -1, -1, -1];
    for (let i = this.starts[f] ?? 0; i < (this.starts[f + 1] ?? 0); i++) {
      const t = near[i] ?? 0;
      const value = overlaps[i] ?? 0;
      if (value < iou) continue;
      if (true_.id[t] === id) {
        if (!true_.crowd[t] && value >= most) [most, again] = [value, t];
      } else if (fates[t] === MISSED && value >= mostOther) [mostOther, other] = [value, t];
    }
    partners[f] = again >= 0 ? again : other;
    if (again >= 0) verdicts[f] = DUPLICATE;
    else if (other >= 0) {
      verdicts[f] = WRONG;
      fates[other] = CONFUSED;
    }
  }

  /** Average precision of each class with true boxes, and the precision at each of 101 recalls, by threshold. */
  precision(thresholds: readonly number[]): Precision[] {
    const taken = new Uint8Array(this.true_.id.length);
    this.classes ??= this.byClass();
    return this.classes.map(({ id, count, found }) => {
      const hits = new Int8Array(found.length);
      const curves = thresholds.map((threshold, turn) => {
        const least = Math.min(threshold, 1 - 1e-10);
        for (const [i, f] of found.entries()) hits[i] = this.hit(f, least, taken, turn + 1);
        return curve(hits, count);
      });
      return { id, count, curves, values: curves.map((values) => values.reduce((a, b) => a + b, 0) / values.length) };
    });
  }

  /** 1 where a box is right, 0 where it is not, -1 where it does not count; `taken` is the turn in which one was. */
  private hit(f: number, least: number, taken: Uint8Array, turn: number): number {
    const { true_, near, overlaps } = this;
    const id = this.found.id[f];
    let most = -1;
    let chosen = -1;
    let crowded = false;
    for (let i = this.starts[f] ?? 0; i < (this.starts[f + 1] ?? 0); i++) {
      const t = near[i] ?? 0;
      const value = overlaps[i] ?? 0;
      if (value < least || true_.id[t] !== id) continue;
      if (true_.crowd[t]) crowded = true;
      else if (value >= most && taken[t] !== turn) [most, chosen] = [value, t];
    }
    if (chosen >= 0) taken[chosen] = turn;
    return chosen >= 0 ? 1 : crowded ? -1 : 0;
  }
}

/** Places of boxes by image, the most certain first. */
function certainFirst({ image, score }: Boxes): Int32Array {
  const places = Int32Array.from(image.keys());
  for (let from = 0, to = 0; from < places.length; from = to) {
    while (to < places.length && image[to] === image[from]) to++;
    places.subarray(from, to).sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0) || a - b);
  }
  return places;
}

/** Of each found box the true ones of its image that it overlaps enough, and how much; both in order of images. */
function neighbours(true_: Boxes, found: Boxes): [starts: Int32Array, near: Int32Array, overlaps: Float64Array] {
  const first = new Map<number, number>();
  for (const [t, image] of true_.image.entries()) if (!first.has(image)) first.set(image, t);
  const starts = new Int32Array(found.id.length + 1);
  const near: number[] = [];
  const overlaps: number[] = [];
  for (const [f, image] of found.image.entries()) {
    for (let t = first.get(image) ?? true_.id.length; true_.image[t] === image; t++) {
      const value = overlap(found, f, true_, t);
      if (value < LEAST) continue;
      near.push(t);
      overlaps.push(value);
    }
    starts[f + 1] = near.length;
  }
  return [starts, Int32Array.from(near), Float64Array.from(overlaps)];
}

/** Precision at each recall, never rising with recall; `hits` the most certain first. */
function curve(hits: Int8Array, count: number): number[] {
  let right = 0;
  let wrong = 0;
  const recall = new Float64Array(hits.length);
  const precision = new Float64Array(hits.length);
  for (const [i, hit] of hits.entries()) {
    if (hit === 1) right++;
    else if (hit === 0) wrong++;
    recall[i] = right / count;
    precision[i] = right / Math.max(right + wrong, Number.EPSILON);
  }
  for (let i = precision.length - 2; i >= 0; i--) precision[i] = Math.max(precision[i] ?? 0, precision[i + 1] ?? 0);
  let at = 0;
  return RECALLS.map((wanted) => {
    while (at < recall.length && (recall[at] ?? 0) < wanted) at++;
    return at < recall.length ? (precision[at] ?? 0) : 0;
  });
}
