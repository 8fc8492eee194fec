// Answers about all rows of a table: which are kept, in what order, in which groups, and how values are spread.
// It runs in a worker, or in the page where there can be none.

import { bitsOf, getOf, type Stored } from "./data";
import { compareTexts, compile, equal, type Get, truth } from "./evaluate";
import { ask, askFilter } from "./index";
import type { Node } from "./tree";
import { compareNumbers, difference, isNumber, jsonOf, type Num } from "./whole";

export interface Sort {
  by: string;
  down: boolean;
}

export interface Asked {
  filters: readonly string[];
  order: readonly Sort[];
  groupby: readonly string[];
  rows?: Uint32Array;
}

/** Rows in order; of groups, where each begins, and what its rows have in common. */
export interface Answer {
  rows: Uint32Array;
  groups: { keys: unknown[]; from: number; to: number }[];
}

export interface Spread {
  missing: number;
  count: number;
  /** Numbers and moments: how many lie in each of equally wide bins from `low` to `high`. */
  bins?: number[];
  low?: number;
  high?: number;
  mean?: number;
  nan?: number;
  infinite?: number;
  /** The ends of large whole numbers, with all of their digits. */
  ends?: [string, string];
  /** Texts and booleans: the most frequent, and how many there are. */
  top?: [unknown, number][];
  distinct?: number;
}

/** Rows that have both values; in how many they are not the same; of numbers also which way, and the mean difference. */
export interface Difference {
  both: number;
  changed: number;
  up: number;
  down: number;
  mean: number;
}

/** Numbers in the order of values, NaN for what has none, and which rows hold nothing at all. */
interface Ranks {
  ranks: Float64Array;
  missing: Uint8Array;
}

const BINS = 24;
const TOP = 8;

