// Histograms over steps as outlines, one above the other: the oldest pale, the newest deep.

import type { AxisSetup, Drawing, Place } from "../chart";
import { said, say } from "../core";
import { isEven, largest } from "./bins";
import { binsOf, heightsOf, massAt, type Rows, type View } from "./data";

const RIDGES = 24;
const OVERLAP = 2.5;
const LABELS = 6;

/** The rows that are shown, evenly spaced. */
function ridges(count: number): number[] {
  const kept = Math.min(count, RIDGES);
  return Array.from({ length: kept }, (_, i) => Math.round((i * (count - 1)) / Math.max(kept - 1, 1)));
}

/** The places of the ridges with a label: the first, the last, and those of round steps between. */
export function labelled(steps: readonly number[]): number[] {
  const last = steps.length - 1;
  if (last < 1) return steps.map((_, i) => i);
  const span = (steps[last] ?? 0) - (steps[0] ?? 0);
  const power = 10 ** Math.floor(Math.log10(Math.max(span / LABELS, 1)));
  const near = Math.max(1, Math.ceil(last / (LABELS + 2)));
  for (const unit of [10, 5, 2, 1].map((factor) => factor * power)) {
    const round = steps.flatMap((step, i) => (step % unit === 0 && i >= near && i <= last - near ? [i] : []));
    const apart = round.filter((place, i) => i === 0 || place - (round[i - 1] ?? 0) >= near);
    if (apart.length >= 2 && apart.length === round.length) return [0, ...apart, last];
  }
  const every = Math.max(2, Math.ceil(last / LABELS));
  return [0, ...steps.map((_, i) => i).filter((i) => i % every === 0 && i > 0 && i <= last - near), last];
}

/** The axis of steps. */
export function stepAxis(rows: Rows | undefined): AxisSetup {
  const steps = ridges(rows?.steps.length ?? 0).map((i) => rows?.steps[i] ?? 0);
  return {
    low: -0.2,
    high: Math.max(steps.length - 1, 0) + OVERLAP + 0.1,
    title: say("step"),
    names: steps.map((step) => said(step)),
    places: labelled(steps),
  };
}

export function ridgelines(view: View, rows: Rows, { x, y }: Place): Drawing {
  const steps = ridges(rows.steps.length);
  const { edges } = view;
  const [first, last] = [edges[0] ?? 0, edges[binsOf(view)] ?? 0];
  const heights = steps.map((row) => heightsOf(view, massAt(view, rows, row)));
  const most = Math.max(...heights.map(largest)) || 1;
  const even = isEven(edges);
  // From the top down, so that each outline covers the foot of the one above.
  const lines = steps.map((_, i) => {
    const points = [...(heights[i] ?? [])].map((value, bin) => {
      const from = edges[bin] ?? 0;
      const to = edges[bin + 1] ?? 0;
      const at = y(i + (value / most) * OVERLAP).toFixed(1);
      // Bins that differ in width are steps: a line between their middles would lean over the wide ones.
      return even ? `${x((from + to) / 2).toFixed(1)} ${at}` : `${x(from).toFixed(1)} ${at}L${x(to).toFixed(1)} ${at}`;
    });
    const age = steps.length > 1 ? i / (steps.length - 1) : 1;
    const mixed = (share: number): string =>
      `color-mix(in oklab, var(--run-${rows.run}) ${Math.round(share * 100)}%, var(--paper))`;
    return {
      path: `M${x(first).toFixed(1)} ${y(i)}L${points.join("L")}L${x(last).toFixed(1)} ${y(i)}`,
      stroke: mixed(0.4 + 0.6 * age),
      strokeWidth: 1.25,
      fill: mixed(0.06 + 0.22 * age),
    };
  });
  return { lines: lines.reverse() };
}

/** The step of the ridge whose foot is nearest below a height on the axis. */
export function ridgeAt(rows: Rows, height: number): number {
  const steps = ridges(rows.steps.length);
  const place = Math.min(Math.max(Math.floor(height), 0), steps.length - 1);
  return rows.steps[steps[place] ?? 0] ?? 0;
}
