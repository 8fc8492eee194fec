// The spelling of MongoDB's aggregations. As reportgen/lang/aggregation.py.

import { own } from "../values";
import { type Entry, type Literal, plain, readLiteral } from "./literal";
import { balanced, CALLS, counted, FUNCTIONS, type Node, nearest, OPERATORS, QueryError } from "./tree";

export const parseAggregation = (text: string): Node => new Aggregation().node(readLiteral(text), 0);

const itemsOf = (value: Literal): Literal[] => (value.of === "list" ? value.items : [value]);

class Aggregation {
  private readonly names: string[] = [];

  node(value: Literal, depth: number): Node {
    if (depth > 60) throw new QueryError("nested too deeply", 0);
    if (value.of === "list") return { is: "list", items: this.nodes(value.items, depth) };
    if (value.of === "value") return { is: "literal", value: value.value };
    if (value.of === "text")
      return value.text.startsWith("$") ? this.path(value.text, value.at) : { is: "literal", value: value.text };
    return balanced(
      "and",
      value.entries.map((entry) => this.entry(entry, depth)),
    );
  }

  nodes(values: readonly (Literal | undefined)[], depth: number): Node[] {
    return values.flatMap((value) => (value ? [this.node(value, depth + 1)] : []));
  }

  private path(text: string, offset: number): Node {
    if (text.startsWith("$$")) {
      const [name = "", ...path] = text.slice(2).split(".");
      if (name === "ROOT" || name === "CURRENT") return { is: "field", table: 0, path, offset };
      if (!this.names.includes(name))
        throw new QueryError(
          `unknown variable '$$${name}'`,
          offset,
          this.names.length ? nearest(name, this.names) : "$filter, $map and $reduce name one.",
        );
      return { is: "var", name, path };
    }
    const match = /^(\d+|\*)(?:\.|$)/.exec(text.slice(1));
    const table = match ? (match[1] === "*" ? "*" : Number(match[1])) : null;
    const path = text.slice(1 + (match?.[0].length ?? 0));
    if (!path) throw new QueryError(`'${text}' is a table, not a value`, offset, `Name a column: '${text}.score'`);
    return { is: "field", table, path: path.split("."), offset };
  }

  private entry(entry: Entry, depth: number): Node {
    const { key, at, value } = entry;
    if (!key.startsWith("$")) return this.match(entry, depth);
    const operator = own(OPERATORS, key);
    if (operator !== undefined) {
      const [left, right] = this.given(entry, 2, 2, depth) as [Node, Node];
      return { is: "binary", operator, left, right };
    }
    const name = own(CALLS, key);
    if (name !== undefined) {
      const [least, most] = FUNCTIONS[name] ?? [1, 99];
      return { is: "call", name, of: this.given(entry, least, most, depth) };
    }
    const special = own(SPECIAL, key);
    if (!special) throw new QueryError(`unknown operator '${key}'`, at, nearest(key, ALL));
    return special(this, { key, at, value }, depth);
  }

  /** The short form: a column, and what is asked of it. */
  private match({ key: name, at, value }: Entry, depth: number): Node {
    const field = this.path(`$${name}`, at);
    if (value.of !== "object" || !value.entries.some(({ key }) => key.startsWith("$")))
      return { is: "binary", operator: "==", left: field, right: this.node(value, depth + 1) };
    const options = value.entries.find(({ key }) => key === "$options")?.value;
    const condition = ({ key, at: place, value: wanted }: Entry): Node => {
      const operator = own(OPERATORS, key);
      if (operator) return { is: "binary", operator, left: field, right: this.node(wanted, depth + 1) };
      if (key === "$not") return { is: "not", of: this.match({ key: name, at, value: wanted }, depth + 1) };
      if (key === "$exists") {
        const exists: Node = { is: "call", name: "exists", of: [field] };
        return plain(wanted) ? exists : { is: "not", of: exists };
      }
      if (key === "$regex")
        return { is: "call", name: "matches", of: [field, ...this.nodes([wanted, options], depth)] };
      if (key === "$size") {
        const size: Node = { is: "call", name: "size", of: [field] };
        return { is: "binary", operator: "==", left: size, right: this.node(wanted, depth + 1) };
      }
      const known = [...Object.keys(OPERATORS), "$not", "$regex"];
      throw new QueryError(`unknown condition '${key}'`, place, nearest(key, known));
    };
    return balanced("and", value.entries.filter(({ key }) => key !== "$options").map(condition));
  }

