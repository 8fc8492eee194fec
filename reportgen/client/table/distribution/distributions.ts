// The distributions of a table's columns: over all rows, over those that are kept, and over each group of them.

import type { Answer, Distribution } from "../../query/engine/engine";
import { own } from "../../query/values";
import { keyOf } from "../grid/bands";
import type { Shown } from "../shown";
import { type Column, conditionsOf, type View } from "../view";

const MOST = 40; // columns, of which distributions are asked at once

export class Distributions {
  readonly all = new Map<string, Distribution>();
  private now: ReadonlyMap<string, Distribution> = new Map();
  private readonly ofGroups = new Map<string, Promise<Distribution[]>>();
  private wholeGroups: ReadonlyMap<string, NonNullable<View["groups"]>[number]> = new Map();
  /** Those of the whole table, while nothing is asked of the rows that the page carries. */
  private wholes: ReadonlyMap<string, readonly [Distribution, Distribution]> = new Map();
  private readonly every: Uint32Array;

  constructor(private readonly table: Shown) {
    this.every = Uint32Array.from({ length: table.view.rows }, (_, i) => i);
  }

  /** An answer that keeps every row in its order. */
  everything(): Answer {
    return { rows: this.every, groups: [] };
  }

  /** Take an answer's groups; while nothing is asked of the rows that the page carries, those of the whole table. */
  ofAnswer(answer: Answer): Answer {
    const { view, look } = this.table;
    const { groups } = view;
    this.ofGroups.clear();
    this.wholeGroups = new Map();
    if (!groups || this.isFiltered() || look.groupby.join("\n") !== view.groupby.join("\n")) return answer;
    const carried = new Map(answer.groups.map((group) => [keyOf(group.keys), group]));
    this.wholeGroups = new Map(groups.map((group) => [keyOf(group.keys), group]));
    return {
      rows: answer.rows,
      groups: groups.map(({ keys }) => carried.get(keyOf(keys)) ?? { keys, from: 0, to: 0 }),
    };
  }

  private isFiltered(): boolean {
    return conditionsOf(this.table.view, this.table.look, this.table.columns.stored).length > 0;
  }

  /** The columns whose distributions are counted: of merged ones the parts. */
  names(): string[] {
    const { columns, look } = this.table;
    return columns.partsOf(columns.names(look).slice(0, MOST)).map(({ name }) => name);
  }

  /** Count them; nothing changes where another question was asked meanwhile. */
  async count(isCurrent: () => boolean): Promise<void> {
    const { view, asker, answer } = this.table;
    const names = this.names();
    const unknown = names.filter((name) => !this.all.has(name));
    const [all, now] = await Promise.all([
      unknown.length ? asker.distributions(unknown, this.every) : [],
      answer.rows.length === view.rows ? undefined : asker.distributions(names, answer.rows),
    ]);
    if (!isCurrent()) return;
    for (const [i, name] of unknown.entries()) if (all[i]) this.all.set(name, all[i]);
    this.wholes = new Map(
      this.isFiltered() ? [] : view.columns.flatMap(({ name, whole }) => (whole ? [[name, whole] as const] : [])),
    );
    this.now = new Map(
      names.flatMap((name, i) => {
        const found = now?.[i] ?? this.all.get(name);
        return found ? [[name, found] as const] : [];
      }),
    );
  }

  /** What a column's header shows, for each of its parts. */
  ofColumn(column: Column): { all: (Distribution | undefined)[]; now: (Distribution | undefined)[] } {
    const parts = (column.parts ?? [column]).map(({ name }) => name);
    return {
      all: parts.map((name) => this.wholes.get(name)?.[0] ?? this.all.get(name)),
      now: parts.map((name) => this.wholes.get(name)?.[1] ?? this.now.get(name) ?? this.all.get(name)),
    };
  }

  /** What a group shows: how many rows of the whole table it has, where the page carries a part, and distributions. */
  ofGroup({ keys, from, to }: Answer["groups"][number]): {
    count: number | undefined;
    distributions: Promise<Distribution[]>;
  } {
    const key = keyOf(keys);
    const whole = this.wholeGroups.get(key);
    const counted = (): Promise<Distribution[]> => {
      const names = this.names();
      if (!whole) return this.table.asker.distributions(names, this.table.answer.rows.slice(from, to));
      return Promise.resolve(names.map((name) => own(whole.distributions, name) ?? { missing: 0, count: 0 }));
    };
    const distributions = this.ofGroups.get(key) ?? counted();
    this.ofGroups.set(key, distributions);
    return { count: whole?.count, distributions };
  }
}
