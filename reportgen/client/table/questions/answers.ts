// What rows hold in the columns of a table: what the engine answers is asked once.

import type { Column } from "../view";
import type { Asker } from "./asker";

export class Answers {
  private readonly byName = new Map<string, Map<number, unknown>>();

  constructor(private readonly asker: Asker) {}

  async of({ name, get }: Column, rows: Uint32Array): Promise<unknown[]> {
    if (get) return Array.from(rows, (row) => get(row));
    const known = this.byName.get(name) ?? new Map<number, unknown>();
    this.byName.set(name, known);
    const unknown = rows.filter((row) => !known.has(row));
    if (unknown.length) {
      const found = await this.asker.values(name, unknown);
      for (const [i, row] of unknown.entries()) known.set(row, found[i]);
    }
    return Array.from(rows, (row) => known.get(row));
  }

  forget(name: string): void {
    this.byName.delete(name);
  }
}
