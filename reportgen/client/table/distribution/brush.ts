// The bars of a distribution, and choosing a range among them with the pointer or the keys.

import { create, say } from "../../core";
import type { Distribution } from "../../query/engine/engine";
import { type Column, measured } from "../view";
import { edge, endsOf, scaleOf } from "./axis";

/** The condition of a column, and how another is chosen. */
export interface Brush {
  only: string | undefined;
  choose(condition: string | undefined): void;
}

/** Bars of `now` in front of those of all rows. */
export function barsOf(column: Column, all: Distribution, now: Distribution, brush: Brush): HTMLElement {
  const { bins = [], low = 0, high = 0 } = all;
  const plot = create("div", {
    class: "rg-distribution-bars",
    tabindex: 0,
    role: "slider",
    "aria-label": say("Distribution of {column}: choose a range with the arrow keys", { column: column.name }),
    "aria-valuemin": low,
    "aria-valuemax": high,
    "aria-valuenow": low,
    "aria-valuetext":
      brush.only ?? say("all, from {low} to {high}", { low: edge(column, low), high: edge(column, high) }),
  });
  const range = new Range(column, all, brush);
  const most = Math.max(1, ...bins);
  for (const [i, count] of bins.entries()) {
    const kept = now.bins?.[i] ?? 0;
    const bar = create("i", {
      class: range.holds(i) ? "" : "rg-out",
      title: `${range.words(i)}: ${say("{n} of {total}", { n: kept.toLocaleString("en-US"), total: count.toLocaleString("en-US") })}`,
    });
    bar.style.setProperty("--all", `${Math.sqrt(count / most) * 100}%`);
    bar.style.setProperty("--now", `${Math.sqrt(kept / most) * 100}%`);
    plot.append(bar);
  }
  if (range.wide > 0) plot.addEventListener("pointerdown", (event) => drag(plot, event, range));
  plot.addEventListener("keydown", (event) => {
    if (!range.key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  return create("div", { class: "rg-distribution-plot" }, plot, endsOf(column, all));
}

/** The bins that a column's condition holds. */
class Range {
  readonly wide: number;
  private readonly count: number;
  private readonly scale: ReturnType<typeof scaleOf>;
  private readonly from: number;
  private readonly to: number;

  constructor(
    private readonly column: Column,
    all: Distribution,
    private readonly brush: Brush,
  ) {
    this.scale = scaleOf(column, all);
    this.wide = this.scale.wide;
    this.count = (all.bins ?? []).length;
    const least = />= (-?[\d.e+-]+|"[^"]*")/.exec(brush.only ?? "")?.[1];
    const above = /<=? (-?[\d.e+-]+|"[^"]*")$/.exec(brush.only ?? "")?.[1];
    this.from = least ? this.scale.offset(least) : -Infinity;
    this.to = above ? this.scale.offset(above) : Infinity;
  }

  /** How far from the first bin one begins. */
  private offset(bin: number): number {
    return (this.wide * bin) / this.count;
  }

  holds(bin: number): boolean {
    const middle = this.offset(bin + 0.5);
    return middle >= this.from && middle <= this.to;
  }

  words(bin: number): string {
    return say("{low} to {high}", {
      low: this.scale.shown(this.offset(bin)),
      high: this.scale.shown(this.offset(bin + 1)),
    });
  }

  /** The bin at a share of the plot's width. */
  at(share: number): number {
    return Math.max(0, Math.min(this.count - 1, Math.floor(share * this.count)));
  }

  choose(first: number, last: number): void {
    const name = measured(this.column);
    const parts = [
      first > 0 ? `${name} >= ${this.scale.asked(this.offset(first))}` : "",
      last < this.count - 1 ? `${name} < ${this.scale.asked(this.offset(last + 1))}` : "",
    ];
    this.brush.choose(parts.filter(Boolean).join(" and ") || undefined);
  }

  /** Choose the bins between two places, or all again by a click where some are chosen. */
  chooseBetween(start: number, end: number): void {
    if (start === end && this.brush.only) this.brush.choose(undefined);
    else this.choose(Math.min(start, end), Math.max(start, end));
  }

  /** Move the lower end with the arrows, the upper one with Shift; whether a key does something. */
  key({ key, shiftKey }: KeyboardEvent): boolean {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (key === "Escape" && this.brush.only) this.brush.choose(undefined);
    else if (by === undefined) return false;
    else {
      const inside = (offset: number): number => Math.round(offset / this.offset(1));
      const first = Number.isFinite(this.from) ? inside(this.from) : 0;
      const last = Number.isFinite(this.to) ? inside(this.to) - 1 : this.count - 1;
      if (shiftKey) this.choose(first, Math.max(first, Math.min(last + by, this.count - 1)));
      else this.choose(Math.max(0, Math.min(first + by, last)), last);
    }
    return true;
  }
}

function drag(plot: HTMLElement, event: PointerEvent, range: Range): void {
  if (event.button !== 0) return;
  event.preventDefault();
  plot.focus();
  const at = ({ clientX }: PointerEvent): number => {
    const box = plot.getBoundingClientRect();
    return range.at((clientX - box.left) / box.width);
  };
  const start = at(event);
  plot.setPointerCapture(event.pointerId);
  const move = (moved: PointerEvent): void => {
    const end = at(moved);
    for (const [i, bar] of [...plot.children].entries())
      bar.classList.toggle("rg-out", i < Math.min(start, end) || i > Math.max(start, end));
  };
  move(event);
  plot.addEventListener("pointermove", move);
  plot.addEventListener(
    "pointerup",
    (moved) => {
      plot.removeEventListener("pointermove", move);
      range.chooseBetween(start, at(moved));
    },
    { once: true },
  );
}
