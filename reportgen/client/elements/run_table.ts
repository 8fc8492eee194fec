// <rg-run-table>: all runs, with search, sort, a choice of columns, and only what differs.

import { block, button, create, duration, isHidden, mark, plain, RgElement, subscribe } from "../core";

/** `bigint`: a whole number that no double holds; the page gets it as a text. */
type Cell = string | number | bigint | boolean | null;
type Stored = Exclude<Cell, bigint> | { whole: string };

interface Column {
  path: string;
  label: string;
  group: string;
  goal: string;
  differs: boolean;
  numeric: boolean;
  shown: boolean;
}
interface Row {
  run: { index: number; name: string; state: string };
  group: string;
  cells: Cell[];
}
interface View {
  columns: Column[];
  rows: Row[];
  diffOnly: boolean;
}

const isNumber = (cell: Cell): cell is number | bigint => typeof cell === "number" || typeof cell === "bigint";
const exact = (cell: Stored): Cell => (typeof cell === "object" && cell !== null ? BigInt(cell.whole) : cell);
/** The order of two numbers of either kind; those are compared exactly. */
const order = (a: number | bigint, b: number | bigint): number => Number(a > b) - Number(a < b);

class RunTable extends RgElement {
  private view: View | undefined;
  private shown = new Set<number>();
  private onlyDiffering = false;
  private wanted = "";
  private sort: { column: number; down: boolean } | null = null;
  private stop: (() => void) | undefined;

  protected override async wake(signal: AbortSignal): Promise<void> {
    const view = await block<View>(this.dataset.view ?? "");
    if (signal.aborted) return;
    if (!this.view) {
      this.view = {
        ...view,
        rows: view.rows.map((row) => ({ ...row, cells: row.cells.map((cell) => exact(cell as Stored)) })),
      };
      this.shown = new Set(this.view.columns.flatMap((column, i) => (column.shown ? [i] : [])));
      this.onlyDiffering = this.view.diffOnly;
      this.prepend(this.controls(this.view));
    }
    this.stop = subscribe((now, before) => {
      if (now.hidden !== before.hidden) this.draw();
    });
    this.draw();
  }

  protected override rest(): void {
    this.stop?.();
  }

  private controls(view: View): HTMLElement {
    const bar = create("div", { class: "rg-tools" });
    if (view.rows.length > 3) {
      const search = create("input", {
        type: "search",
        placeholder: "Find in the table",
        "aria-label": "Find in the table",
        class: "rg-search",
      });
      search.addEventListener("input", () => {
        this.wanted = search.value.toLowerCase();
        this.draw();
      });
      bar.append(search);
    }
    if (view.rows.length > 1) {
      const box = create("input", { type: "checkbox" });
      box.checked = this.onlyDiffering;
      box.addEventListener("change", () => {
        this.onlyDiffering = box.checked;
        this.draw();
      });
      bar.append(create("label", { class: "rg-check" }, box, "only what differs"));
    }
    bar.append(this.picker(view));
    return bar;
  }

