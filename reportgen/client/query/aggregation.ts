// The spelling of MongoDB's aggregations, unquoted keys and single quotes included. As reportgen/lang/aggregation.py.

import { balanced, CALLS, FUNCTIONS, type Node, nearest, OPERATORS, QueryError } from "./tree";
import { type Num, numberOf } from "./whole";

/** A literal with the places of its texts and keys, for messages. */
type Literal =
  | { of: "text"; text: string; at: number }
  | { of: "object"; entries: { key: string; at: number; value: Literal }[] }
  | { of: "list"; items: Literal[] }
  | { of: "value"; value: Num | boolean | null };

const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const STRING = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;
const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const WORD = /[$\p{L}\p{N}_]+/uy;
const VALUES: Record<string, boolean | null> = {
  true: true,
  false: false,
  null: null,
  True: true,
  False: false,
  None: null,
  undefined: null,
};
const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", 0: "\0" };

class Reader {
  private at = 0;

  constructor(private readonly text: string) {
    this.skip();
  }

  private fail(message: string, hint = ""): never {
    throw new QueryError(message, this.at, hint);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (!found) return undefined;
    this.at += found.length;
    this.skip();
    return found;
  }

  private skip(): void {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.text)?.[0].length ?? 0;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    this.skip();
    return true;
  }

  private expect(characters: string): string {
    for (const character of characters) if (this.take(character)) return character;
    const found = this.text[this.at];
    const wanted = [...characters].map((c) => `'${c}'`).join(" or ");
    this.fail(`expected ${wanted}${found ? ` before '${found}'` : " at the end"}`);
  }

  whole(): Literal {
    const value = this.value(0);
    if (this.at < this.text.length) this.fail(`unexpected '${this.text[this.at]}' after the end`);
    return value;
  }

  private value(depth: number): Literal {
    if (depth > 100) this.fail("nested too deeply");
    if (this.take("{")) return this.object(depth);
    if (this.take("[")) {
      const items: Literal[] = [];
      while (!this.take("]")) {
        items.push(this.value(depth + 1));
        if (this.expect(",]") === "]") break;
      }
      return { of: "list", items };
    }
    const at = this.at;
    const text = this.string();
    if (text !== undefined) return { of: "text", text, at };
    const number = this.match(NUMBER);
    if (number !== undefined) return { of: "value", value: numberOf(number) };
    const word = this.match(WORD);
    if (word !== undefined && Object.hasOwn(VALUES, word)) return { of: "value", value: VALUES[word] ?? null };
    this.at = at;
    if (word === undefined) this.fail(this.text[at] ? `unexpected '${this.text[at]}'` : "it ends too early");
    this.fail(`'${word}' is no value`, `Put text in quotes: '${word}'`);
  }

  private object(depth: number): Literal {
    const entries: { key: string; at: number; value: Literal }[] = [];
    while (!this.take("}")) {
      const at = this.at;
      const key = this.string() ?? this.match(WORD);
      if (key === undefined) this.fail("expected a key, such as $eq");
      if (entries.some((entry) => entry.key === key)) throw new QueryError(`'${key}' is given twice`, at);
      this.expect(":");
      entries.push({ key, at, value: this.value(depth + 1) });
      if (this.expect(",}") === "}") break;
    }
    return { of: "object", entries };
  }

  private string(): string | undefined {
    const quoted = this.match(STRING);
    return quoted
      ?.slice(1, -1)
      .replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_, c: string) =>
        c.length > 1 ? String.fromCharCode(parseInt(c.slice(1), 16)) : (ESCAPES[c] ?? c),
      );
  }
}

export const parseAggregation = (text: string): Node => new Aggregation().node(new Reader(text).whole(), 0);

type Entry = { key: string; at: number; value: Literal };
const SPECIAL = [
  "$filter",
  "$map",
  "$reduce",
  "$cond",
  "$switch",
  "$regexMatch",
  "$not",
  "$literal",
  "$anyElementTrue",
  "$allElementsTrue",
];
export const ALL = [
  "$and",
  "$or",
  "$nor",
  ...Object.keys(OPERATORS),
  "$add",
  "$multiply",
  ...Object.keys(CALLS),
  ...SPECIAL,
];

class Aggregation {
  private readonly names: string[] = [];

