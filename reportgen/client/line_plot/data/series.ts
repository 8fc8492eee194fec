// Numbers of a line plot, free of the page: smoothing, what a width of pixels needs of a line, nearest points.

export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Keep the points whose x is a number, in the order of x. */
export function ordered(x: ArrayLike<number>, y: ArrayLike<number>): Points {
  if (rises(x)) return { x: new Float64Array(x), y: new Float64Array(y) };
  const keep: number[] = [];
  let rising = true;
  for (let i = 0; i < x.length; i++) {
    const value = x[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    const last = keep[keep.length - 1];
    if (last !== undefined && (x[last] ?? 0) > value) rising = false;
    keep.push(i);
  }
  if (!rising) keep.sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0) || a - b);
  return { x: Float64Array.from(keep, (i) => x[i] ?? NaN), y: Float64Array.from(keep, (i) => y[i] ?? NaN) };
}

/** Whether every x is a number and none is below the one before: most axes are so, and need no choosing. */
function rises(x: ArrayLike<number>): boolean {
  let before = -Infinity;
  for (let i = 0; i < x.length; i++) {
    const value = x[i] ?? NaN;
    if (!(value >= before) || value === Infinity) return false;
    before = value;
  }
  return x.length === 0 || (x[0] ?? NaN) > -Infinity;
}

export type SmoothingType = "exponentialTimeWeighted" | "exponential" | "gaussian" | "average" | "none";

/** Smooth y by W&B's formulas; points that are not finite are passed over and keep their place. */
export function smooth({ x, y }: Points, type: SmoothingType, factor: number): Float64Array {
  if (factor <= 0 || type === "none" || y.length < 2) return y;
  if (type === "exponentialTimeWeighted") return timeWeighted(x, y, factor);
  if (type === "exponential") return exponential(y, factor);
  return windowed(y, factor, type === "gaussian");
}

function timeWeighted(x: Float64Array, y: Float64Array, factor: number): Float64Array {
  const weight = Math.min(Math.sqrt(factor), 0.999);
  const first = x[0] ?? 0;
  const span = (x[x.length - 1] ?? 0) - first || 1;
  const out = y.slice();
  let last = 0;
  let norm = 0;
  let before = first;
  for (let i = 0; i < y.length; i++) {
    const value = y[i] ?? NaN;
    const at = x[i] ?? 0;
    if (!Number.isFinite(value)) continue;
    const power = weight ** (((at - before) / span) * 1000);
    before = at;
    last = last * power + value;
    norm = norm * power + 1;
    out[i] = last / norm;
  }
  return out;
}

function exponential(y: Float64Array, factor: number): Float64Array {
  const out = y.slice();
  let last = 0;
  let count = 0;
  for (let i = 0; i < y.length; i++) {
    const value = y[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    last = last * factor + (1 - factor) * value;
    count++;
    out[i] = last / (1 - factor ** count);
  }
  return out;
}

/** A window that grows with the factor: Gaussian weights, or a plain mean. */
function windowed(y: Float64Array, factor: number, gaussian: boolean): Float64Array {
  const reach = Math.max(1, Math.round(factor * Math.min(100, y.length / 2)));
  const sigma = reach / 3 || 1;
  const out = y.slice();
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i] ?? NaN)) continue;
    let sum = 0;
    let weights = 0;
    for (let j = Math.max(0, i - reach); j <= Math.min(y.length - 1, i + reach); j++) {
      const value = y[j] ?? NaN;
      if (!Number.isFinite(value)) continue;
      const weight = gaussian ? Math.exp(-((j - i) ** 2) / (2 * sigma * sigma)) : 1;
      sum += weight * value;
      weights += weight;
    }
    out[i] = sum / weights;
  }
  return out;
}

