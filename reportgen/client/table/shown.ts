// A table as its parts see it.

import type { Answer } from "../query/engine/engine";
import type { Columns } from "./columns/columns";
import type { Cells } from "./grid/cells";
import type { Asker } from "./questions/asker";
import type { Column, Look, View } from "./view";

export interface Shown {
  readonly element: HTMLElement;
  readonly view: View;
  readonly columns: Columns;
  readonly asker: Asker;
  readonly cells: Cells;
  /** Where the rows that the page carries are in the whole table. */
  readonly places: ArrayLike<number>;
  readonly look: Look;
  readonly answer: Answer;
  change(parts: Partial<Look>): void;
  /** What some rows hold in a column, from the page or from the engine. */
  values(column: Column, rows: Uint32Array): Promise<unknown[]>;
}
