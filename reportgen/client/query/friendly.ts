// The friendly spelling: road > 0.05 and count(boxes.ground_truth, class_id == 13) >= 1. As reportgen/lang/parse.py.

import { ALIASES, binned, EACH, FUNCTIONS, NAMES, type Node, nearest, QueryError } from "./tree";
import { numberOf } from "./whole";

export interface Token {
  kind: "number" | "string" | "quoted" | "cell" | "name" | "member" | "op" | "end";
  text: string;
  at: number;
}

const PATH = "(?:\\.[^\\W\\d]\\w*)*".replaceAll("\\w", "[\\p{L}\\p{N}_]").replaceAll("[^\\W\\d]", "[\\p{L}_]");
const TOKEN = new RegExp(
  "\\s*(?:(?<number>(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)" +
    "|(?<string>\"(?:[^\"\\\\]|\\\\[\\s\\S])*\"|'(?:[^'\\\\]|\\\\[\\s\\S])*')" +
    `|(?<quoted>(?:\`[^\`]+\`|\\$\\{[^}]+\\})${PATH})` +
    `|(?<cell>\\$(?:\\d+|\\*)${PATH})` +
    `|(?<name>[\\p{L}_][\\p{L}\\p{N}_]*${PATH})` +
    "|(?<member>(?:\\.[\\p{L}_][\\p{L}\\p{N}_]*)+)" +
    "|(?<op><=|>=|==|!=|\\*\\*|//|[-+*/%<>=()\\[\\],]))",
  "uy",
);
const WORDS: Record<string, unknown> = { true: true, True: true, false: false, False: false, null: null, None: null };
const COMPARE = new Set(["==", "=", "!=", "<", "<=", ">", ">=", "in", "not"]);
const DEEPEST = 120;

