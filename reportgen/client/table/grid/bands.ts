// Rows and groups as bands below each other: where each lies, and which is where.

import type { Answer } from "../../query/engine/engine";
import { jsonOf } from "../../query/whole";

export type Band = { kind: "row"; row: number; key: string } | { kind: "group"; group: number; key: string };

export class Bands {
  private tops = new Float64Array(1);
  private starts: number[] = [];
  private all = 0;

  constructor(
    readonly answer: Answer,
    readonly open: ReadonlySet<string>,
    readonly rowHeight: number,
    readonly groupHeight: number,
  ) {
    const { rows, groups } = answer;
    if (!groups.length) {
      this.all = rows.length;
      return;
    }
    this.tops = new Float64Array(groups.length + 1);
    let top = 0;
    let index = 0;
    for (const [g, group] of groups.entries()) {
      this.starts.push(index);
      this.tops[g] = top;
      const shown = this.open.has(keyOf(group.keys)) ? group.to - group.from : 0;
      top += groupHeight + shown * rowHeight;
      index += 1 + shown;
    }
    this.tops[groups.length] = top;
    this.all = index;
  }

  get count(): number {
    return this.all;
  }

  get height(): number {
    return this.answer.groups.length ? (this.tops[this.answer.groups.length] ?? 0) : this.all * this.rowHeight;
  }

  at(index: number): Band {
    const { rows, groups } = this.answer;
    if (!groups.length) return { kind: "row", row: rows[index] ?? 0, key: `r${rows[index]}` };
    const g = last(this.starts, index);
    const group = groups[g];
    const inside = index - (this.starts[g] ?? 0);
    if (!group || inside === 0) return { kind: "group", group: g, key: `g${g}` };
    const row = rows[group.from + inside - 1] ?? 0;
    return { kind: "row", row, key: `r${row}` };
  }

  top(index: number): number {
    if (!this.answer.groups.length) return index * this.rowHeight;
    const g = last(this.starts, index);
    const inside = index - (this.starts[g] ?? 0);
    return (this.tops[g] ?? 0) + (inside ? this.groupHeight + (inside - 1) * this.rowHeight : 0);
  }

  indexAt(y: number): number {
    if (!this.answer.groups.length) return Math.min(this.all, Math.floor(y / this.rowHeight));
    const g = last(this.tops, y, this.answer.groups.length);
    const inside = y - (this.tops[g] ?? 0) - this.groupHeight;
    return (this.starts[g] ?? 0) + (inside < 0 ? 0 : 1 + Math.floor(inside / this.rowHeight));
  }
}

export const keyOf = (keys: readonly unknown[]): string => jsonOf(keys);

/** The last place whose value is not above `wanted`. */
function last(values: ArrayLike<number>, wanted: number, count = values.length): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((values[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
