// A confusion matrix in pixels: a cell a pair of classes, as one picture where they are many.

import { type Box, type Drawing, heatColor, heatImage, type Label, type Place, ramp } from "../chart";
import { exact, type Floats } from "../core";
import { sums } from "./counts";

export type Show = "counts" | "rows" | "columns";

const TEXTS = 24;
const MOST_BOXES = 4000;

export function drawing(classes: readonly string[], counts: Floats, show: Show, { width, height }: Place): Drawing {
  const n = classes.length;
  const shares = sharesOf(counts, n, show);
  const [w, h] = [width / n, height / n];
  const share = (row: number, column: number): number => shares[row * n + column] ?? 0;
  const tip = (i: number): Record<string, string> => tipOf(classes, i, counts[i] ?? 0, show, shares[i] ?? 0);
  if (n > TEXTS)
    return {
      images: [{ x: 0, y: 0, width, height, url: heatImage(n, n, (column, row) => share(row, column)) }],
      boxes: hits(counts, n, w, h, tip),
    };
  const colors = ramp();
  const boxes: Box[] = [];
  const texts: Label[] = [];
  shares.forEach((part, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    boxes.push({
      x: column * w + 0.5,
      x2: (column + 1) * w - 0.5,
      y: row * h + 0.5,
      y2: (row + 1) * h - 0.5,
      fill: heatColor(colors, part),
      tooltip: tip(i),
    });
    const text = show === "counts" ? exact(counts[i] ?? 0) : `${(part * 100).toFixed(part && part < 0.1 ? 1 : 0)}%`;
    if (!counts[i] || w <= text.length * 6 || h <= 11) return;
    const fill = contrast(colors, part);
    texts.push({ x: (column + 0.5) * w, y: (row + 0.5) * h, text, align: "center", fill, fontSize: 11 });
  });
  return { boxes, texts };
}

/** What each cell is of the largest, or of its true or predicted class. */
function sharesOf(counts: Floats, n: number, show: Show): Float64Array {
  if (show === "counts") {
    let most = 1;
    for (const count of counts) if (count > most) most = count;
    return Float64Array.from({ length: n * n }, (_, i) => (counts[i] ?? 0) / most);
  }
  const all = sums(counts, n, show);
  const whole = (i: number): number => all[show === "rows" ? Math.floor(i / n) : i % n] || 1;
  return Float64Array.from({ length: n * n }, (_, i) => (counts[i] ?? 0) / whole(i));
}

/** One clear box over a large matrix would tell nothing: the rows and columns that hold something get a box each. */
function hits(counts: Floats, n: number, w: number, h: number, tip: (i: number) => Record<string, string>): Box[] {
  const boxes: Box[] = [];
  for (let i = 0; i < n * n; i++) {
    const row = Math.floor(i / n);
    const column = i % n;
    if (counts[i])
      boxes.push({
        x: column * w,
        x2: (column + 1) * w,
        y: row * h,
        y2: (row + 1) * h,
        fill: "transparent",
        tooltip: tip(i),
      });
  }
  return boxes.length > MOST_BOXES ? [] : boxes;
}

function tipOf(classes: readonly string[], i: number, count: number, show: Show, part: number): Record<string, string> {
  const [row, column] = [Math.floor(i / classes.length), i % classes.length];
  return {
    title: row === column ? "correct" : "incorrect",
    true: classes[row] ?? "",
    predicted: classes[column] ?? "",
    rows: exact(count),
    ...(show === "counts" ? {} : { share: `${(part * 100).toFixed(2)}%` }),
  };
}

/** Black or white, whichever reads better on a colour of the ramp. */
function contrast(colors: Uint8ClampedArray, share: number): string {
  const i = Math.round(Math.min(share, 1) * 255) * 3;
  const [r = 0, g = 0, b = 0] = [colors[i], colors[i + 1], colors[i + 2]];
  return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#111" : "#fff";
}
