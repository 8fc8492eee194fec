// The friendly spelling: road > 0.05 and count(boxes.ground_truth, class_id == 13) >= 1. As reportgen/lang/parse.py.

import { numberOf } from "../whole";
import { Cursor, unquote } from "./tokens";
import { ALIASES, binned, counted, EACH, FUNCTIONS, NAMES, type Node, nearest, QueryError } from "./tree";

const WORDS: Record<string, unknown> = { true: true, True: true, false: false, False: false, null: null, None: null };
const COMPARE = new Set(["==", "=", "!=", "<", "<=", ">", ">=", "in", "not"]);

export const parseFriendly = (text: string): Node => new Friendly(text).parse();

class Friendly extends Cursor {
  private readonly scope: string[] = [];

  parse(): Node {
    const tree = this.or();
    if (this.token.kind !== "end")
      this.fail(
        `unexpected '${this.token.text}'`,
        this.token.text === "("
          ? nearest(this.tokens[this.at - 1]?.text ?? "", NAMES)
          : "Join conditions with 'and' or 'or'.",
      );
    return tree;
  }

  private readonly or = (): Node => this.nested(() => this.chain(["or", "OR"], this.and));
  private readonly and = (): Node => this.chain(["and", "AND"], () => this.not());

  private not(): Node {
    if (!this.take("not")) return this.compare();
    this.deeper();
    return { is: "not", of: this.not() };
  }

  private compare(): Node {
    const left = this.sum();
    const { kind, text } = this.token;
    if ((kind !== "op" && kind !== "name") || !COMPARE.has(text)) return left;
    this.at++;
    if (text === "not") this.expect("in");
    const operator = text === "=" ? "==" : text === "not" ? "not in" : text;
    return { is: "binary", operator, left, right: this.sum() };
  }

  private chain(words: string[], next: () => Node): Node {
    let left = next();
    for (let operator = this.take(...words); operator; operator = this.take(...words)) {
      this.deeper();
      left = { is: "binary", operator: operator.toLowerCase(), left, right: next() };
    }
    return left;
  }

  private readonly sum = (): Node => this.chain(["+", "-"], this.product);
  private readonly product = (): Node => this.chain(["*", "/", "%", "//"], this.unary);
  private readonly unary = (): Node => {
    if (this.take("-")) {
      this.deeper();
      return { is: "neg", of: this.unary() };
    }
    const left = this.primary();
    if (!this.take("**")) return left;
    this.deeper();
    return { is: "binary", operator: "**", left, right: this.unary() };
  };

  private primary(): Node {
    const { kind, text, at } = this.token;
    if (kind === "end") this.fail("the expression ends too early");
    this.at++;
    if (kind === "number") return { is: "literal", value: numberOf(text) };
    if (kind === "string") return { is: "literal", value: unquote(text) };
    if (kind === "cell") {
      const [table = "", ...path] = text.slice(1).split(".");
      return this.path(table === "*" ? "*" : Number(table), path, at);
    }
    if (kind === "quoted") return this.path(null, quotedPath(text), at);
    if (text === "(" || text === "[") return this.group(text);
    if (kind === "op") {
      this.at--;
      this.fail(`unexpected '${text}'`);
    }
    return this.name(text, at);
  }

  /** What stands between brackets: a list, or in round ones a part of the question. */
  private group(opener: string): Node {
    if (opener === "[") return { is: "list", items: this.listed("]") };
    const inner = this.or();
    if (this.take(",")) return { is: "list", items: [inner, ...this.listed(")")] };
    this.expect(")");
    return inner;
  }

  private listed(closer: string): Node[] {
    const items: Node[] = [];
    while (!this.take(closer)) {
      items.push(this.or());
      if (this.take(",")) continue;
      this.expect(closer);
      break;
    }
    return items;
  }

  private name(text: string, at: number): Node {
    if (Object.hasOwn(WORDS, text)) return { is: "literal", value: WORDS[text] };
    if (this.isNext("(")) return this.call(text, at);
    const [first = "", ...path] = text.split(".");
    if (first === "row" && (path.length || this.isNext("["))) return this.path(0, path, at);
    const scope = this.scope.at(-1);
    if (scope === undefined) return this.path(null, [first, ...path], at);
    const soFar = first === "value" && scope === "this";
    const own = soFar || first === "it" || first === scope;
    return this.indexed({ is: "var", name: soFar ? "value" : scope, path: own ? path : [first, ...path] });
  }

