// The cell that the keys move in a grid.

import type { GridHost } from "./host";

/** What it needs of the grid: how much of the rows is in view, how many pixels one of the scroll bar stands for. */
export interface Frame {
  view(): number;
  scale(): number;
  draw(): void;
}

export class ActiveCell {
  private at = { index: 0, column: 0 };
  private marked = false;

  constructor(
    private readonly element: HTMLElement,
    private readonly body: HTMLElement,
    private readonly host: GridHost,
    private readonly grid: Frame,
  ) {
    element.addEventListener("keydown", (event) => this.key(event));
    body.addEventListener("click", (event) => this.click(event));
  }

  private click(event: MouseEvent): void {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>("[data-index]");
    const cell = target.closest<HTMLElement>("[data-column]");
    if (!row || target.closest("button, a, input, summary, rg-image, rg-scene, video, audio")) return;
    const at = { index: Number(row.dataset.index), column: Number(cell?.dataset.column ?? 0) };
    if (this.marked && at.index === this.at.index && at.column === this.at.column) {
      this.host.open(at.index); // by a finger, too, which has no double click
      return;
    }
    this.at = at;
    this.marked = true;
    this.mark();
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.element || event.ctrlKey || event.metaKey || event.altKey) return;
    const { at: active, host } = this;
    const last = host.count() - 1;
    const page = Math.max(
      1,
      Math.floor(this.grid.view() / (host.band(Math.min(active.index, Math.max(0, last)))?.height || 32)) - 1,
    );
    const [down, across] =
      (
        {
          ArrowDown: [1, 0],
          ArrowUp: [-1, 0],
          ArrowRight: [0, 1],
          ArrowLeft: [0, -1],
          PageDown: [page, 0],
          PageUp: [-page, 0],
          Home: [-Infinity, 0],
          End: [Infinity, 0],
          Enter: [0, 0],
        } as Record<string, [number, number]>
      )[event.key] ?? [];
    if (down === undefined || across === undefined || last < 0) return;
    event.preventDefault();
    if (event.key === "Enter") host.open(active.index);
    active.index = Math.max(0, Math.min(last, active.index + down));
    active.column = Math.max(0, Math.min(host.columns().length - 1, active.column + across));
    this.show();
  }

  /** Bring the active cell into view and mark it. */
  private show(): void {
    const band = this.host.band(this.at.index);
    const top = this.element.scrollTop * this.grid.scale();
    if (band.top < top) this.element.scrollTop = band.top / this.grid.scale();
    else if (band.top + band.height > top + this.grid.view())
      this.element.scrollTop = (band.top + band.height - this.grid.view()) / this.grid.scale() + 1;
    const columns = this.host.columns();
    const left = columns.slice(0, this.at.column).reduce((sum, column) => sum + column.width, 0);
    const column = columns[this.at.column];
    if (column && !column.pinned) {
      if (left < this.element.scrollLeft) this.element.scrollLeft = left;
      else if (left + column.width > this.element.scrollLeft + this.element.clientWidth)
        this.element.scrollLeft = left + column.width - this.element.clientWidth;
    }
    this.grid.draw();
    this.marked = true;
    this.mark();
  }

  /** Mark the cell again where it is drawn. */
  mark(): void {
    if (!this.marked) return;
    for (const cell of this.body.querySelectorAll(".rg-active")) cell.classList.remove("rg-active");
    const cell =
      this.body.querySelector<HTMLElement>(`[data-index="${this.at.index}"] [data-column="${this.at.column}"]`) ??
      this.body.querySelector<HTMLElement>(`[data-index="${this.at.index}"]`);
    cell?.classList.add("rg-active");
    if (cell) {
      cell.id ||= `rg-cell-${Math.floor(performance.now() * 1000)}`;
      this.element.setAttribute("aria-activedescendant", cell.id);
    } else this.element.removeAttribute("aria-activedescendant");
  }
}
