// Answers about all rows of a table: which are kept, in what order, in which groups, and how values are distributed.
// It runs in a worker, or in the page where there can be none.

import { ask, askFilter } from "../language";
import { compile } from "../language/evaluate";
import type { Node } from "../language/tree";
import { type Get, truth } from "../values";
import { isNumber, jsonOf, type Num } from "../whole";
import { bitsOf, getOf, type Stored } from "./data";
import { type Difference, type Distribution, differenceOf, extentOf, inBins, mostFrequent } from "./distribution";
import { inOrder, type Ranks, ranksOf, ranksOfStored } from "./order";
import { asksTexts, type Learned, NotLearned, TalkTexts } from "./talks";

export type { Difference, Distribution };

export interface Sort {
  by: string;
  down: boolean;
}

export interface Asked {
  filters: readonly string[];
  order: readonly Sort[];
  groupby: readonly string[];
}

/** Rows in order; of groups, where each begins, and what its rows have in common. */
export interface Answer {
  rows: Uint32Array;
  groups: { keys: unknown[]; from: number; to: number }[];
}

export class Engine {
  private readonly byName = new Map<string, Stored>();
  private readonly tables: Map<string, string>[] = [];
  private readonly shared = new Map<string, string>();
  private readonly gets = new Map<string, Get>();
  private readonly ranks = new Map<string, Ranks>();
  private readonly ends = new Map<string, [Num, Num]>();
  private talks: TalkTexts | undefined;

  constructor(
    private readonly count: number,
    columns: readonly Stored[],
  ) {
    for (const column of columns) this.add(column);
    if (!this.tables.length) this.tables.push(this.shared);
  }

  private add(column: Stored): void {
    this.byName.set(column.name, column);
    if (column.table === undefined) this.shared.set(column.name, column.type);
    else (this.tables[column.table] ??= new Map<string, string>()).set(column.of ?? column.name, column.type);
  }

  /** Add a column that a question answers; returns its type. */
  define(name: string, derived: string): string {
    const type = this.typeOf(derived);
    this.add({ name, type, values: [], derived });
    this.gets.delete(name);
    this.ranks.clear();
    this.ends.delete(name);
    return type;
  }

  /** What a name in a question is called here. */
  private flat(table: number, name: string): string {
    return table < 0 || this.tables[table] === this.shared ? name : `$${table}.${name}`;
  }

  /** What a row holds in a column, by name. */
  get(name: string): Get {
    const known = this.gets.get(name);
    if (known) return known;
    const column = this.byName.get(name);
    if (!column) return () => null;
    this.gets.set(name, () => null); // a column that asks for itself finds nothing
    try {
      const get = column.derived === undefined ? getOf(column, this.count) : remembered(this.question(column.derived));
      this.gets.set(name, get);
      return get;
    } catch (error) {
      this.gets.delete(name); // it can be answered once texts are here
      throw error;
    }
  }

  /** A question as a function of the row. */
  question(text: string): Get {
    return this.compiled(ask(text, this.tables, this.shared));
  }

  private compiled(tree: Node): Get {
    const column = (table: number, name: string): Stored | undefined => this.byName.get(this.flat(table, name));
    const isTalk = (table: number, name: string): boolean => column(table, name)?.type === "conversation";
    if (!this.talks && asksTexts(tree, isTalk, (table, name) => column(table, name)?.cut ?? false))
      throw new NotLearned();
    return compile(
      tree,
      (table, name) => this.get(this.flat(table, name)),
      (table, name, word, isLower) =>
        isTalk(table, name) ? this.talks?.seek(this.flat(table, name), word, isLower) : undefined,
    );
  }

  /** Take the texts of conversations. */
  learn(told: Learned): void {
    const talks = (this.talks = new TalkTexts(told));
    for (const { name } of told.columns)
      for (const [row, facts] of Array.from(this.byName.get(name)?.values ?? []).entries())
        if (typeof facts === "object" && facts) talks.complete(name, row, facts);
  }

  answer({ filters, order, groupby }: Asked): Answer {
    const kept = this.keep(filters);
    const groups = groupby.map((by) => ({ by, down: order.find((one) => one.by === by)?.down ?? false }));
    const keys = [...groups, ...order].map(({ by, down }) => [this.rank(by), down ? -1 : 1] as const);
    const rows = inOrder(kept, keys);
    return { rows, groups: groupby.length ? this.group(rows, groupby) : [] };
  }

