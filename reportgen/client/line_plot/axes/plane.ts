// From values of a line plot to pixels of its drawing area.

import type { VegaView } from "../../chart";

/** From values to pixels, over a stretch of x. */
export interface Plane {
  domain: readonly [number, number];
  toX(value: number): number;
  /** The y of values on the left axis, or the right. */
  toY(right: boolean): (value: number) => number;
}

/** The plane of a Vega view; `unit` is what one of its x stands for. */
export function planeOf(view: VegaView, domain: readonly [number, number], unit: number, right: boolean): Plane {
  const sx = view.scale("x");
  const sy = view.scale("y");
  const sr = right ? view.scale("right") : sy;
  return { domain, toX: (value) => sx(value / unit), toY: (own) => (value) => (own ? sr : sy)(value) };
}
