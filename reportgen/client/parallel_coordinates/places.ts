// Where the axes of parallel coordinates stand, in pixels: beside each other, or one below the other where that is too
// narrow. The picture of panels/parallel_coordinates has the same places.

import type { Axis } from "./axes";

const NARROW = 480;
const ROW = 76;
const HEAD = 30;
const ROW_HEAD = 44;
const DIGIT = 6.3;

export const isNarrow = (width: number): boolean => width <= NARROW;

/** The height that axes below each other need. */
export const heightOfRows = (count: number): number => ROW_HEAD + (count - 1) * ROW + 14;

export class Places {
  readonly turned: boolean;
  /** Where the first axis is, and how far the next is from it. */
  readonly first: number;
  readonly step: number;
  /** The ends of each axis: of the share 0 and of 1; and where runs stand that have no value. */
  readonly foot: number;
  readonly top: number;
  readonly gap: number;

  constructor(axes: readonly Axis[], width: number, height: number) {
    const gaps = axes.some((axis) => Object.keys(axis.gaps).length > 0);
    this.turned = isNarrow(width);
    if (this.turned) {
      this.first = ROW_HEAD;
      this.step = ROW;
      this.foot = gaps ? 58 : 10;
      this.top = width - 12;
      this.gap = 10;
      return;
    }
    const longest = Math.max(0, ...(axes[0]?.labels ?? []).map((text) => text.length));
    this.first = 12 + Math.min(longest * DIGIT, 110);
    this.step = (width - this.first - 10) / Math.max(axes.length - 1, 1);
    this.foot = height - (gaps ? 30 : 10);
    this.top = HEAD;
    this.gap = height - 8;
  }

  /** Where axis `i` is across its direction. */
  across = (i: number): number => this.first + this.step * i;

  /** Where a share is along an axis; null stands for no value. */
  along = (share: number | null | undefined): number =>
    share === null || share === undefined ? this.gap : this.foot + share * (this.top - this.foot);

  /** x and y of what is so far across and along. */
  point = (across: number, along: number): [number, number] => (this.turned ? [along, across] : [across, along]);

  /** The place among the axes, in axes from the first, and the share, of a point. */
  read(x: number, y: number): { along: number; share: number } {
    const [across, down] = this.turned ? [y, x] : [x, y];
    return { along: (across - this.first) / this.step, share: (down - this.foot) / (this.top - this.foot) };
  }
}