  private keep(filters: readonly string[]): Uint32Array {
    const holds = filters.map((text) => this.compiled(askFilter(text, this.tables, this.shared)));
    const kept = new Uint32Array(this.count);
    let found = 0;
    for (let row = 0; row < this.count; row++) if (holds.every((hold) => truth(hold(row)))) kept[found++] = row;
    return kept.subarray(0, found);
  }

  private rank(text: string): Ranks {
    const known = this.ranks.get(text);
    if (known) return known;
    const tree = ask(text, this.tables, this.shared);
    const column =
      tree.is === "column" && !tree.path.length ? this.byName.get(this.flat(tree.table, tree.name)) : undefined;
    const ranks = (column && ranksOfStored(column, this.count)) ?? ranksOf(this.compiled(tree), this.count);
    this.ranks.set(text, ranks);
    return ranks;
  }

  private group(rows: Uint32Array, by: readonly string[]): Answer["groups"] {
    const gets = by.map((text) => this.question(text));
    const groups: Answer["groups"] = [];
    let last = "";
    for (const [i, row] of rows.entries()) {
      const keys = gets.map((get) => get(row) ?? null);
      const name = jsonOf(keys);
      const open = groups.at(-1);
      if (open && name === last) open.to = i + 1;
      else groups.push({ keys, from: i, to: i + 1 });
      last = name;
    }
    return groups;
  }

  /** How a column's values are distributed over some rows; the bins are those of all rows, so that groups compare. */
  distribution(name: string, rows: Uint32Array): Distribution {
    const column = this.byName.get(name);
    if (!column) return { missing: 0, count: 0 };
    const { type, timestamps, integer } = column;
    if (type === "number" || type === "conversation" || timestamps)
      return inBins(this.numbers(column), rows, this.range(column), integer);
    const get = this.get(name);
    if (type === "text" || type === "time" || type === "boolean") return mostFrequent(get, rows);
    return { missing: rows.filter((row) => get(row) === null).length, count: rows.length };
  }

  /** Numbers of a column; of timestamps their milliseconds, of conversations how many messages there are. */
  private numbers(column: Stored): Get {
    if (column.type === "conversation")
      return (row) => (column.values[row] as { turns: number } | null | undefined)?.turns ?? null;
    if (!column.timestamps) return this.get(column.name);
    const gone = bitsOf(column.missing, this.count);
    return (row) => (gone?.[row] ? null : column.values[row]);
  }

  /** The ends of a column; of joined tables those of all columns of a name, so that their bins are the same. */
  private range(column: Stored): [Num, Num] {
    const known = this.ends.get(column.name);
    if (known) return known;
    const { of } = column;
    const columns = of === undefined ? [column] : [...this.byName.values()].filter((other) => other.of === of);
    const found = extentOf(
      columns.map((one) => this.numbers(one)),
      this.count,
    );
    for (const { name } of columns) this.ends.set(name, found);
    return found;
  }

  /** How the last of some columns differs from the first. */
  differences(columns: readonly (readonly string[])[], rows: Uint32Array): Difference[] {
    return columns.map((names) => differenceOf(this.get(names[0] ?? ""), this.get(names.at(-1) ?? ""), rows));
  }

  /** How many rows each question keeps. */
  counts(filters: readonly string[]): number[] {
    return filters.map((text) => this.keep([text]).length);
  }

  distributions(names: readonly string[], rows: Uint32Array): Distribution[] {
    return names.map((name) => this.distribution(name, rows));
  }

  /** Values of some cells, for showing columns that questions answer. */
  values(name: string, rows: Uint32Array): unknown[] {
    const get = this.get(name);
    return Array.from(rows, (row) => get(row) ?? null);
  }

  /** The type of what a question answers, by its values. */
  typeOf(text: string): string {
    const get = this.question(text);
    let type = "";
    for (let row = 0; row < this.count; row++) {
      const value = get(row);
      if (value === null || value === undefined) continue;
      const here = typeName(value);
      if (type && type !== here) return "json";
      type = here;
    }
    return type || "text";
  }
}

function typeName(value: unknown): string {
  if (isNumber(value)) return "number";
  if (typeof value === "string") return "text";
  return typeof value === "boolean" ? "boolean" : "json";
}

function remembered(get: Get): Get {
  const known: unknown[] = [];
  return (row) => (known[row] !== undefined ? known[row] : (known[row] = get(row) ?? null));
}