  /** The choice of columns, by group, with a search where they are many. */
  private picker(view: View): HTMLElement {
    const count = create("span", { class: "rg-note" });
    const update = (): void => {
      count.textContent = `${this.shown.size} of ${view.columns.length}`;
    };
    update();
    const list = create("div", { class: "rg-menu-list" });
    const labels = view.columns.map((column, i) => {
      const box = create("input", { type: "checkbox" });
      box.checked = this.shown.has(i);
      box.addEventListener("change", () => {
        if (box.checked) this.shown.add(i);
        else this.shown.delete(i);
        update();
        this.draw();
      });
      return create(
        "label",
        { class: "rg-check" },
        box,
        create("bdi", {}, column.label),
        create("span", { class: "rg-note" }, column.group),
      );
    });
    list.append(...labels);
    const search = create("input", {
      type: "search",
      placeholder: "Find a column",
      "aria-label": "Find a column",
      class: "rg-search",
    });
    search.addEventListener("input", () => {
      const wanted = search.value.toLowerCase();
      for (const label of labels) label.hidden = !(label.textContent ?? "").toLowerCase().includes(wanted);
    });
    const set = (all: boolean): void => {
      view.columns.forEach((_, i) => {
        const label = labels[i];
        const box = label?.querySelector("input");
        if (!label || label.hidden || !box) return;
        box.checked = all;
        if (all) this.shown.add(i);
        else this.shown.delete(i);
      });
      update();
      this.draw();
    };
    const ends = create(
      "div",
      { class: "rg-all" },
      button("all", () => set(true)),
      button("none", () => set(false)),
    );
    const menu = create("details", { class: "rg-menu" }, create("summary", {}, "columns ", count));
    menu.append(create("div", { class: "rg-menu-box" }, ...(labels.length > 10 ? [search] : []), ends, list));
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        menu.open = false;
        menu.querySelector("summary")?.focus();
      }
    });
    document.addEventListener("pointerdown", (event) => {
      if (!menu.contains(event.target as Node)) menu.open = false;
    });
    return menu;
  }

  private draw(): void {
    const view = this.view;
    const scroller = this.querySelector(".rg-table-scroll");
    if (!view || !scroller) return;
    const rows = this.rows(view);
    const columns = view.columns
      .map((_, i) => i)
      .filter((i) => this.shown.has(i) && (!this.onlyDiffering || view.columns[i]?.differs));
    const table = create("table", { class: "rg-run-table" });
    table.append(this.head(view, columns));
    const body = create("tbody");
    let group = "";
    const best = new Map(columns.map((i) => [i, bestOf(view.rows, i, view.columns[i]?.goal ?? "")]));
    for (const row of rows) {
      if (row.group !== group && !this.sort) {
        group = row.group;
        body.append(
          create(
            "tr",
            { class: "rg-group" },
            create("th", { scope: "rowgroup", colspan: columns.length + 1 }, create("bdi", {}, group)),
          ),
        );
      }
      body.append(tableRow(row, columns, view, best));
    }
    if (!rows.length)
      body.append(create("tr", {}, create("td", { colspan: columns.length + 1, class: "rg-note" }, "No run matches.")));
    table.append(body);
    scroller.replaceChildren(table);
    mark(this);
  }

  private rows(view: View): Row[] {
    const found = view.rows.filter(
      (row) => !isHidden(row.run.index) && (!this.wanted || text(row).includes(this.wanted)),
    );
    const sort = this.sort;
    if (!sort) return found;
    const value = (row: Row): Cell => (sort.column < 0 ? row.run.name : (row.cells[sort.column] ?? null));
    return [...found].sort((a, b) => compare(value(a), value(b), sort.down));
  }

  private head(view: View, columns: number[]): HTMLElement {
    const cell = (label: string, i: number, column?: Column): HTMLElement => {
      const sorted = this.sort?.column === i ? (this.sort.down ? "descending" : "ascending") : null;
      const sort = button("", () => this.sortBy(i, column), { class: "rg-sort" });
      sort.append(create("bdi", {}, label));
      const goal = column?.goal ? (column.goal === "minimize" ? ", lower is better" : ", higher is better") : "";
      return create(
        "th",
        {
          scope: "col",
          class: column?.numeric ? "n" : null,
          "aria-sort": sorted,
          title: column ? `${column.path}${goal}` : null,
        },
        sort,
      );
    };
    return create(
      "thead",
      {},
      create("tr", {}, cell("run", -1), ...columns.map((i) => cell(view.columns[i]?.label ?? "", i, view.columns[i]))),
    );
  }

  private sortBy(column: number, info: Column | undefined): void {
    const first = info?.goal === "maximize";
    if (this.sort?.column !== column) this.sort = { column, down: first };
    else if (this.sort.down === first) this.sort = { column, down: !first };
    else this.sort = null;
    this.draw();
    this.querySelectorAll<HTMLElement>("thead .rg-sort")[[-1, ...this.columnsShown()].indexOf(column)]?.focus();
  }

  private columnsShown(): number[] {
    return (this.view?.columns ?? [])
      .map((_, i) => i)
      .filter((i) => this.shown.has(i) && (!this.onlyDiffering || this.view?.columns[i]?.differs));
  }
}

const text = (row: Row): string => [row.run.name, ...row.cells].join("\u0000").toLowerCase();

/** Numbers before texts, what is missing last whichever way the rest goes. */
function compare(a: Cell, b: Cell, down: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const found =
    isNumber(a) && isNumber(b)
      ? order(a, b)
      : isNumber(a)
        ? -1
        : isNumber(b)
          ? 1
          : String(a).localeCompare(String(b), "en", { numeric: true });
  return down ? -found : found;
}

function bestOf(rows: readonly Row[], column: number, goal: string): number | bigint | null {
  const numbers = rows
    .map((row) => row.cells[column] ?? null)
    .filter(isNumber)
    .sort(order);
  if (!goal || new Set(numbers).size < 2) return null;
  return (goal === "minimize" ? numbers[0] : numbers.at(-1)) ?? null;
}

function tableRow(row: Row, columns: number[], view: View, best: Map<number, number | bigint | null>): HTMLElement {
  const dot = create("i", { class: "rg-dot" });
  dot.style.background = `var(--run-${row.run.index})`;
  const name = create("th", { scope: "row" }, dot, create("bdi", {}, row.run.name));
  const cells = columns.map((i) => {
    const value = row.cells[i] ?? null;
    const isBest = isNumber(value) && best.get(i) === value;
    const shown = show(value, view.columns[i]?.path ?? "");
    const names = [view.columns[i]?.numeric ? "n" : "", isBest ? "best" : "", shown.length < 32 ? "s" : ""]
      .filter(Boolean)
      .join(" ");
    const marked = isBest
      ? [create("bdi", {}, shown), create("span", { class: "rg-hidden" }, " (best)")]
      : [create("bdi", {}, shown)];
    return create("td", { class: names || null, title: shown.length > 40 ? shown : null }, ...marked);
  });
  return create("tr", { "data-run": row.run.index }, name, ...cells);
}

function show(value: Cell, path: string): string {
  if (value === null) return "";
  if (typeof value === "number" && path === "duration") return duration(value);
  if (typeof value === "number" && path === "created")
    return new Date(value * 1000).toISOString().slice(0, 16).replace("T", " ");
  return typeof value === "number" ? plain(value) : String(value);
}

customElements.define("rg-run-table", RunTable);