/** The first index whose x is at least `value`. */
export function lowerBound(x: Float64Array, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index whose x is nearest to `value`, or -1 when there are no points. */
export function nearest(x: Float64Array, value: number): number {
  if (!x.length) return -1;
  const right = Math.min(lowerBound(x, value), x.length - 1);
  const left = Math.max(right - 1, 0);
  return value - (x[left] ?? 0) <= (x[right] ?? 0) - value ? left : right;
}

/** Where the axes' origin lies on the screen in CSS pixels, and how many of the screen's pixels are one of them. */
export interface Screen {
  left: number;
  top: number;
  ratio: number;
}

/**
 * The SVG path of a line in pixels. Where several points share a pixel column of the screen, the first, lowest,
 * highest and last draw the same picture as all of them (Jugel et al., "M4", VLDB 2014). Points that are not finite
 * leave gaps.
 */
export function path(
  { x, y }: Points,
  range: readonly [number, number],
  toX: (v: number) => number,
  toY: (v: number) => number,
  { left, top, ratio }: Screen = { left: 0, top: 0, ratio: 1 },
): string {
  // Columns that lie in one of the screen's whole, whatever a CSS pixel is: coarse screens get halves for smooth edges.
  const fine = ratio < 2 ? ratio * 2 : ratio;
  const from = Math.max(lowerBound(x, range[0]) - 1, 0);
  const to = Math.min(lowerBound(x, range[1]) + 1, x.length);
  const pen = new Pen();
  let column = NaN;
  let first = -1;
  let low = -1;
  let high = -1;
  let last = -1;
  const flush = (): void => {
    if (first < 0) return;
    const middle = low < high ? [low, high] : [high, low];
    let before = -1;
    for (const i of [first, ...middle, last]) {
      if (i !== before) pen.to(within(toX(x[i] ?? 0), left, fine), within(toY(y[i] ?? 0), top, ratio));
      before = i;
    }
    first = -1;
  };
  for (let i = from; i < to; i++) {
    const px = toX(x[i] ?? NaN);
    const value = y[i] ?? NaN;
    if (!Number.isFinite(px) || !Number.isFinite(toY(value))) {
      flush();
      pen.lift();
      continue;
    }
    const bucket = Math.floor((px + left) * fine);
    if (bucket !== column || first < 0) {
      flush();
      column = bucket;
      first = low = high = last = i;
    } else {
      last = i;
      if (value < (y[low] ?? 0)) low = i;
      if (value > (y[high] ?? 0)) high = i;
    }
  }
  flush();
  pen.lift();
  return pen.text;
}

/** Points up to which a line needs no choosing of points. */
const FEW = 600;

/** The path of one of many lines that are told apart only as a crowd: to half a pixel, which is half the text. */
export function sketch(
  points: Points,
  range: readonly [number, number],
  toX: (v: number) => number,
  toY: (v: number) => number,
): string {
  const { x, y } = points;
  const from = Math.max(lowerBound(x, range[0]) - 1, 0);
  const to = Math.min(lowerBound(x, range[1]) + 1, x.length);
  if (to - from > FEW) return path(points, range, toX, toY);
  const pen = new Pen();
  for (let i = from; i < to; i++) {
    const px = toX(x[i] ?? NaN);
    const py = toY(y[i] ?? NaN);
    if (Number.isFinite(px) && Number.isFinite(py)) pen.to(halves(px), halves(py));
    else pen.lift();
  }
  pen.lift();
  return pen.text;
}

const halves = (value: number): number => Math.round(limited(value) * 2) / 2;

class Pen {
  text = "";
  private down = false;
  private points = 0;

  to(px: number, py: number): void {
    this.text += `${this.down ? "L" : "M"}${px} ${py}`;
    this.down = true;
    this.points++;
  }

  /** End a stretch; a single point becomes a dot. */
  lift(): void {
    if (this.points === 1) this.text += "h0.01";
    this.down = false;
    this.points = 0;
  }
}

const limited = (value: number): number => Math.min(Math.max(value, -1e5), 1e5);
const round = (value: number): number => Math.round(limited(value) * 100) / 100;
const thousandths = (value: number): number => Math.round(value * 1000) / 1000;

/** A coordinate with three decimals, rounded so that it stays in its pixel of the screen. */
function within(exact: number, origin: number, ratio: number): number {
  const value = limited(exact);
  const near = thousandths(value);
  if (Math.floor((near + origin) * ratio) === Math.floor((value + origin) * ratio)) return near;
  return thousandths(near + (near > value ? -0.001 : 0.001));
}

/** The outline between two edges over x, in pixels: one stretch for each run of finite places. */
export function outline(
  x: Float64Array,
  low: Float64Array,
  high: Float64Array,
  toX: (v: number) => number,
  toY: (v: number) => number,
): string {
  let text = "";
  let top: string[] = [];
  let bottom: string[] = [];
  const close = (): void => {
    if (top.length > 1) text += `M${top.join("L")}L${bottom.reverse().join("L")}Z`;
    top = [];
    bottom = [];
  };
  for (let i = 0; i < x.length; i++) {
    const px = toX(x[i] ?? NaN);
    const up = toY(high[i] ?? NaN);
    const down = toY(low[i] ?? NaN);
    if (![px, up, down].every(Number.isFinite)) {
      close();
      continue;
    }
    top.push(`${round(px)} ${round(up)}`);
    bottom.push(`${round(px)} ${round(down)}`);
  }
  close();
  return text;
}
