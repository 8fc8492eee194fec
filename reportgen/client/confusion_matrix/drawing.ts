// A confusion matrix in pixels: a cell a pair of classes, as one picture where they are many.

import { type Box, type Drawing, heatColor, heatImage, type Label, ramp } from "../chart";
import { type Floats, said, say, shorten } from "../core";
import { sums } from "./counts";
import { LETTER, type Places } from "./places";

export type Show = "counts" | "rows" | "columns";

const TEXTS = 24;

export function drawing(classes: readonly string[], counts: Floats, show: Show, places: Places): Drawing {
  const n = classes.length;
  const shares = sharesOf(counts, n, show);
  const { left, top, width, height } = places;
  const texts = namesOf(classes, places);
  const share = (row: number, column: number): number => shares[row * n + column] ?? 0;
  if (n > TEXTS) {
    const url = heatImage(n, n, (column, row) => share(row, column));
    const frame = `M${left} ${top}h${n * width}v${n * height}h${-n * width}Z`;
    return {
      images: [{ x: left, y: top, width: n * width, height: n * height, url }],
      lines: [{ path: frame, stroke: "var(--line-2)", strokeWidth: 1 }],
      texts,
    };
  }
  const colors = ramp();
  const boxes: Box[] = [];
  shares.forEach((part, i) => {
    const [x, y] = [left + (i % n) * width, top + Math.floor(i / n) * height];
    boxes.push({ x: x + 0.5, x2: x + width - 0.5, y: y + 0.5, y2: y + height - 0.5, fill: heatColor(colors, part) });
    const text = show === "counts" ? said(counts[i] ?? 0) : `${(part * 100).toFixed(part && part < 0.1 ? 1 : 0)}%`;
    if (!counts[i] || width <= text.length * LETTER || height <= 11) return;
    const fill = contrast(colors, part);
    texts.push({ x: x + width / 2, y: y + height / 2, text, align: "center", fill, fontSize: 11 });
  });
  return { boxes, texts };
}

/** The names of classes beside the rows and below the columns, and what each side is. */
function namesOf(classes: readonly string[], places: Places): Label[] {
  const { left, top, width, height, slanted, letters, below } = places;
  const n = classes.length;
  const own = { fill: "var(--ink-2)", fontSize: 11 };
  const foot = top + n * height;
  const right = left + n * width;
  const texts: Label[] = [
    { ...own, x: left - 6, y: 8, text: say("actual"), align: "right", fontWeight: 600 },
    { ...own, x: right, y: places.total - 8, text: say("predicted"), align: "right", fontWeight: 600 },
  ];
  const cut = (i: number, most: number): string => shorten(classes[i] ?? "", Math.max(most, 4));
  for (let i = 0; i < n; i += places.everyRow) {
    const y = top + (i + 0.5) * height;
    texts.push({ ...own, x: left - 6, y, text: cut(i, letters), align: "right", limit: left - 6 });
  }
  for (let i = 0; i < n; i += places.everyColumn) {
    const x = left + (i + 0.5) * width;
    const text = cut(i, below);
    texts.push(
      slanted
        ? { ...own, x: x + 3, y: foot + 9, text, align: "right", angle: -45 }
        : { ...own, x, y: foot + 12, text, align: "center" },
    );
  }
  return texts;
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

/** What a cell says of itself: a title, and values by name. */
export function told(
  classes: readonly string[],
  counts: Floats,
  row: number,
  column: number,
): { title: string; rows: { name: string; value: string }[] } {
  const n = classes.length;
  const count = counts[row * n + column] ?? 0;
  const part = (by: "rows" | "columns", place: number): string =>
    `${((100 * count) / (sums(counts, n, by)[place] || 1)).toFixed(1)}%`;
  return {
    title: row === column ? say("correct") : say("incorrect"),
    rows: [
      { name: say("actual"), value: classes[row] ?? "" },
      { name: say("predicted"), value: classes[column] ?? "" },
      { name: say("rows"), value: said(count) },
      { name: say("share of the actual class"), value: part("rows", row) },
      { name: say("share of the predicted class"), value: part("columns", column) },
    ],
  };
}

/** Black or white, whichever reads better on a colour of the ramp. */
function contrast(colors: Uint8ClampedArray, share: number): string {
  const i = Math.round(Math.min(share, 1) * 255) * 3;
  const [r = 0, g = 0, b = 0] = [colors[i], colors[i + 1], colors[i + 2]];
  return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#111" : "#fff";
}
