// A table as its parts see it.

import type { Answer } from "../query/engine";
import type { Asker } from "./asker";
import type { Cells } from "./cells";
import type { Columns } from "./columns";
import type { Column, Look, View } from "./view";

export interface Shown {
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
