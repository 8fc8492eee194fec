// <rg-run-table>: all runs, with search, sort, a choice of columns, and Differing only.

import { block, button, create, isHidden, mark, RgElement, subscribe } from "../core";
import type { RunTableColumnPayload, RunTablePayload, RunTableRowPayload } from "../payloads";
import { bestOf, type Cell, compare, exact, isNumber, show } from "../run_table/cells";
import { picker } from "../run_table/picker";

type Column = RunTableColumnPayload;
/** A row with its cells as the page holds them. */
type Row = Omit<RunTableRowPayload, "cells"> & { cells: Cell[] };
/** All runs, as the page holds them. */
type Table = Omit<RunTablePayload, "rows"> & { rows: Row[] };

class RunTable extends RgElement {
  private view: Table | undefined;
  private shown = new Set<number>();
  private onlyDiffering = false;
  private wanted = "";
  private sort: { column: number; down: boolean } | null = null;
  private stop: (() => void) | undefined;

  protected override async wake(signal: AbortSignal): Promise<void> {
    const view = await block<RunTablePayload>(this.dataset.view ?? "");
    if (signal.aborted) return;
    if (!this.view) {
      this.view = {
        ...view,
        rows: view.rows.map((row) => ({ ...row, cells: row.cells.map((cell) => exact(cell)) })),
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

  private controls(view: Table): HTMLElement {
    const bar = create("div", { class: "rg-tools" });
    if (view.rows.length > 3) {
      const search = create("input", {
        type: "search",
        placeholder: "Search runs",
        "aria-label": "Search runs",
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
      bar.append(create("label", { class: "rg-check" }, box, "Differing only"));
    }
    bar.append(picker(view.columns, this.shown, () => this.draw()));
    return bar;
  }

  private draw(): void {
    const view = this.view;
    const scroller = this.querySelector(".rg-table-scroll");
    if (!view || !scroller) return;
    const rows = this.rows(view);
    const columns = this.columnsShown();
    const table = create("table", { class: "rg-run-table" });
    table.append(this.head(view, columns));
    const body = create("tbody");
    let group = "";
    const best = new Map(columns.map((i) => [i, this.best(view, i)]));
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

  private best(view: Table, i: number): number | bigint | null {
    const cells = view.rows.map((row) => row.cells[i] ?? null);
    return bestOf(cells, view.columns[i]?.goal ?? "");
  }

  private rows(view: Table): Row[] {
    const found = view.rows.filter(
      (row) => !isHidden(row.run.index) && (!this.wanted || text(row).includes(this.wanted)),
    );
    const sort = this.sort;
    if (!sort) return found;
    const value = (row: Row): Cell => (sort.column < 0 ? row.run.name : (row.cells[sort.column] ?? null));
    return [...found].sort((a, b) => compare(value(a), value(b), sort.down));
  }

  private head(view: Table, columns: number[]): HTMLElement {
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

function tableRow(row: Row, columns: number[], view: Table, best: Map<number, number | bigint | null>): HTMLElement {
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

customElements.define("rg-run-table", RunTable);
