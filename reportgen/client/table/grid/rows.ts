// What stands in the rows of the grid: the cells of a row, or a group as one.

import { create } from "../../core";
import { compareCell } from "../compare/compare";
import type { Distributions } from "../distribution/distributions";
import type { Shown } from "../shown";
import type { Column } from "../view";
import { type Band, keyOf } from "./bands";
import { cellOf, put } from "./cells";
import { groupRow, inBin } from "./group";
import { type Placed, place } from "./place";

export class Rows {
  /** Which row a cell shows: cells are filled anew while answers are under way. */
  private readonly rowOf = new WeakMap<HTMLElement, number>();

  constructor(
    private readonly table: Shown,
    private readonly distributions: Distributions,
    private readonly open: ReadonlySet<string>,
    private readonly toggle: (key: string) => void,
  ) {}

  fill(row: HTMLElement, band: Band, shown: readonly Placed[]): void {
    if (band.kind === "group") return this.fillGroup(row, band.group, shown);
    const known = [...row.querySelectorAll<HTMLElement>(":scope > .rg-grid-cell")];
    if (known.length)
      return shown.forEach(({ column }, i) => {
        const cell = known[i];
        if (cell) this.fillCell(cell, column.name, band.row);
      });
    place(row, shown, ({ name, numeric }) => {
      const cell = create("div", { class: `rg-grid-cell${numeric ? " rg-end" : ""}`, role: "gridcell" });
      this.fillCell(cell, name, band.row);
      return cell;
    });
  }

  private fillCell(cell: HTMLElement, name: string, row: number): void {
    const { view, look, columns, cells } = this.table;
    const column = columns.byName.get(name);
    const small = look.height === "small";
    this.rowOf.set(cell, row);
    if (!column) return;
    if (column.parts && view.layout !== "side_by_side") cell.replaceChildren(this.compared(column, row, small));
    else if (column.get) put(cell, cellOf(column, row, column.get(row), cells, small));
    else {
      cell.replaceChildren(); // not the answer for the row that it showed before
      void this.table.values(column, Uint32Array.of(row)).then(([value]) => {
        if (this.rowOf.get(cell) === row) put(cell, cellOf(column, row, value, cells, small));
      });
    }
  }

  private compared(column: Column, row: number, small: boolean): Node {
    const { view, cells } = this.table;
    const parts = column.parts ?? [];
    const { low = 0, high = 1 } = this.distributions.all.get(parts[0]?.name ?? "") ?? {};
    const values = parts.map((part) => part.get?.(row));
    return compareCell(column, values, row, view.tables ?? [], [low, high], cells, small, view.better);
  }

  private fillGroup(row: HTMLElement, number: number, shown: readonly Placed[]): void {
    const { view, look, answer, columns, cells } = this.table;
    const group = answer.groups[number];
    if (!group) return;
    const key = keyOf(group.keys);
    groupRow(row, {
      keys: group.keys.map((value, i) => inBin(look.groupby[i] ?? "", value)),
      open: this.open.has(key),
      rows: answer.rows.slice(group.from, group.to),
      shown,
      columns: columns.byName,
      names: this.distributions.names(),
      sides: view.tables ?? [],
      all: this.distributions.all,
      cells,
      toggle: () => this.toggle(key),
      ...this.distributions.ofGroup(group),
    });
  }
}
