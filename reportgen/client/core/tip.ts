// The tooltip of a chart: a title and rows of (colour, name, value), always text.

import { create } from "./element";

export interface TipRow {
  color?: string;
  name: string;
  value: string;
  raw?: string;
}

const ROWS = 14;

export class Tip {
  readonly element = create("div", { class: "rg-tip", role: "status", hidden: true });

  /**
   * Show at (x, y) in CSS pixels of `plot`, on the side where there is room; with y -Infinity above the plot, where no
   * finger covers it.
   */
  show(plot: HTMLElement, x: number, y: number, title: string, rows: readonly TipRow[]): void {
    const items = rows.slice(0, ROWS).map(({ color, name, value, raw }) => {
      const item = create("li");
      if (color) {
        const dot = create("i", { class: "rg-dot" });
        dot.style.background = color;
        item.append(dot);
      }
      if (name) item.append(create("bdi", {}, shorten(name)));
      item.append(create("b", {}, value, raw ? create("span", { class: "rg-raw" }, ` (${raw})`) : ""));
      return item;
    });
    if (rows.length > ROWS) items.push(create("li", { class: "rg-note" }, `and ${rows.length - ROWS} more`));
    this.element.replaceChildren(...(title ? [create("p", {}, title)] : []), create("ul", {}, ...items));
    this.element.hidden = false;
    const size = this.element.offsetWidth;
    const from = plot.getBoundingClientRect().left;
    if (y === -Infinity) {
      const left = Math.min(Math.max(x - size / 2, 8 - from), innerWidth - 8 - size - from);
      Object.assign(this.element.style, {
        left: `${left}px`,
        top: `${Math.max(-this.element.offsetHeight - 4, 4 - plot.getBoundingClientRect().top)}px`,
      });
      return;
    }
    const place = from + x + 14 + size < innerWidth - 8 || x - 14 - size < -from ? x + 14 : x - size - 14;
    const top = Math.min(
      Math.max(y - this.element.offsetHeight / 2, 0),
      Math.max(plot.clientHeight - this.element.offsetHeight, 0),
    );
    Object.assign(this.element.style, { left: `${place}px`, top: `${top}px` });
  }

  hide(): void {
    this.element.hidden = true;
  }
}

/** A long name with its middle left out: runs of a sweep often differ only at the end. */
export const shorten = (name: string, length = 44): string => {
  const letters = [...name];
  return letters.length <= length
    ? name
    : `${letters.slice(0, length / 2 - 1).join("")}…${letters.slice(-length / 2).join("")}`;
};
