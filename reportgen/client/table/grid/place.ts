// The columns of a grid, and where the cells of a row stand.

import { create } from "../../core";

export interface GridColumn {
  name: string;
  width: number;
  pinned: boolean;
  numeric: boolean;
}

/** A column in view: its place among all, and how far from the left it begins. */
export interface Placed {
  column: GridColumn;
  at: number;
  left: number;
}

/** Put cells into a row: pinned ones stick to the edge, and a gap stands for columns out of view. */
export function place(
  row: HTMLElement,
  columns: readonly Placed[],
  make: (column: GridColumn, at: number) => HTMLElement,
): void {
  let stuck = 0;
  let at = 0;
  for (const { column, at: number, left } of columns) {
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
