// The rows that are in view, and no others: any number of rows and columns scroll, each drawn when it is seen.

import { begin, create, plural, say, whenPrinted } from "../../core";
import { ActiveCell } from "./active";
import type { GridHost } from "./host";
import { type Placed, place } from "./place";

const MOST = 8_000_000; // px: browsers cannot scroll a taller box; above, a pixel of the bar stands for several
const OVER = 240; // px drawn beyond what is seen
const LONG = 3; // ms of filling rows in a frame, which cost four times that to draw: the others come in the next one
const REST = 80; // ms without a drawing of rows: the reader does not scroll
const PAPER_ROWS = 50; // rows that are printed, the first of those in view
const SPARE = 60; // rows kept to be filled anew, which is cheaper than new ones

export class Grid {
  readonly element = create("div", { class: "rg-grid", role: "grid", tabindex: 0 });
  private readonly header = create("div", { class: "rg-grid-header", role: "rowgroup" });
  private readonly body = create("div", { class: "rg-grid-body", role: "rowgroup" });
  private readonly rows = new Map<string, HTMLElement>();
  private spare: HTMLElement[] = [];
  private drawing = 0;
  private drawn = 0;
  private heading = 0;
  private columnsKey = "";
  private onPaper = false;
  private room = 0;
  private readonly active: ActiveCell;

  constructor(private readonly host: GridHost) {
    this.element.append(this.header, this.body);
    this.active = new ActiveCell(this.element, this.body, host, {
      view: () => this.view,
      scale: () => this.scale,
      draw: () => this.draw(),
    });
    this.element.addEventListener("scroll", () => this.later(), { passive: true });
    new ResizeObserver(() => this.draw(this.element.clientWidth)).observe(this.element);
    whenPrinted((printed) => {
      if (!this.element.isConnected) return;
      this.onPaper = printed;
      const rest = this.host.count() - PAPER_ROWS;
      if (printed && rest > 0)
        this.element.dataset.rest = say("{rows} not printed.", { rows: plural(rest, "more row") });
      else delete this.element.dataset.rest;
      this.refresh();
    });
  }

