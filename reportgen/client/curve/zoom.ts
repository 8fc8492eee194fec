// The part of precision-recall and ROC curves where they differ: good classifiers share all but one corner.

export interface Range {
  x: [number, number];
  y: [number, number];
}

export const WHOLE: Range = { x: [0, 1], y: [0, 1.02] };

/** What counts as the ideal, and the end of a curve that every classifier reaches. */
const IDEAL = 0.98;
const TAIL = 0.02;
/** A corner is worth its zoom when it is smaller than this share of the whole. */
const SMALL = 0.4;
const STEP = 20;

/** The range that holds where curves leave the ideal, on twentieths; null where that is most of the plot. */
export function corner(kind: "pr" | "roc", curves: readonly (readonly (readonly [number, number])[])[]): Range | null {
  const points = curves.flat().filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  const below = points.filter(([, y]) => y < IDEAL);
  if (!below.length) return null;
  const xs = below.map(([x]) => x);
  const inner = points.filter(([x]) => (kind === "pr" ? x <= 1 - TAIL : x >= TAIL));
  const lowest = Math.min(...(inner.length ? inner : points).map(([, y]) => y));
  const y0 = Math.max(0, Math.floor(lowest * STEP - 1e-9) / STEP);
  const [x0, x1] =
    kind === "pr"
      ? [Math.max(0, Math.floor(Math.min(...xs) * STEP - 1e-9) / STEP), 1]
      : [0, Math.min(1, Math.ceil(Math.max(...xs) * STEP + 1e-9) / STEP)];
  if ((x1 - x0) * (1 - y0) > SMALL || x1 <= x0 || y0 >= 1) return null;
  return { x: [x0, x1], y: [y0, 1 + (1 - y0) * 0.02] };
}
