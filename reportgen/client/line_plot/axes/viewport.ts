// The stretch of the x axis that is in view. What the reader zoomed to is in the page's address.

import { begin, choose, chosen } from "../../core";

type Range = [number, number];

const CALM = 200; // ms; a wheel zooms in many small steps, of which browsers let an address take only some
const DIGITS = 5; // of a hundred thousand parts of what is in view

export class Viewport {
  full: Range = [0, 1];
  /** What the last drawing shows. */
  domain: Range = [0, 1];
  private zoom: Range | null = null;
  private axis = "";
  /** What the address says, or will. */
  private said: string | undefined;
  private timer = 0;
  private end: (() => void) | undefined;

  /** The viewport of a plot, which follows the address from the first drawing on. */
  constructor(private readonly plot: Element) {}

  get zoomed(): boolean {
    return this.domain !== this.full;
  }

  /** Zoom to a stretch from the next drawing on; null is all. */
  to(range: Range | null): void {
    if (!range && !this.zoom && !this.said) return;
    this.said = range ? written(this.axis, range) : undefined;
    this.zoom = readRange(this.said, this.axis);
    clearTimeout(this.timer);
    this.end ??= begin();
    this.timer = window.setTimeout(() => this.keep(), CALM);
  }

  /** Write to the address what it does not say yet. */
  keep(): void {
    if (!this.end) return;
    clearTimeout(this.timer);
    choose(this.plot, this.name, this.said ?? null);
    this.end();
    this.end = undefined;
  }

  /** Zoom as the address says, where that is otherwise than before; returns whether it is. */
  follow(): boolean {
    const said = chosen(this.plot, this.name);
    if (this.end || said === this.said) return false;
    this.said = said;
    return true;
  }

  /** The name of the zoom among the settings of a panel, which may hold several plots. */
  private get name(): string {
    const place = [...(this.plot.closest(".rg-panel")?.querySelectorAll("rg-line-plot") ?? [])].indexOf(this.plot);
    return place > 0 ? `zoom.${place + 1}` : "zoom";
  }

  has(x: number): boolean {
    return x >= this.domain[0] && x <= this.domain[1];
  }

  /** How far the view can move towards `by`, in pixels of an axis that is `width` long. */
  reach(by: number, width: number, pixel: (x: number) => number): number {
    const least = pixel(this.full[0]);
    const most = pixel(this.full[1]) - width;
    return Math.min(Math.max(by, Math.min(least, 0)), Math.max(most, 0));
  }

  /** The part of a stretch that there is: null is all, undefined nothing. */
  inside(from: number, to: number): Range | null | undefined {
    const low = Math.max(from, this.full[0]);
    const high = Math.min(to, this.full[1]);
    if (!(high > low)) return undefined;
    return low <= this.full[0] && high >= this.full[1] ? null : [low, high];
  }

  /** A drawing begins whose lines span `full` along an axis; a zoom that was made on another one is none. */
  begin(full: Range, axis: string): void {
    this.axis = axis;
    this.follow();
    this.zoom = readRange(this.said, axis);
    this.full = full;
    this.domain = (this.zoom && this.inside(...this.zoom)) || full;
  }
}

/** A stretch of an axis as the address has it: no more digits than can be seen. */
export function written(axis: string, [low, high]: Range): string {
  const short = (value: number): number => {
    // Of a logarithmic axis the low end needs digits of its own.
    const digits = DIGITS - Math.floor(Math.log10(Math.min(high - low, Math.abs(value) || Infinity)));
    return digits > 100 ? value : Number(value.toFixed(Math.max(digits, 0)));
  };
  return `${axis} ${short(low)}..${short(high)}`;
}

/** A stretch of this axis; null where the text says none. */
export function readRange(text: string | undefined, axis: string): Range | null {
  if (!text?.startsWith(`${axis} `)) return null;
  const [low = NaN, high = NaN] = text
    .slice(axis.length + 1)
    .split("..")
    .map(Number);
  return low < high && low > -Infinity && high < Infinity ? [low, high] : null;
}