/** The words of a question; a character that cannot be in one is an error. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const [kind, word] = Object.entries(match?.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (!match || !kind || word === undefined) {
      const start = at + (text.slice(at).length - text.slice(at).trimStart().length);
      throw new QueryError(
        `'${String.fromCodePoint(text.codePointAt(start) ?? 0)}' does not belong in a question`,
        start,
      );
    }
    at = match.index + match[0].length;
    found.push({ kind: kind as Token["kind"], text: word, at: at - word.length });
  }
  return [...found, { kind: "end", text: "", at: end }];
}

const unquote = (text: string): string => text.slice(1, -1).replace(/\\([\s\S])/g, "$1");

export const parseFriendly = (text: string): Node => new Friendly(text).parse();

class Friendly {
  private readonly tokens: Token[];
  private at = 0;
  private depth = 0;
  private readonly scope: string[] = [];

  constructor(text: string) {
    this.tokens = tokens(text);
  }

  private get token(): Token {
    return this.tokens[this.at] as Token;
  }

  private fail(message: string, hint = ""): never {
    throw new QueryError(message, this.token.at, hint);
  }

  private take(...words: string[]): string | undefined {
    const { kind, text } = this.token;
    if ((kind !== "op" && kind !== "name") || !words.includes(text)) return undefined;
    this.at++;
    return text;
  }

  private expect(word: string): void {
    if (this.take(word)) return;
    this.fail(`expected '${word}'${this.token.text ? ` before '${this.token.text}'` : " at the end"}`);
  }

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

  private deeper(by = 1): void {
    this.depth += by;
    if (this.depth > DEEPEST) this.fail("nested too deeply, or too long");
  }

  private or(): Node {
    const before = this.depth;
    this.deeper(3);
    let left = this.and();
    while (this.take("or", "OR")) {
      this.deeper();
      left = { is: "binary", operator: "or", left, right: this.and() };
    }
    this.depth = before;
    return left;
  }

  private and(): Node {
    let left = this.not();
    while (this.take("and", "AND")) {
      this.deeper();
      left = { is: "binary", operator: "and", left, right: this.not() };
    }
    return left;
  }

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
      left = { is: "binary", operator, left, right: next() };
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
    return this.take("**") ? { is: "binary", operator: "**", left, right: this.unary() } : left;
  };

  private primary(): Node {
    const { kind, text, at } = this.token;
    if (kind === "end") this.fail("the question ends too early");
    this.at++;
    if (kind === "number") return { is: "literal", value: numberOf(text) };
    if (kind === "string") return { is: "literal", value: unquote(text) };
    if (kind === "cell") {
      const [table = "", ...path] = text.slice(1).split(".");
      return this.path(table === "*" ? "*" : Number(table), path, at);
    }
    if (kind === "quoted") {
      const [open, close] = text[0] === "`" ? [1, "`"] : [2, "}"];
      const end = text.indexOf(close, open);
      return this.path(
        null,
        [
          text.slice(open, end),
          ...text
            .slice(end + 1)
            .split(".")
            .filter(Boolean),
        ],
        at,
      );
    }
    if (text === "(" || text === "[") return this.group(text);
    if (kind === "op") {
      this.at--;
      this.fail(`unexpected '${text}'`);
    }
    return this.name(text, at);
  }

  private group(opener: string): Node {
    const items: Node[] = [];
    const closer = opener === "(" ? ")" : "]";
    if (opener === "(") {
      const inner = this.or();
      if (!this.take(",")) {
        this.expect(")");
        return inner;
      }
      items.push(inner);
    }
    while (!this.take(closer)) {
      items.push(this.or());
      if (!this.take(",")) {
        this.expect(closer);
        break;
      }
    }
    return { is: "list", items };
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

  private isNext(word: string): boolean {
    return this.token.kind === "op" && this.token.text === word;
  }

  private path(table: number | "*" | null, path: string[], offset: number): Node {
    while (this.isNext("[") && this.tokens[this.at + 1]?.kind === "string") {
      path.push(unquote(this.tokens[this.at + 1]?.text ?? ""));
      this.at += 2;
      this.expect("]");
    }
    if (!path.length) {
      this.at--;
      this.fail("a table is no value", "Name a column: $0.score");
    }
    return this.indexed({ is: "field", table, path, offset });
  }

  private indexed(of: Node): Node {
    let node = of;
    for (;;) {
      const { kind, text } = this.token;
      if (kind === "member") {
        this.at++;
        node = { is: "part", of: node, path: text.slice(1).split(".") };
      } else if (this.take("[")) {
        if (this.token.kind === "string") {
          node = { is: "part", of: node, path: [unquote(this.token.text)] };
          this.at++;
        } else node = { is: "call", name: "at", of: [node, this.sum()] };
        this.expect("]");
      } else return node;
    }
  }

  private call(written: string, at: number): Node {
    const name = ALIASES[written] ?? written;
    if (!NAMES.includes(name)) {
      this.at--;
      this.fail(`unknown function '${name}'`, nearest(name, NAMES));
    }
    this.depth++;
    this.expect("(");
    if (name === "reduce") {
      const items = this.or();
      this.expect(",");
      const initial = this.or();
      this.expect(",");
      const body = this.within("this");
      this.expect(")");
      return this.indexed({ is: "reduce", items, initial, body });
    }
    if (Object.hasOwn(EACH, name)) return this.each(name);
    const of: Node[] = [];
    while (!this.take(")")) {
      of.push(this.or());
      if (!this.take(",")) {
        this.expect(")");
        break;
      }
    }
    const [least, most] = FUNCTIONS[name] ?? [0, 99];
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    if (of.length < least || of.length > most)
      throw new QueryError(
        `${name}() takes ${wanted} argument${wanted === "1" ? "" : "s"}, and ${of.length} are given`,
        at,
      );
    if (name === "bin" || name === "search") return this.made(name, of, at);
    return this.indexed({ is: "call", name, of });
  }

  /** What stands for a function that is a short form. */
  private made(name: string, [first, last = first]: Node[], at: number): Node {
    const value = last?.is === "literal" ? last.value : undefined;
    if (name === "search" && typeof value === "string") return { is: "search", word: value };
    if (name === "bin" && first && typeof value === "number" && value > 0 && value < 1e300)
      return this.indexed(binned(first, value));
    throw new QueryError(
      `${name}() needs ${name === "search" ? "a text in quotes" : "a width, a number above 0"}`,
      at,
      name === "search" ? 'search("cat")' : "bin(score, 0.1)",
    );
  }

  private each(how: string): Node {
    const items = this.or();
    let body: Node = { is: "literal", value: true };
    if (this.take(",")) body = this.within("it");
    else if (how === "filter" || how === "map") this.fail(`${how}() needs a list and what to do with each element`);
    else if (how !== "count") body = { is: "var", name: "it", path: [] };
    this.expect(")");
    return this.indexed({ is: "each", how, items, name: "it", body });
  }

  private within(name: string): Node {
    this.scope.push(name);
    try {
      return this.or();
    } finally {
      this.scope.pop();
    }
  }
}