  node(value: Literal, depth: number): Node {
    if (depth > 60) throw new QueryError("nested too deeply", 0);
    if (value.of === "list") return { is: "list", items: value.items.map((item) => this.node(item, depth + 1)) };
    if (value.of === "value") return { is: "literal", value: value.value };
    if (value.of === "text")
      return value.text.startsWith("$") ? this.path(value.text, value.at) : { is: "literal", value: value.text };
    return value.entries.length
      ? balanced(
          "and",
          value.entries.map((entry) => this.entry(entry, depth)),
        )
      : { is: "literal", value: true };
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
    if (!path) throw new QueryError(`'${text}' is a table, and no value`, offset, `Name a column: '${text}.score'`);
    return { is: "field", table, path: path.split("."), offset };
  }

  private entry({ key, at, value }: Entry, depth: number): Node {
    if (!key.startsWith("$")) return this.matching(key, at, value, depth);
    if (key === "$and" || key === "$or" || key === "$nor") {
      const items = value.of === "list" ? value.items : [value];
      const joined = balanced(
        key === "$and" ? "and" : "or",
        items.map((item) => this.node(item, depth + 1)),
      );
      return key === "$nor" ? { is: "not", of: joined } : joined;
    }
    const operator = OPERATORS[key];
    if (operator !== undefined && Object.hasOwn(OPERATORS, key)) {
      const [left, right] = this.given(key, at, value, 2, 2, depth) as [Node, Node];
      return { is: "binary", operator, left, right };
    }
    if (key === "$add" || key === "$multiply") {
      const parts = this.given(key, at, value, 1, 99, depth);
      return parts.reduce((left, right) => ({ is: "binary", operator: key === "$add" ? "+" : "*", left, right }));
    }
    const name = Object.hasOwn(CALLS, key) ? CALLS[key] : undefined;
    if (name !== undefined) {
      const [least, most] = FUNCTIONS[name] ?? [1, 99];
      return { is: "call", name, of: this.given(key, at, value, least, most, depth) };
    }
    if (!SPECIAL.includes(key)) throw new QueryError(`unknown operator '${key}'`, at, nearest(key, ALL));
    return this.special(key, at, value, depth);
  }

  private special(key: string, at: number, value: Literal, depth: number): Node {
    if (key === "$not") return { is: "not", of: this.given(key, at, value, 1, 1, depth)[0] as Node };
    if (key === "$literal") return { is: "literal", value: plain(value) };
    if (key === "$anyElementTrue" || key === "$allElementsTrue") {
      const items = value.of === "list" && value.items.length === 1 ? (value.items[0] as Literal) : value;
      return {
        is: "each",
        how: key === "$anyElementTrue" ? "any" : "all",
        items: this.node(items, depth + 1),
        name: "this",
        body: { is: "var", name: "this", path: [] },
      };
    }
    if (key === "$cond" && value.of === "list")
      return { is: "call", name: "if", of: this.given(key, at, value, 3, 3, depth) };
    if (key === "$cond") {
      const parts = this.named(key, at, value, ["if", "then", "else"]);
      return {
        is: "call",
        name: "if",
        of: ["if", "then", "else"].map((name) => this.node(parts.get(name) as Literal, depth + 1)),
      };
    }
    if (key === "$switch") return this.switch(at, value, depth);
    if (key === "$regexMatch") {
      const parts = this.named(key, at, value, ["input", "regex"], ["options"]);
      return {
        is: "call",
        name: "matches",
        of: ["input", "regex", "options"].flatMap((name) => {
          const part = parts.get(name);
          return part ? [this.node(part, depth + 1)] : [];
        }),
      };
    }
    if (key === "$reduce") {
      const parts = this.named(key, at, value, ["input", "initialValue", "in"]);
      const body = this.within(["value", "this"], parts.get("in") as Literal, depth);
      return {
        is: "reduce",
        items: this.node(parts.get("input") as Literal, depth + 1),
        initial: this.node(parts.get("initialValue") as Literal, depth + 1),
        body,
      };
    }
    const inner = key === "$filter" ? "cond" : "in";
    const parts = this.named(key, at, value, ["input", inner], ["as", "limit"]);
    const as = parts.get("as");
    const name = as?.of === "text" ? as.text : "this";
    return {
      is: "each",
      how: key.slice(1),
      items: this.node(parts.get("input") as Literal, depth + 1),
      name,
      body: this.within([name], parts.get(inner) as Literal, depth),
    };
  }

