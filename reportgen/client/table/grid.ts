// The rows that are in view, and no others: any number of rows and columns scroll, each drawn when it is seen.

import { begin, create } from "../core";

export interface Band {
  kind: "row" | "group";
  at: number;
  height: number;
}

export interface GridColumn {
  name: string;
  width: number;
  pinned: boolean;
  numeric: boolean;
}

export interface GridHost {
  /** How many bands there are, and where each lies. */
  count(): number;
  band(index: number): { top: number; height: number; key: string };
  /** The first band that ends below a height, in pixels of all bands. */
  indexAt(y: number): number;
  height(): number;
  columns(): readonly GridColumn[];
  /** Fill a row; one that was drawn before has its cells, and gets other contents. */
  fill(element: HTMLElement, index: number, columns: readonly { column: GridColumn; at: number }[]): void;
  head(column: GridColumn): HTMLElement;
  /** The distribution that stands in the head. */
  spread(column: GridColumn): HTMLElement;
  open(index: number): void;
}

const MOST = 8_000_000; // px: browsers cannot scroll a taller box; above, a pixel of the bar stands for several
const OVER = 240; // px drawn beyond what is seen
const LONG = 3; // ms of filling rows in a frame, which cost four times that to draw: the others come in the next one
const REST = 80; // ms without a drawing of rows: the reader does not scroll
const SPARE = 60; // rows kept to be filled anew, which is cheaper than new ones

export class Grid {
  readonly element = create("div", { class: "rg-grid", role: "grid", tabindex: 0 });
  private readonly head = create("div", { class: "rg-grid-head", role: "rowgroup" });
  private readonly body = create("div", { class: "rg-grid-body", role: "rowgroup" });
  private readonly rows = new Map<string, HTMLElement>();
  private spare: HTMLElement[] = [];
  private drawing = 0;
  private drawn = 0;
  private heading = 0;
  private columnsKey = "";
  private active = { index: 0, column: 0 };
  private marked = false;

