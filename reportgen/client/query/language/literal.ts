// Literals as MongoDB's shell writes them, unquoted keys and single quotes included. As reportgen/lang/literal.py.

import { type Num, numberOf } from "../whole";
import { QueryError } from "./tree";

/** A literal with the places of its texts and keys, for messages. */
export type Literal =
  | { of: "text"; text: string; at: number }
  | { of: "object"; entries: Entry[] }
  | { of: "list"; items: Literal[] }
  | { of: "value"; value: Num | boolean | null };

export interface Entry {
  key: string;
  at: number;
  value: Literal;
}

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
    this.fail(`'${word}' is not a value`, `Put text in quotes: '${word}'`);
  }

  private object(depth: number): Literal {
    const entries: Entry[] = [];
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

/** The object, list or value that a text is; QueryError says where it goes wrong. */
export const readLiteral = (text: string): Literal => new Reader(text).whole();

/** A literal's value, without places. */
export function plain(value: Literal): unknown {
  if (value.of === "text") return value.text;
  if (value.of === "value") return value.value;
  if (value.of === "list") return value.items.map(plain);
  return Object.fromEntries(value.entries.map((entry) => [entry.key, plain(entry.value)]));
}
