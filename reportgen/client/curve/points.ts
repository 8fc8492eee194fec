// The points of precision-recall and ROC curves: where they lie, what they say.

import type { Mark, Sheet } from "../chart";
import { create, type Floats, said, say } from "../core";
import type { CurveLinePayload } from "../payloads";

export interface Line extends Omit<CurveLinePayload, "thresholds" | "tp" | "fp"> {
  thresholds: Floats;
  tp: Floats;
  fp: Floats;
}
export interface Point {
  line: Line;
  i: number;
  x: number;
  y: number;
}

/** Where the i-th threshold of a curve lies. */
export function placeOf(kind: "pr" | "roc", line: Line, i: number): [number, number] {
  const tp = line.tp[i] ?? 0;
  const fp = line.fp[i] ?? 0;
  if (kind === "roc") return [line.negatives ? fp / line.negatives : NaN, line.positives ? tp / line.positives : NaN];
  return [line.positives ? tp / line.positives : 1, tp / Math.max(tp + fp, 1)];
}

/** A point within the plot; one that lies beyond is hollow, at the edge. */
export function held(mark: Mark, width: number, height: number): Mark {
  const [x, y] = [Math.min(Math.max(mark.x, 0), width), Math.min(Math.max(mark.y, 0), height)];
  if (Math.abs(x - mark.x) < 1 && Math.abs(y - mark.y) < 1) return mark;
  return { x, y, size: 60, fill: "var(--paper)", ...(mark.fill ? { stroke: mark.fill } : {}) };
}

/** The index of the lowest threshold at or above a value; thresholds fall. -1 where all are below. */
export function indexAt(line: Line, value: number): number {
  let low = 0;
  let high = line.thresholds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((line.thresholds[middle] ?? 0) >= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function rowsOf({ line, i }: Point): { name: string; value: string }[] {
  const tp = line.tp[i] ?? 0;
  const fp = line.fp[i] ?? 0;
  const share = (a: number, b: number): string => (b ? said(a / b) : "–");
  return [
    { name: say("threshold"), value: said(line.thresholds[i] ?? NaN) },
    { name: say("precision"), value: share(tp, tp + fp) },
    { name: say("recall"), value: share(tp, line.positives) },
    { name: "F1", value: share(2 * tp, tp + fp + line.positives) },
    { name: say("false positive rate"), value: share(fp, line.negatives) },
  ];
}

/** The curves as a table: a row for each threshold. */
export function sheetOf(lines: readonly Line[]): Sheet {
  const rows = lines.flatMap((line) =>
    [...line.thresholds].map((threshold, i) => {
      const tp = line.tp[i] ?? 0;
      const fp = line.fp[i] ?? 0;
      return [
        line.label,
        threshold,
        tp,
        fp,
        tp / Math.max(tp + fp, 1),
        tp / Math.max(line.positives, 1),
        fp / Math.max(line.negatives, 1),
      ];
    }),
  );
  return {
    columns: ["curve", "threshold", "true positives", "false positives", "precision", "recall", "false positive rate"],
    rows,
  };
}

/** More curves would make a list longer than the plot. */
const MOST = 8;

/** Say below the slider of `panel` what each curve reaches at the threshold. */
export function sayAt(panel: HTMLElement, list: HTMLElement, lines: readonly Line[], threshold: number): void {
  const slider = panel.querySelector<HTMLElement>(".rg-step");
  list.replaceChildren(...(lines.length > MOST ? [] : lines.map((line) => atThreshold(line, threshold))));
  if (slider && !list.isConnected) slider.after(list);
}

/** A line on what a curve reaches at a threshold: precision, recall and F1. */
function atThreshold(line: Line, threshold: number): HTMLElement {
  const i = indexAt(line, threshold);
  const dot = create("i", { class: "rg-dot" });
  dot.style.background = line.color;
  const wanted = [say("precision"), say("recall"), "F1"];
  const rows = i < 0 ? [] : rowsOf({ line, i, x: 0, y: 0 }).filter(({ name }) => wanted.includes(name));
  const figures = rows.map(({ name, value }) => `${name} ${value}`).join(" · ") || say("nothing is predicted");
  return create("li", {}, dot, create("bdi", {}, line.label), create("span", {}, figures));
}
