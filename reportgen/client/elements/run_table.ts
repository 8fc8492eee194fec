// <rg-run-table>: all runs, with search and conditions, sort, groups, a choice of columns, and CSV of what is shown.

import {
  alignPoints,
  block,
  choose,
  chosen,
  create,
  csv,
  download,
  fileName,
  isHidden,
  library,
  loaded,
  mannerOf,
  mark,
  RgElement,
  say,
  subscribe,
} from "../core";
import type { Library } from "../libraries/query";
import type { RunTablePayload } from "../payloads";
import { bestOf, type Cell, compare, exact, numbersOf } from "../run_table/cells";
import { isCondition, keptBy } from "../run_table/conditions";
import { groupable, groupSelect, saveButton, searchField, tellDiffering } from "../run_table/controls";
import { keepColumns, type Look, lookOf, sameLook } from "../run_table/look";
import { picker } from "../run_table/picker";
import {
  countOf,
  footOf,
  groupRow,
  groupsOf,
  headCell,
  keepRows,
  type Row,
  sheetOf,
  tableRow,
  textOf,
} from "../run_table/rows";

/** All runs, as the page holds them. */
type Table = Omit<RunTablePayload, "rows"> & { rows: Row[] };

/** Up to so many runs nobody searches or counts them. */
const FEW = 3;
/** More rows are taller than what a table shows of them at once. */
const LONG = 60;

class RunTable extends RgElement {
  private view: Table | undefined;
  private look: Look = { sort: null, shown: new Set(), differing: false };
  private readonly differing = create("input", { type: "checkbox" });
  private search: ReturnType<typeof searchField> | undefined;
  private grouping: HTMLSelectElement | undefined;
  private readonly status = create("p", { class: "rg-note rg-run-count", role: "status" });
  private tellColumns: ReturnType<typeof picker>["tell"] = () => undefined;
  private stop: (() => void) | undefined;
  /** The rows of the last drawing, those of runs that were hidden since among them. */
  private readonly made = new Map<Row, HTMLElement>();

  protected override async wake(signal: AbortSignal): Promise<void> {
    const view = await block<RunTablePayload>(this.dataset.view ?? "");
    if (signal.aborted) return;
    if (!this.view) {
      const rows = view.rows.map((row) => ({ ...row, cells: row.cells.map((cell) => exact(cell)) }));
      this.view = { ...view, rows };
      this.look = lookOf(this, this.view);
      this.prepend(this.controls(this.view));
      if (view.rows.length > FEW) this.append(this.status);
    }
    const asking = (): string => `${chosen(this, "group")} ${chosen(this, "filter")}`;
    let asked = asking();
    this.stop = subscribe((now, before) => {
      const own = asked !== (asked = asking());
      const other = now.settings !== before.settings && this.view !== undefined && this.recall(this.view);
      if (own || other) this.draw();
      else if (now.hidden !== before.hidden) this.follow();
    });
    if (chosen(this, "filter")) await this.language();
    this.draw();
  }

  protected override rest(): void {
    this.stop?.();
  }

  /** Look as the address says; whether that is otherwise than before. */
  private recall(view: Table): boolean {
    const before = this.look;
    this.look = lookOf(this, view);
    return !sameLook(before, this.look);
  }

  /** The reader chose other columns. */
  private choose(view: Table, parts: Partial<Look>): void {
    this.look = { ...this.look, ...parts };
    keepColumns(this, this.look, view);
    this.draw();
  }

  private controls(view: Table): HTMLElement {
    const bar = create("div", { class: "rg-tools" });
    if (view.rows.length > FEW) {
      const goal = view.columns.find((column) => column.goal && column.shown);
      this.search = searchField(goal ? `${goal.label} ${goal.goal === "minimize" ? "<" : ">"} …` : "", (text) => {
        if (isCondition(text)) void this.language().then(() => choose(this, "filter", text || null));
        else choose(this, "filter", text || null);
      });
      bar.append(this.search.element);
    }
    if (view.rows.length > 1) {
      this.differing.addEventListener("change", () => this.choose(view, { differing: this.differing.checked }));
      bar.append(create("label", { class: "rg-check" }, this.differing, say("Differing only")));
    }
    const groups = view.rows.some(({ group }) => group) ? [] : groupable(view.columns, view.rows);
    if (groups.length) {
      this.grouping = groupSelect(groups, view.columns, (path) => choose(this, "group", path || null));
      bar.append(this.grouping);
    }
    const { element, tell } = picker(view.columns, (shown) => this.choose(view, { shown }));
    this.tellColumns = tell;
    bar.append(
      element,
      saveButton(() => this.save(view)),
      ...(this.search ? [this.search.error] : []),
    );
    return bar;
  }

  private language(): Promise<Library> {
    return library<Library>("query");
  }

  /** Other runs are hidden: only their rows come and go, because a large table takes long to lay out. */
  private follow(): void {
    const rows = this.view ? this.rows(this.view).map((row) => this.made.get(row)) : [];
    const body = this.querySelector("tbody");
    if (!body || body.querySelector(".rg-group") || !keepRows(body, rows)) return this.draw();
    this.status.textContent = countOf(rows.length, this.view?.rows.length ?? 0);
    mark(this);
  }