  private switch(at: number, value: Literal, depth: number): Node {
    const parts = this.named("$switch", at, value, ["branches"], ["default"]);
    const branches = parts.get("branches") as Literal;
    const otherwise = parts.get("default");
    let tree: Node = otherwise ? this.node(otherwise, depth + 1) : { is: "literal", value: null };
    for (const branch of (branches.of === "list" ? branches.items : [branches]).reverse()) {
      const both = this.named("$switch's branch", at, branch, ["case", "then"]);
      tree = {
        is: "call",
        name: "if",
        of: [
          this.node(both.get("case") as Literal, depth + 1),
          this.node(both.get("then") as Literal, depth + 1),
          tree,
        ],
      };
    }
    return tree;
  }

  /** The short form: a column, and what is asked of it. */
  private matching(name: string, at: number, value: Literal, depth: number): Node {
    const field = this.path(`$${name}`, at);
    if (value.of !== "object" || !value.entries.some(({ key }) => key.startsWith("$")))
      return { is: "binary", operator: "==", left: field, right: this.node(value, depth + 1) };
    const options = value.entries.find(({ key }) => key === "$options")?.value;
    return balanced(
      "and",
      value.entries.flatMap(({ key, at: place, value: wanted }): Node[] => {
        const operator = Object.hasOwn(OPERATORS, key) ? OPERATORS[key] : undefined;
        if (operator) return [{ is: "binary", operator, left: field, right: this.node(wanted, depth + 1) }];
        if (key === "$options") return [];
        if (key === "$not") return [{ is: "not", of: this.matching(name, at, wanted, depth + 1) }];
        if (key === "$exists") {
          const exists: Node = { is: "call", name: "exists", of: [field] };
          return [plain(wanted) ? exists : { is: "not", of: exists }];
        }
        if (key === "$regex")
          return [
            {
              is: "call",
              name: "matches",
              of: [field, this.node(wanted, depth + 1), ...(options ? [this.node(options, depth + 1)] : [])],
            },
          ];
        if (key === "$size")
          return [
            {
              is: "binary",
              operator: "==",
              left: { is: "call", name: "size", of: [field] },
              right: this.node(wanted, depth + 1),
            },
          ];
        throw new QueryError(
          `unknown condition '${key}'`,
          place,
          nearest(key, [...Object.keys(OPERATORS), "$not", "$regex"]),
        );
      }),
    );
  }

  private given(key: string, at: number, value: Literal, least: number, most: number, depth: number): Node[] {
    const items = value.of === "list" ? value.items : [value];
    const wanted = least === most ? `${least}` : most === 99 ? `at least ${least}` : `${least} to ${most}`;
    if (items.length < least || items.length > most)
      throw new QueryError(
        `${key} takes ${wanted} value${wanted === "1" ? "" : "s"}, and ${items.length} are given`,
        at,
      );
    return items.map((item) => this.node(item, depth + 1));
  }

  private named(
    key: string,
    at: number,
    value: Literal,
    wanted: string[],
    optional: string[] = [],
  ): Map<string, Literal> {
    if (value.of !== "object") throw new QueryError(`${key} takes an object with ${wanted.join(", ")}`, at);
    for (const entry of value.entries) {
      if (!wanted.includes(entry.key) && !optional.includes(entry.key))
        throw new QueryError(`${key} knows no '${entry.key}'`, entry.at, nearest(entry.key, [...wanted, ...optional]));
    }
    const parts = new Map(value.entries.map((entry) => [entry.key, entry.value]));
    const missing = wanted.find((name) => !parts.has(name));
    if (missing) throw new QueryError(`${key} needs '${missing}'`, at);
    return parts;
  }

  private within(names: string[], value: Literal, depth: number): Node {
    this.names.push(...names);
    try {
      return this.node(value, depth + 1);
    } finally {
      this.names.length -= names.length;
    }
  }
}

function plain(value: Literal): unknown {
  if (value.of === "text") return value.text;
  if (value.of === "value") return value.value;
  if (value.of === "list") return value.items.map(plain);
  return Object.fromEntries(value.entries.map((entry) => [entry.key, plain(entry.value)]));
}