export class Engine {
  private readonly byName = new Map<string, Stored>();
  private readonly tables: Map<string, string>[] = [];
  private readonly shared = new Map<string, string>();
  private readonly gets = new Map<string, Get>();
  private readonly ranks = new Map<string, Ranks>();
  private readonly ends = new Map<string, [Num, Num]>();

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
    const get =
      column.derived === undefined ? getOf(column, this.count) : this.remembered(this.question(column.derived));
    this.gets.set(name, get);
    return get;
  }

  private remembered(get: Get): Get {
    const known: unknown[] = [];
    return (row) => (known[row] !== undefined ? known[row] : (known[row] = get(row) ?? null));
  }

  /** A question as a function of the row. */
  question(text: string): Get {
    return this.compiled(ask(text, this.tables, this.shared));
  }

  private compiled(tree: Node): Get {
    return compile(tree, (table, name) => this.get(this.flat(table, name)));
  }

  /** What a question is about, if it is a column and nothing else. */
  private columnOf(text: string): Stored | undefined {
    const tree = ask(text, this.tables, this.shared);
    return tree.is === "column" && !tree.path.length ? this.byName.get(this.flat(tree.table, tree.name)) : undefined;
  }

  answer({ filters, order, groupby, rows }: Asked): Answer {
    const kept = this.keep(filters, rows);
    const sorted = this.sort(kept, [
      ...groupby.map((by) => ({ by, down: order.find((one) => one.by === by)?.down ?? false })),
      ...order,
    ]);
    return { rows: sorted, groups: groupby.length ? this.group(sorted, groupby) : [] };
  }

  private keep(filters: readonly string[], among?: Uint32Array): Uint32Array {
    const holds = filters.map((text) => this.compiled(askFilter(text, this.tables, this.shared)));
    const count = among?.length ?? this.count;
    const kept = new Uint32Array(count);
    let found = 0;
    for (let i = 0; i < count; i++) {
      const row = among ? (among[i] ?? 0) : i;
      if (holds.every((hold) => truth(hold(row)))) kept[found++] = row;
    }
    return kept.subarray(0, found);
  }

  /** Stable; NaN comes last, and then what is missing, upward and downward. */
  private sort(rows: Uint32Array, order: readonly Sort[]): Uint32Array {
    if (!order.length) return rows;
    const keys = order.map(({ by, down }) => [this.rank(by), down ? -1 : 1] as const);
    const compare = (a: number, b: number): number => {
      for (const [{ ranks, missing }, sign] of keys) {
        const x = ranks[a] as number;
        const y = ranks[b] as number;
        if (x === y) continue;
        if (Number.isNaN(x)) {
          const apart = Number.isNaN(y) ? (missing[a] ?? 0) - (missing[b] ?? 0) : 1;
          if (apart) return apart;
          continue;
        }
        if (Number.isNaN(y)) return -1;
        return x < y ? -sign : sign;
      }
      return a - b;
    };
    const [only] = keys;
    if (keys.length === 1 && only) return byOne(rows, only[0], only[1]);
    return rows.slice().sort(compare);
  }

  /** Numbers in the order of a question's values: texts by code points, after numbers. */
  private rank(text: string): Ranks {
    const known = this.ranks.get(text);
    if (known) return known;
    const ranks = new Float64Array(this.count);
    const column = this.columnOf(text);
    const missing = new Uint8Array(this.count);
    if (column?.texts) {
      const places = placesOf(column.texts);
      const gone = bitsOf(column.missing, this.count);
      for (let row = 0; row < this.count; row++)
        ranks[row] = gone?.[row] ? NaN : (places[column.values[row] as number] ?? NaN);
      missing.set(gone ?? []);
    } else if (
      column &&
      column.derived === undefined &&
      !column.integer &&
      (column.type === "number" || column.moments)
    ) {
      const gone = bitsOf(column.missing, this.count);
      for (let row = 0; row < this.count; row++) ranks[row] = gone?.[row] ? NaN : (column.values[row] as number);
      missing.set(gone ?? []);
    } else this.rankAny(this.question(text), ranks, missing);
    this.ranks.set(text, { ranks, missing });
    return { ranks, missing };
  }

  private rankAny(get: Get, ranks: Float64Array, missing: Uint8Array): void {
    const values = Array.from({ length: this.count }, (_, row) => get(row));
    const placeOf = placesOfNumbers(values);
    const texts = [...new Set(values.filter((value): value is string => typeof value === "string"))];
    const places = placesOf(texts);
    const at = new Map(texts.map((text, i) => [text, places[i] ?? 0]));
    for (const [row, value] of values.entries()) {
      missing[row] = Number(value === null || value === undefined);
      ranks[row] = isNumber(value)
        ? placeOf(value)
        : typeof value === "boolean"
          ? Number(value)
          : typeof value === "string"
            ? 1e300 * (1 + (at.get(value) ?? 0) / 1e9)
            : NaN;
    }
  }

  private group(rows: Uint32Array, by: readonly string[]): Answer["groups"] {
    const gets = by.map((text) => this.question(text));
    const keyOf = (row: number): unknown[] => gets.map((get) => get(row) ?? null);
    const groups: Answer["groups"] = [];
    let last = "";
    for (let i = 0; i < rows.length; i++) {
      const keys = keyOf(rows[i] ?? 0);
      const name = jsonOf(keys);
      const open = groups.at(-1);
      if (open && name === last) open.to = i + 1;
      else groups.push({ keys, from: i, to: i + 1 });
      last = name;
    }
    return groups;
  }

  /** How a column's values are spread over some rows; the bins are those of all rows, so that groups compare. */
  spread(name: string, rows: Uint32Array): Spread {
    const column = this.byName.get(name);
    if (!column) return { missing: 0, count: 0 };
    const get = this.get(name);
    const type = column.type;
    if (type === "number" || column.moments) return this.bins(name, column, rows);
    let missing = 0;
    if (type !== "text" && type !== "time" && type !== "boolean") {
      for (const row of rows) if (get(row) === null) missing++;
      return { missing, count: rows.length };
    }
    const counts = new Map<unknown, number>();
    for (const row of rows) {
      const value = get(row);
      if (value === null || value === undefined) missing++;
      else counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const top = [...counts].sort(([a, x], [b, y]) => y - x || compareTexts(String(a), String(b))).slice(0, TOP);
    return { missing, count: rows.length, top, distinct: counts.size };
  }

  private numbers(name: string, column: Stored): Get {
    if (!column.moments) {
      const get = this.get(name);
      return (row) => get(row);
    }
    const gone = bitsOf(column.missing, this.count);
    return (row) => (gone?.[row] ? null : column.values[row]);
  }

  private bins(name: string, column: Stored, rows: Uint32Array): Spread {
    const get = this.numbers(name, column);
    const [low, high] = this.range(name, get);
    const bins = new Array<number>(BINS).fill(0);
    const wide = difference(high, low);
    let missing = 0;
    let nan = 0;
    let infinite = 0;
    let sum = 0;
    let large = 0n;
    let finite = 0;
    for (const row of rows) {
      const value = get(row);
      if (!isNumber(value)) {
        missing++;
        continue;
      }
      if (!Number.isFinite(Number(value))) {
        if (Number.isNaN(value)) nan++;
        else infinite++;
        continue;
      }
      const bin = wide > 0 ? Math.min(BINS - 1, Math.floor((difference(value, low) / wide) * BINS)) : 0;
      bins[bin] = (bins[bin] ?? 0) + 1;
      if (column.integer) large += BigInt(value);
      else sum += Number(value);
      finite++;
    }
    const ends: Partial<Spread> = column.integer ? { ends: [String(low), String(high)] } : {};
    return {
      missing,
      nan,
      infinite,
      count: rows.length,
      bins,
      low: Number(low),
      high: Number(high),
      mean: finite ? (column.integer ? Number(large) : sum) / finite : NaN,
      ...ends,
    };
  }

  private range(name: string, get: Get): [Num, Num] {
    const known = this.ends.get(name);
    const of = this.byName.get(name)?.of;
    if (known) return known;
    if (of !== undefined) return this.rangeOfAll(of);
    let low: Num = Infinity;
    let high: Num = -Infinity;
    for (let row = 0; row < this.count; row++) {
      const value = get(row);
      if (!isNumber(value) || !Number.isFinite(Number(value))) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const found: [Num, Num] = low <= high ? [low, high] : [0, 0];
    this.ends.set(name, found);
    return found;
  }

  /** The ends of a column over all joined tables, so that their bins are the same. */
  private rangeOfAll(of: string): [Num, Num] {
    let found: [Num, Num] = [Infinity, -Infinity];
    const columns = [...this.byName.values()].filter((column) => column.of === of);
    for (const column of columns) {
      const get = this.numbers(column.name, column);
      for (let row = 0; row < this.count; row++) {
        const value = get(row);
        if (!isNumber(value) || !Number.isFinite(Number(value))) continue;
        if (value < found[0]) found[0] = value;
        if (value > found[1]) found[1] = value;
      }
    }
    if (found[0] > found[1]) found = [0, 0];
    for (const column of columns) this.ends.set(column.name, found);
    return found;
  }

  /** How the last of some columns differs from the first, in the rows that have both. */
  differ(names: readonly string[], rows: Uint32Array): Difference {
    const [first, last] = [this.get(names[0] ?? ""), this.get(names.at(-1) ?? "")];
    const made: Difference = { both: 0, changed: 0, up: 0, down: 0, mean: 0 };
    let sum = 0;
    let numbers = 0;
    for (const row of rows) {
      const a = first(row);
      const b = last(row);
      if (a === null || b === null || a === undefined || b === undefined) continue;
      made.both++;
      if (!equal(a, b)) made.changed++;
      if (!isNumber(a) || !isNumber(b) || !Number.isFinite(difference(b, a))) continue;
      numbers++;
      sum += difference(b, a);
      if (b > a) made.up++;
      if (b < a) made.down++;
    }
    made.mean = numbers ? sum / numbers : NaN;
    return made;
  }

  differences(columns: readonly (readonly string[])[], rows: Uint32Array): Difference[] {
    return columns.map((names) => this.differ(names, rows));
  }

  /** How many rows each question keeps. */
  counts(filters: readonly string[]): number[] {
    return filters.map((text) => this.keep([text]).length);
  }

  spreads(names: readonly string[], rows: Uint32Array): Spread[] {
    return names.map((name) => this.spread(name, rows));
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
      const here = isNumber(value)
        ? "number"
        : typeof value === "string"
          ? "text"
          : typeof value === "boolean"
            ? "boolean"
            : "json";
      if (type && type !== here) return "json";
      type = here;
    }
    return type || "text";
  }
}