  private draw(): void {
    const view = this.view;
    const scroller = this.querySelector(".rg-table-scroll");
    if (!view || !scroller) return;
    const rows = this.rows(view);
    const columns = this.columnsShown();
    this.tellColumns(this.look.shown, columns.length);
    tellDiffering(this.differing, this.look, view.columns);
    this.status.textContent = countOf(rows.length, view.rows.length);
    const table = create("table", { class: "rg-run-table" });
    table.append(this.head(view, columns));
    const body = create("tbody");
    const best = new Map(columns.map((i) => [i, bestOf(cellsIn(view, i), view.columns[i]?.goal ?? "")]));
    const manners = new Map(columns.map((i) => [i, mannerOf(numbersOf(cellsIn(view, i)), true)]));
    this.made.clear();
    const by = this.groupedBy(view);
    if (this.grouping) this.grouping.value = view.columns[by]?.path ?? "";
    for (const [name, members] of groupsOf(rows, view.columns, by)) {
      if (name) body.append(groupRow(name, members.length, columns.length));
      for (const row of members) this.made.set(row, tableRow(row, columns, view.columns, best, manners));
      body.append(...members.flatMap((row) => this.made.get(row) ?? []));
    }
    if (!rows.length)
      body.append(
        create("tr", {}, create("td", { colspan: columns.length + 1, class: "rg-note" }, say("No run matches."))),
      );
    table.append(body, ...footOf(columns, view.columns, view.baselineRuns));
    scroller.classList.toggle("rg-long", rows.length > LONG); // which costs nothing out of view
    scroller.replaceChildren(table);
    for (const [place, i] of columns.entries())
      if (view.columns[i]?.numeric)
        alignPoints([...body.querySelectorAll<HTMLElement>(`td:nth-of-type(${place + 1}) > bdi`)]);
    mark(this);
  }

  /** The column that the reader groups rows by; -1 where there is none. */
  private groupedBy(view: Table): number {
    const path = chosen(this, "group");
    return view.columns.findIndex((column) => column.path === path);
  }

  private rows(view: Table): Row[] {
    const kept = this.filter(view);
    const found = view.rows.filter((row, i) => !isHidden(row.run.index) && kept(row, i));
    const { sort } = this.look;
    if (!sort) return found;
    const value = (row: Row): Cell => (sort.column < 0 ? row.run.name : (row.cells[sort.column] ?? null));
    return [...found].sort((a, b) => compare(value(a), value(b), sort.down));
  }

  /** Which rows the reader's condition or words keep; a condition with a mistake keeps all, and says so. */
  private filter(view: Table): (row: Row, i: number) => boolean {
    const text = (chosen(this, "filter") ?? "").trim();
    if (!this.search) return () => true;
    const { input, error } = this.search;
    if (input.value.trim() !== text) input.value = text;
    error.hidden = true;
    const query = loaded<Library>("query");
    if (isCondition(text) && query)
      try {
        const rows = view.rows.map(({ run, cells }) => ({ name: run.name, cells }));
        const keeps = keptBy(text, { columns: view.columns, rows }, query);
        return (_, i) => keeps(i);
      } catch (wrong) {
        const { message, hint = "" } = wrong as Error & { hint?: string };
        error.textContent = [message, hint].filter(Boolean).join(". ");
        error.hidden = false;
        return () => true;
      }
    const wanted = text.toLowerCase();
    return (row) => !wanted || textOf(row).includes(wanted);
  }

  private head(view: Table, columns: readonly number[]): HTMLElement {
    const { sort } = this.look;
    const cell = (i: number): HTMLElement => {
      const sorted = sort?.column === i ? (sort.down ? "descending" : "ascending") : null;
      return headCell(view.columns[i]?.label ?? say("run"), view.columns[i], sorted, () => this.sortBy(i));
    };
    return create("thead", {}, create("tr", {}, ...[-1, ...columns].map(cell)));
  }

  private sortBy(column: number): void {
    const info = this.view?.columns[column];
    const first = info?.goal === "maximize";
    const { sort } = this.look;
    const down = sort?.column !== column ? first : sort.down === first ? !first : null;
    choose(this, "sort", down === null ? null : `${down ? "-" : ""}${info?.path ?? "name"}`); // which draws it
    this.querySelectorAll<HTMLElement>("thead .rg-sort")[[-1, ...this.columnsShown()].indexOf(column)]?.focus();
  }

  private columnsShown(): number[] {
    const columns = this.view?.columns ?? [];
    const { shown, differing } = this.look;
    return columns.map((_, i) => i).filter((i) => shown.has(i) && (!differing || columns[i]?.differs));
  }

  private save(view: Table): void {
    const groups = groupsOf(this.rows(view), view.columns, this.groupedBy(view));
    download(csv(sheetOf(groups, view.columns, this.columnsShown())), `${fileName("runs")}.csv`);
  }
}

const cellsIn = (view: Table, i: number): Cell[] => view.rows.map((row) => row.cells[i] ?? null);

customElements.define("rg-run-table", RunTable);
