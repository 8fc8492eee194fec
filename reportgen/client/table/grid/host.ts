// What a grid asks of the table whose rows it shows.

import type { GridColumn, Placed } from "./place";

export interface GridHost {
  /** How many bands there are, and where each lies. */
  count(): number;
  band(index: number): { top: number; height: number; key: string };
  /** The first band that ends below a height, in pixels of all bands. */
  indexAt(y: number): number;
  height(): number;
  /** The columns as they fill so many pixels, where they need less. */
  columns(room?: number): readonly GridColumn[];
  /** Fill a row; one that was drawn before has its cells, and gets other contents. */
  fill(element: HTMLElement, index: number, columns: readonly Placed[]): void;
  header(column: GridColumn): HTMLElement;
  /** The distribution that stands in the header. */
  distribution(column: GridColumn): HTMLElement;
  open(index: number): void;
}