  constructor(private readonly host: GridHost) {
    this.element.append(this.head, this.body);
    this.element.addEventListener("scroll", () => this.later(), { passive: true });
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.body.addEventListener("click", (event) => this.click(event));
    this.body.addEventListener("dblclick", (event) => {
      const row = (event.target as Element).closest<HTMLElement>("[data-index]");
      if (row && !(event.target as Element).closest("button, a, input")) this.host.open(Number(row.dataset.index));
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
    return this.element.clientHeight - this.head.offsetHeight;
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
  async heads(): Promise<void> {
    const asked = ++this.heading;
    let until = 0;
    for (const { column, at } of this.shownColumns()) {
      if (performance.now() > until) {
        do await new Promise((done) => requestAnimationFrame(done));
        while (performance.now() - this.drawn < REST);
        until = performance.now() + LONG;
      }
      const old = this.head.querySelector<HTMLElement>(`[data-column="${at}"]`);
      if (asked !== this.heading || !old) return;
      const before = old.querySelector(".rg-spread");
      if (!before?.matches(":active, :focus-within")) before?.replaceWith(this.host.spread(column)); // not under a hand
    }
  }

  private get width(): number {
    return this.host.columns().reduce((sum, column) => sum + column.width, 0);
  }

  private clear(): void {
    this.rows.clear();
    this.spare = [];
    this.body.replaceChildren();
  }

  private shownColumns(): { column: GridColumn; at: number; left: number }[] {
    const all = this.host.columns();
    const from = this.element.scrollLeft - OVER;
    const to = this.element.scrollLeft + this.element.clientWidth + OVER;
    const shown: { column: GridColumn; at: number; left: number }[] = [];
    let left = 0;
    for (const [at, column] of all.entries()) {
      if (column.pinned || (left + column.width > from && left < to)) shown.push({ column, at, left });
      left += column.width;
    }
    return shown;
  }

  draw(): void {
    const { host, element } = this;
    const columns = this.shownColumns();
    const { width } = this;
    element.setAttribute("aria-rowcount", String(host.count() + 1));
    element.setAttribute("aria-colcount", String(host.columns().length));
    const key = columns.map(({ column, left }) => `${column.name} ${column.width} ${left} ${column.pinned}`).join("|");
    if (key !== this.columnsKey) {
      this.columnsKey = key;
      this.clear();
      this.drawHead(columns, width);
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
    const until = performance.now() + LONG;
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
    if (this.marked) this.mark();
    this.drawn = performance.now();
    if (rest) this.later();
  }

  /** The bands in view, and so many pixels around it. */
  private wanted(top: number, view: number, over: number): Map<string, number> {
    const { host } = this;
    const found = new Map<string, number>();
    for (let index = host.indexAt(Math.max(0, top - over)); index < host.count(); index++) {
      const band = host.band(index);
      if (band.top > top + view + over) break;
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

  private drawHead(columns: readonly { column: GridColumn; at: number; left: number }[], width: number): void {
    this.heading++;
    const row = create("div", { class: "rg-grid-row", role: "row", "aria-rowindex": 1 });
    row.style.width = `${width}px`;
    place(row, columns, (column) => this.host.head(column));
    this.head.replaceChildren(row);
  }

  private click(event: MouseEvent): void {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>("[data-index]");
    const cell = target.closest<HTMLElement>("[data-column]");
    if (!row || target.closest("button, a, input, summary, rg-image, rg-scene, video, audio")) return;
    this.active = { index: Number(row.dataset.index), column: Number(cell?.dataset.column ?? 0) };
    this.mark();
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.element || event.ctrlKey || event.metaKey || event.altKey) return;
    const { active, host } = this;
    const last = host.count() - 1;
    const page = Math.max(
      1,
      Math.floor(this.view / (host.band(Math.min(active.index, Math.max(0, last)))?.height || 32)) - 1,
    );
    const moves: Record<string, () => void> = {
      ArrowDown: () => {
        active.index++;
      },
      ArrowUp: () => {
        active.index--;
      },
      ArrowRight: () => {
        active.column++;
      },
      ArrowLeft: () => {
        active.column--;
      },
      PageDown: () => {
        active.index += page;
      },
      PageUp: () => {
        active.index -= page;
      },
      Home: () => {
        active.index = 0;
      },
      End: () => {
        active.index = last;
      },
      Enter: () => host.open(active.index),
    };
    const move = moves[event.key];
    if (!move || last < 0) return;
    event.preventDefault();
    move();
    active.index = Math.max(0, Math.min(last, active.index));
    active.column = Math.max(0, Math.min(host.columns().length - 1, active.column));
    this.show();
  }

  /** Bring the active cell into view and mark it. */
  private show(): void {
    const band = this.host.band(this.active.index);
    const top = this.element.scrollTop * this.scale;
    if (band.top < top) this.element.scrollTop = band.top / this.scale;
    else if (band.top + band.height > top + this.view)
      this.element.scrollTop = (band.top + band.height - this.view) / this.scale + 1;
    const columns = this.host.columns();
    const left = columns.slice(0, this.active.column).reduce((sum, column) => sum + column.width, 0);
    const column = columns[this.active.column];
    if (column && !column.pinned) {
      if (left < this.element.scrollLeft) this.element.scrollLeft = left;
      else if (left + column.width > this.element.scrollLeft + this.element.clientWidth)
        this.element.scrollLeft = left + column.width - this.element.clientWidth;
    }
    this.draw();
    this.mark();
  }

  private mark(): void {
    this.marked = true;
    for (const cell of this.body.querySelectorAll(".rg-active")) cell.classList.remove("rg-active");
    const cell =
      this.body.querySelector<HTMLElement>(
        `[data-index="${this.active.index}"] [data-column="${this.active.column}"]`,
      ) ?? this.body.querySelector<HTMLElement>(`[data-index="${this.active.index}"]`);
    cell?.classList.add("rg-active");
    if (cell) {
      cell.id ||= `rg-cell-${Math.floor(performance.now() * 1000)}`;
      this.element.setAttribute("aria-activedescendant", cell.id);
    } else this.element.removeAttribute("aria-activedescendant");
  }
}

/** Take a row out of sight: for one frame beyond the edge, since a row that stays in the page keeps its styles. */
function park(row: HTMLElement, briefly: boolean): void {
  if (!briefly) return row.remove();
  delete row.dataset.index;
  row.setAttribute("aria-hidden", "true");
  row.style.transform = "translateY(-9999px)";
}

/** Put cells into a row: pinned ones stick to the edge, and a gap stands for columns out of view. */
export function place(
  row: HTMLElement,
  columns: readonly { column: GridColumn; at: number; left?: number }[],
  make: (column: GridColumn, at: number) => HTMLElement,
): void {
  let stuck = 0;
  let at = 0;
  for (const { column, at: number, left = at } of columns) {
    if (left > at) {
      const gap = create("span", { class: "rg-grid-gap", role: "presentation" });
      gap.style.width = `${left - at}px`;
      row.append(gap);
    }
    const cell = make(column, number);
    cell.dataset.column = String(number);
    cell.style.width = `${column.width}px`;
    if (column.pinned) {
      cell.classList.add("rg-pinned");
      cell.style.left = `${stuck}px`;
      stuck += column.width;
    }
    row.append(cell);
    at = left + column.width;
  }
}