  private path(table: number | "*" | null, path: string[], offset: number): Node {
    path.push(...this.brackets());
    if (!path.length) {
      this.at--;
      this.fail("a table is not a value", "Name a column: $0.score");
    }
    return this.indexed({ is: "field", table, path, offset });
  }

  private indexed(of: Node): Node {
    let node = of;
    for (;;) {
      const { kind, text } = this.token;
      const names = this.brackets();
      if (kind === "member") {
        this.deeper();
        this.at++;
        node = { is: "part", of: node, path: text.slice(1).split(".") };
      } else if (names.length) {
        this.deeper(names.length);
        for (const name of names) node = { is: "part", of: node, path: [name] };
      } else if (this.take("[")) {
        const list = node;
        node = this.nested(() => this.place(list));
        this.deeper();
        this.expect("]");
      } else return node;
    }
  }

  /** What stands in brackets behind a list: a place, or from where to where, each of which may be open. */
  private place(of: Node): Node {
    const open: Node = { is: "literal", value: null };
    const end = (): Node => (this.isNext("]") ? open : this.sum());
    if (this.take(":")) return { is: "call", name: "slice", of: [of, open, end()] };
    const place = this.sum();
    return this.take(":")
      ? { is: "call", name: "slice", of: [of, place, end()] }
      : { is: "call", name: "at", of: [of, place] };
  }

  private call(written: string, at: number): Node {
    const name = ALIASES[written] ?? written;
    if (!NAMES.includes(name)) {
      this.at--;
      this.fail(`unknown function '${name}'`, nearest(name, NAMES));
    }
    this.depth++;
    this.expect("(");
    if (name === "reduce") return this.reduce();
    if (Object.hasOwn(EACH, name)) return this.each(name);
    const of = this.listed(")");
    const wrong = counted(`${name}()`, "argument", FUNCTIONS[name] ?? [0, 99], of.length);
    if (wrong) throw new QueryError(wrong, at);
    if (name === "search") return searched(of, at);
    return this.indexed(name === "bin" ? inBins(of, at) : { is: "call", name, of });
  }

  private reduce(): Node {
    const items = this.or();
    this.expect(",");
    const initial = this.or();
    this.expect(",");
    const body = this.inside("this");
    this.expect(")");
    return this.indexed({ is: "reduce", items, initial, body });
  }

  private each(how: string): Node {
    const items = this.or();
    let body: Node = { is: "literal", value: true };
    if (this.take(",")) body = this.inside("it");
    else if (how === "filter" || how === "map") this.fail(`${how}() needs a list and what to do with each element`);
    else if (how !== "count") body = { is: "var", name: "it", path: [] };
    this.expect(")");
    return this.indexed({ is: "each", how, items, name: "it", body });
  }

  private inside(name: string): Node {
    this.scope.push(name);
    try {
      return this.or();
    } finally {
      this.scope.pop();
    }
  }
}

/** The path of a name in backticks or in braces: `val/loss`.mean, ${val/loss}. */
function quotedPath(text: string): string[] {
  const [open, close] = text[0] === "`" ? [1, "`"] : [2, "}"];
  const end = text.indexOf(close, open);
  return [
    text.slice(open, end),
    ...text
      .slice(end + 1)
      .split(".")
      .filter(Boolean),
  ];
}

/** What stands for a function that is a short form. */
function searched([word]: Node[], at: number): Node {
  if (word?.is === "literal" && typeof word.value === "string") return { is: "search", word: word.value };
  throw new QueryError("search() needs a text in quotes", at, 'search("cat")');
}

function inBins([of, width]: Node[], at: number): Node {
  const wide = width?.is === "literal" ? width.value : undefined;
  if (of && typeof wide === "number" && wide > 0 && wide < 1e300) return binned(of, wide);
  throw new QueryError("bin() needs a width, a number above 0", at, "bin(score, 0.1)");
}