  private later(): void {
    if (this.drawing) return;
    const end = begin();
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      try {
        this.draw();
      } finally {
        end();
      }
    });
  }

  /** How many pixels of rows a pixel of the scroll bar stands for. */
  private get scale(): number {
    const inner = Math.max(1, Math.min(this.host.height(), MOST) - this.view);
    return this.host.height() > MOST ? Math.max(1, (this.host.height() - this.view) / inner) : 1;
  }

  private get view(): number {
    return this.element.clientHeight - this.header.offsetHeight;
  }

  /** Draw anew after rows, columns or their contents changed. */
  refresh(): void {
    const held = this.body.contains(document.activeElement);
    this.clear();
    this.columnsKey = "";
    if (held) this.element.focus({ preventScroll: true });
    this.draw();
  }

  /** Draw the distributions of the columns anew while no rows are drawn, as many in a frame as it has time for. */
  async drawDistributions(): Promise<void> {
    const asked = ++this.heading;
    let until = 0;
    for (const { column, at } of this.shownColumns()) {
      if (performance.now() > until) {
        do await new Promise((done) => requestAnimationFrame(done));
        while (performance.now() - this.drawn < REST);
        until = performance.now() + LONG;
      }
      const old = this.header.querySelector<HTMLElement>(`[data-column="${at}"]`);
      if (asked !== this.heading || !old) return;
      const before = old.querySelector(".rg-distribution");
      if (!before?.matches(":active, :focus-within")) before?.replaceWith(this.host.distribution(column)); // not under a hand
    }
  }

  private get width(): number {
    return this.host.columns(this.onPaper ? 0 : this.room).reduce((sum, column) => sum + column.width, 0);
  }

  private clear(): void {
    this.rows.clear();
    this.spare = [];
    this.body.replaceChildren();
  }

  private shownColumns(): Placed[] {
    const all = this.host.columns(this.onPaper ? 0 : this.room);
    const from = this.onPaper ? -Infinity : this.element.scrollLeft - OVER;
    const to = this.onPaper ? Infinity : this.element.scrollLeft + this.element.clientWidth + OVER;
    const shown: Placed[] = [];
    let left = 0;
    for (const [at, column] of all.entries()) {
      if (column.pinned || (left + column.width > from && left < to)) shown.push({ column, at, left });
      left += column.width;
    }
    return shown;
  }

  /** Draw what is in view, in a grid of so many pixels. */
  draw(room = this.room): void {
    this.room = room;
    const { host, element } = this;
    const columns = this.shownColumns();
    const { width } = this;
    element.setAttribute("aria-rowcount", String(host.count() + 1));
    element.setAttribute("aria-colcount", String(host.columns().length));
    const key = columns.map(({ column, left }) => `${column.name} ${column.width} ${left} ${column.pinned}`).join("|");
    if (key !== this.columnsKey) {
      this.columnsKey = key;
      this.clear();
      this.drawHeader(columns, width);
    }
    this.body.style.height = `${Math.min(host.height(), MOST)}px`;
    this.body.style.width = `${width}px`;
    const scroll = element.scrollTop;
    const top = scroll * this.scale;
    const view = this.view;
    const near = this.wanted(top, view, 0);
    const jumped = this.rows.size > 0 && ![...near.keys()].some((name) => this.rows.has(name));
    const wanted = jumped ? near : new Map([...near, ...this.wanted(top, view, OVER)]);
    this.release(wanted);
    const until = this.onPaper ? Infinity : performance.now() + LONG;
    let rest = jumped; // what lies around what is seen comes in a frame of its own
    for (const [name, index] of wanted) {
      const known = this.rows.get(name);
      const band = host.band(index);
      if (!known && performance.now() > until) {
        rest = true;
        continue;
      }
      const row = known ?? this.take(name);
      row.dataset.index = String(index);
      row.style.order = String(index); // on paper rows stand below each other
      row.removeAttribute("aria-hidden");
      row.setAttribute("aria-rowindex", String(index + 2));
      row.style.transform = `translateY(${band.top + scroll - top}px)`;
      row.style.height = `${band.height}px`;
      if (known) continue;
      row.style.width = `${width}px`;
      host.fill(row, index, columns);
      this.rows.set(name, row);
      if (!row.isConnected) this.body.append(row);
    }
    for (const row of this.spare) park(row, rest);
    this.active.mark();
    this.drawn = performance.now();
    if (rest) this.later();
  }

  /** The bands in view, and so many pixels around it. */
  private wanted(top: number, view: number, over: number): Map<string, number> {
    const { host } = this;
    const found = new Map<string, number>();
    for (let index = host.indexAt(Math.max(0, top - over)); index < host.count(); index++) {
      const band = host.band(index);
      if (this.onPaper ? found.size >= PAPER_ROWS : band.top > top + view + over) break;
      found.set(band.key, index);
    }
    return found;
  }

  /** Take rows out of the grid that are not wanted, to be filled anew; never one in which text is selected. */
  private release(wanted: ReadonlyMap<string, number>): void {
    const selection = document.getSelection();
    for (const [name, row] of this.rows) {
      if (wanted.has(name)) continue;
      if (row.contains(document.activeElement)) this.element.focus({ preventScroll: true });
      this.rows.delete(name);
      const selected = selection && !selection.isCollapsed && selection.containsNode(row, true);
      if (name.startsWith("r") && !selected && this.spare.length < SPARE) this.spare.push(row);
      else row.remove();
    }
  }

  private take(name: string): HTMLElement {
    return (
      (name.startsWith("r") ? this.spare.pop() : undefined) ?? create("div", { class: "rg-grid-row", role: "row" })
    );
  }

  private drawHeader(columns: readonly Placed[], width: number): void {
    this.heading++;
    const row = create("div", { class: "rg-grid-row", role: "row", "aria-rowindex": 1 });
    row.style.width = `${width}px`;
    place(row, columns, (column) => this.host.header(column));
    this.header.replaceChildren(row);
  }
}

/** Take a row out of sight: for one frame beyond the edge, since a row that stays in the page keeps its styles. */
function park(row: HTMLElement, briefly: boolean): void {
  if (!briefly) return row.remove();
  delete row.dataset.index;
  row.setAttribute("aria-hidden", "true");
  row.style.transform = "translateY(-9999px)";
}
