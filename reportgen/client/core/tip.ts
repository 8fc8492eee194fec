// The tooltip of a chart: a title and rows of (swatch, name, value), always text. It stands over the page and not in
// the plot, which would cut it off.

import { say } from "./data/texts";
import { create } from "./element";
import { shortNames } from "./names";
import { fewRows, type TipRow } from "./tip_rows";

export type { TipRow } from "./tip_rows";

const LETTERS = 40; // of a name, for which there is room
const EDGE = 8; // px to the edges of the window
const ASIDE = 14; // px to the pointer
const SVG = "http://www.w3.org/2000/svg";

export class Tip {
  readonly element = create("div", { class: "rg-tip", popover: "manual", "aria-hidden": "true", hidden: true });
  private at: { plot: HTMLElement; x: number; y: number } | null = null;
  private readonly follow = (): void => this.place();

  /**
   * Show at (x, y) in CSS pixels of `plot`, on the side where there is room; with y -Infinity above the plot, where no
   * finger covers it.
   */
  show(plot: HTMLElement, x: number, y: number, title: string, all: readonly TipRow[]): void {
    const { rows, above, below } = fewRows(all);
    const names = shortNames(
      all.map(({ name }) => name),
      LETTERS,
    ).slice(above);
    const more = (count: number): HTMLElement[] =>
      count ? [create("li", { class: "rg-tip-more" }, say("… {n} more", { n: count.toLocaleString("en-US") }))] : [];
    const items = [...more(above), ...rows.map((row, i) => item(row, names[i] ?? "")), ...more(below)];
    this.element.replaceChildren(...(title ? [create("p", {}, title)] : []), create("ul", {}, ...items));
    this.element.classList.toggle(
      "rg-tip-rows",
      rows.some(({ name }) => name),
    );
    this.element.hidden = false;
    if (!this.at) {
      this.element.showPopover?.();
      addEventListener("scroll", this.follow, { capture: true, passive: true });
    }
    this.at = { plot, x, y };
    this.place();
  }

  private place(): void {
    if (!this.at) return;
    const { plot, x, y } = this.at;
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const box = plot.getBoundingClientRect();
    const [left, top] = y === -Infinity ? above(box, x, width, height) : beside(box, x, y, width, height);
    Object.assign(this.element.style, { left: `${left}px`, top: `${top}px` });
  }

  hide(): void {
    this.element.hidden = true;
    if (!this.at) return;
    this.at = null;
    removeEventListener("scroll", this.follow, { capture: true });
    if (this.element.isConnected) this.element.hidePopover?.();
  }
}

const within = (value: number, size: number, all: number): number => Math.max(Math.min(value, all - EDGE - size), EDGE);

/** A strip above the plot, or below it where the window has no room above. */
function above(box: DOMRect, x: number, width: number, height: number): [number, number] {
  const over = box.top - height - 4;
  const under = box.bottom + 4;
  const top = over >= 4 || under + height > innerHeight ? Math.max(over, 4) : under;
  return [within(box.left + x - width / 2, width, innerWidth), top];
}

function beside(box: DOMRect, x: number, y: number, width: number, height: number): [number, number] {
  const from = box.left + x;
  const right = from + ASIDE + width <= innerWidth - EDGE || from - ASIDE - width < EDGE;
  const left = right ? from + ASIDE : from - ASIDE - width;
  return [within(left, width, innerWidth), within(box.top + y - height / 2, height, innerHeight)];
}

function item({ color, dash, value, raw, aside, near, quiet }: TipRow, name: string): HTMLElement {
  const row = create("li", { class: near ? "rg-near" : quiet ? "rg-quiet-row" : null });
  if (color) row.append(dash === undefined ? dot(color) : stroke(color, dash));
  if (name) row.append(create("bdi", {}, name));
  row.append(create("b", {}, value, ...(raw ? [create("span", { class: "rg-raw" }, ` (${raw})`)] : [])));
  if (aside) row.append(create("span", { class: "rg-raw" }, aside));
  return row;
}

function dot(color: string): HTMLElement {
  const square = create("i", { class: "rg-dot" });
  square.style.background = color;
  return square;
}

/** A line as the chart draws it. */
function stroke(color: string, dash: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.append(path);
  for (const [name, value] of Object.entries({ width: "18", height: "8", class: "rg-tip-line" }))
    svg.setAttribute(name, value);
  path.setAttribute("d", "M0 4h18");
  path.style.stroke = color;
  path.style.strokeDasharray = dash;
  return svg;
}
