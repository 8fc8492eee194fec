// The words of a question, and a place among them.

import { QueryError } from "./tree";

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
    "|(?<op><=|>=|==|!=|\\*\\*|//|[-+*/%<>=()\\[\\],:]))",
  "uy",
);
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
      if (/["'`]/.test(text[start] ?? "")) throw new QueryError(`the quote ${text[start]} is not closed`, start);
      throw new QueryError(
        `'${String.fromCodePoint(text.codePointAt(start) ?? 0)}' does not belong in an expression`,
        start,
      );
    }
    at = match.index + match[0].length;
    found.push({ kind: kind as Token["kind"], text: word, at: at - word.length });
  }
  return [...found, { kind: "end", text: "", at: end }];
}

/** A text without its quotes. */
export const unquote = (text: string): string => text.slice(1, -1).replace(/\\([\s\S])/g, "$1");

const DEEPEST = 120;

/** A place among the words of a question. */
export class Cursor {
  protected readonly tokens: Token[];
  protected at = 0;
  protected depth = 0;

  constructor(text: string) {
    this.tokens = tokens(text);
  }

  protected get token(): Token {
    return this.tokens[this.at] as Token;
  }

  protected fail(message: string, hint = ""): never {
    throw new QueryError(message, this.token.at, hint);
  }

  protected take(...words: string[]): string | undefined {
    const { kind, text } = this.token;
    if ((kind !== "op" && kind !== "name") || !words.includes(text)) return undefined;
    this.at++;
    return text;
  }

  protected expect(word: string): void {
    if (this.take(word)) return;
    this.fail(`expected '${word}'${this.token.text ? ` before '${this.token.text}'` : " at the end"}`);
  }

  protected isNext(word: string): boolean {
    return this.token.kind === "op" && this.token.text === word;
  }

  protected deeper(by = 1): void {
    this.depth += by;
    if (this.depth > DEEPEST) this.fail("nested too deeply, or too long");
  }

  /** What is read within brackets, which are no longer counted behind them. */
  protected nested<T>(read: () => T): T {
    const before = this.depth;
    this.deeper(3);
    const made = read();
    this.depth = before;
    return made;
  }

  /** The names that stand in brackets behind a name: `summary["val/loss"]`. */
  protected brackets(): string[] {
    const found: string[] = [];
    while (this.isNext("[") && this.tokens[this.at + 1]?.kind === "string") {
      found.push(unquote(this.tokens[this.at + 1]?.text ?? ""));
      this.at += 2;
      this.expect("]");
    }
    return found;
  }
}
