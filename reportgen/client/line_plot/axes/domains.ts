// The stretches that the axes of a line plot span: all of what is drawn, or what the reader zoomed to.

import type { LinePlotPayload as View } from "../../payloads";
import type { Choices } from "../choices";
import { type Drawn, valuesBetween } from "../data/drawn";
import { lowerBound } from "../data/series";
import { extent, widen } from "./axes";

/** The stretch of the x axis that is in view. */
export class Viewport {
  full: [number, number] = [0, 1];
  /** What the last drawing shows. */
  domain: [number, number] = [0, 1];
  private zoom: [number, number] | null = null;

  get zoomed(): boolean {
    return this.zoom !== null;
  }

  /** Zoom to a stretch from the next drawing on; null is all. */
  to(range: [number, number] | null): void {
    this.zoom = range;
  }

  has(x: number): boolean {
    return x >= this.domain[0] && x <= this.domain[1];
  }

  /** A drawing begins whose lines span `full`. */
  begin(full: [number, number]): void {
    this.full = full;
    this.domain = this.zoom ?? full;
  }
}

/** What all lines span along x. */
export function fullX(drawn: readonly Drawn[], view: View, choices: Choices): [number, number] {
  const log = choices.logX();
  let low = Infinity;
  let high = -Infinity;
  for (const {
    shown: { x },
  } of drawn) {
    const first = log ? lowerBound(x, Number.MIN_VALUE) : 0;
    if (first >= x.length) continue;
    low = Math.min(low, x[first] ?? low);
    high = Math.max(high, x[x.length - 1] ?? high);
  }
  return widen(low, high, choices.axis() === view.axis ? view.rangeX : null, log, 0);
}

/** What the lines of the left axis, or the right, span along y between two x. */
export function fullY(
  drawn: readonly Drawn[],
  right: boolean,
  view: View,
  choices: Choices,
  [x0, x1]: readonly [number, number],
): [number, number] {
  const { logRight, rangeRight, rangeY, plotType } = view;
  const log = right ? logRight : choices.logY();
  const own = drawn.filter((each) => each.right === right);
  const [low, high] = extent(valuesBetween(own, x0, x1), log, choices.settings().outliers);
  const least = plotType !== "line" && !log ? Math.min(low, 0) : low;
  const [from, to] = widen(least, high, right ? rangeRight : rangeY, log, 0.05);
  return plotType === "line" || log || low < 0
    ? [from, to]
    : [Math.max(from, 0), plotType === "pct-area" ? Math.min(to, 1) : to];
}