/** Rows by one key: sorted as pairs, which is several times as fast as through a comparison of rows. */
function byOne(rows: Uint32Array, { ranks, missing }: Ranks, sign: number): Uint32Array {
  const real: number[] = [];
  const last: number[] = [];
  const gone: number[] = [];
  for (const row of rows) (!Number.isNaN(ranks[row] as number) ? real : missing[row] ? gone : last).push(row);
  const order = Uint32Array.from(real.keys());
  const keys = Float64Array.from(real, (row) => (ranks[row] as number) * sign);
  order.sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
  const sorted = new Uint32Array(rows.length);
  for (let i = 0; i < order.length; i++) sorted[i] = real[order[i] as number] as number;
  sorted.set(last, order.length);
  sorted.set(gone, order.length + last.length);
  return sorted;
}

/** Where each number stands in the order of all: itself, unless some are larger than doubles tell apart. */
function placesOfNumbers(values: readonly unknown[]): (value: Num) => number {
  if (!values.some((value) => typeof value === "bigint")) return Number;
  const all = [...new Set(values.filter(isNumber))].filter((value) => !Number.isNaN(value)).sort(compareNumbers);
  const places = new Map(all.map((value, place) => [value, place]));
  return (value) => places.get(value) ?? NaN;
}

/** Where each text stands in the order of all. */
function placesOf(texts: readonly string[]): Uint32Array {
  const order = Uint32Array.from(texts.keys()).sort((a, b) => compareTexts(texts[a] ?? "", texts[b] ?? ""));
  const places = new Uint32Array(texts.length);
  for (const [place, text] of order.entries()) places[text] = place;
  return places;
}
