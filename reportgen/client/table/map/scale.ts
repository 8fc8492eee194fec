// Where the points of a map are: all rows fit into the plot, one scale for both ways.

import type { Point } from "./lasso";

const PAD = 18;
const NEAR = 14;

type Axis = ((row: number) => unknown) | undefined;

export class Scale {
  readonly points: readonly Point[];
  private readonly low: Point;
  private readonly size: number;

  constructor(
    count: number,
    [x, y]: readonly [Axis, Axis],
    width: number,
    private readonly height: number,
  ) {
    let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
    this.points = Array.from({ length: count }, (_, row): Point => {
      const [a, b] = [x?.(row), y?.(row)];
      if (typeof a !== "number" || typeof b !== "number") return [NaN, NaN];
      [x0, x1, y0, y1] = [Math.min(x0, a), Math.max(x1, a), Math.min(y0, b), Math.max(y1, b)];
      return [a, b];
    });
    const [wide, high] = [Math.max(1, width - 2 * PAD), Math.max(1, height - 2 * PAD)];
    this.size = Math.max((x1 - x0) / wide, (y1 - y0) / high) || 1;
    this.low = [(x0 + x1) / 2 - (width / 2) * this.size, (y0 + y1) / 2 - (height / 2) * this.size];
  }

  toPixels = ([x, y]: Point): Point => [(x - this.low[0]) / this.size, this.height - (y - this.low[1]) / this.size];

  fromPixels = ([x, y]: Point): Point => [this.low[0] + x * this.size, this.low[1] + (this.height - y) * this.size];

  /** Where a row is, in pixels. */
  at(row: number): Point | undefined {
    const [x, y] = this.toPixels(this.points[row] ?? [NaN, NaN]);
    return Number.isFinite(x) && Number.isFinite(y) ? [x, y] : undefined;
  }

  /** The row whose point is nearest, and near enough to be meant; -1 where none is. */
  nearest(rows: Uint32Array, [x, y]: Point): number {
    let best = NEAR;
    let found = -1;
    for (const row of rows) {
      const point = this.at(row);
      if (!point) continue;
      const far = Math.hypot(point[0] - x, point[1] - y);
      if (far < best) [best, found] = [far, row];
    }
    return found;
  }
}