  given({ key, at, value }: Entry, least: number, most: number, depth: number): Node[] {
    const items = itemsOf(value);
    const wrong = counted(key, "value", [least, most], items.length);
    if (wrong) throw new QueryError(wrong, at);
    return this.nodes(items, depth);
  }

  named({ key, at, value }: Entry, wanted: string[], optional: string[] = []): (name: string) => Literal | undefined {
    if (value.of !== "object") throw new QueryError(`${key} takes an object with ${wanted.join(", ")}`, at);
    const known = [...wanted, ...optional];
    for (const entry of value.entries)
      if (!known.includes(entry.key))
        throw new QueryError(`${key} has no part '${entry.key}'`, entry.at, nearest(entry.key, known));
    const parts = new Map(value.entries.map((entry) => [entry.key, entry.value]));
    const missing = wanted.find((name) => !parts.has(name));
    if (missing) throw new QueryError(`${key} needs '${missing}'`, at);
    return (name) => parts.get(name);
  }

  inside(names: string[], value: Literal, depth: number): Node {
    this.names.push(...names);
    try {
      return this.node(value, depth + 1);
    } finally {
      this.names.length -= names.length;
    }
  }
}

type Special = (read: Aggregation, entry: Entry, depth: number) => Node;

const joined =
  (operator: "and" | "or"): Special =>
  (read, { value }, depth) =>
    balanced(operator, read.nodes(itemsOf(value), depth));

const chained =
  (operator: string): Special =>
  (read, entry, depth) =>
    read.given(entry, 1, 99, depth).reduce((left, right) => ({ is: "binary", operator, left, right }));

const ofEach =
  (how: string): Special =>
  (read, { value }, depth) => {
    const [only, ...others] = itemsOf(value);
    const items = read.node(only && !others.length ? only : value, depth + 1);
    return { is: "each", how, items, name: "this", body: { is: "var", name: "this", path: [] } };
  };

const withEach =
  (how: string, inner: string, optional: string[]): Special =>
  (read, entry, depth) => {
    const part = read.named(entry, ["input", inner], optional);
    const as = part("as");
    const name = as?.of === "text" ? as.text : "this";
    const items = read.node(part("input") as Literal, depth + 1);
    return { is: "each", how, items, name, body: read.inside([name], part(inner) as Literal, depth) };
  };

const SPECIAL: Readonly<Record<string, Special>> = {
  $and: joined("and"),
  $or: joined("or"),
  $nor: (read, entry, depth) => ({ is: "not", of: joined("or")(read, entry, depth) }),
  $add: chained("+"),
  $multiply: chained("*"),
  $filter: withEach("filter", "cond", ["as", "limit"]),
  $map: withEach("map", "in", ["as"]),
  $reduce: (read, entry, depth) => {
    const part = read.named(entry, ["input", "initialValue", "in"]);
    const [items, initial] = read.nodes([part("input"), part("initialValue")], depth) as [Node, Node];
    return { is: "reduce", items, initial, body: read.inside(["value", "this"], part("in") as Literal, depth) };
  },
  $cond: (read, entry, depth) => {
    if (entry.value.of === "list") return { is: "call", name: "if", of: read.given(entry, 3, 3, depth) };
    const parts = ["if", "then", "else"];
    return { is: "call", name: "if", of: read.nodes(parts.map(read.named(entry, parts)), depth) };
  },
  $switch: (read, entry, depth) => {
    const part = read.named(entry, ["branches"], ["default"]);
    const [otherwise = { is: "literal", value: null } as const] = read.nodes([part("default")], depth);
    return itemsOf(part("branches") as Literal).reduceRight<Node>((tree, value) => {
      const branch = read.named({ key: "$switch's branch", at: entry.at, value }, ["case", "then"]);
      return { is: "call", name: "if", of: [...read.nodes([branch("case"), branch("then")], depth), tree] };
    }, otherwise);
  },
  $regexMatch: (read, entry, depth) => {
    const part = read.named(entry, ["input", "regex"], ["options"]);
    return { is: "call", name: "matches", of: read.nodes([part("input"), part("regex"), part("options")], depth) };
  },
  $not: (read, entry, depth) => ({ is: "not", of: read.given(entry, 1, 1, depth)[0] as Node }),
  $literal: (_, { value }) => ({ is: "literal", value: plain(value) }),
  $anyElementTrue: ofEach("any"),
  $allElementsTrue: ofEach("all"),
};

const ALL = [
  ...["$and", "$or", "$nor", ...Object.keys(OPERATORS), "$add", "$multiply", ...Object.keys(CALLS)],
  ...Object.keys(SPECIAL),
];
