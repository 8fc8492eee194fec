// Conversations as the engine knows them: their texts come when a question needs them, each message once.

import type { Message } from "../../conversation/model";
import { answerIn, textIn } from "../../conversation/words";
import { inside, type Node } from "../language/tree";
import type { Get } from "../values";

/** What the page hands over: blocks of messages, and of each column which of them its rows have. */
export interface Learned {
  blocks: readonly ArrayBuffer[];
  columns: readonly { name: string; refs: ArrayLike<number>; starts: ArrayLike<number> }[];
}

/** A question needs texts that are not here yet. */
export class NotLearned extends Error {
  readonly needs = true;
}

const SEPARATOR = "\n\n";
const CUT = 400; // characters, above which an answer is cut in reportgen/panels/table/talks.py

export class TalkTexts {
  private readonly texts: string[] = [];
  private readonly answers: (string | undefined)[] = [];
  private lower: string[] | undefined;
  private readonly columns: ReadonlyMap<string, Learned["columns"][number]>;
  private readonly sought = new Map<string, Uint8Array>();

  constructor({ blocks, columns }: Learned) {
    const decoder = new TextDecoder();
    for (const block of blocks)
      for (const message of JSON.parse(decoder.decode(block)) as Message[]) {
        this.texts.push(textIn(message));
        this.answers.push(message.r === "assistant" ? answerIn(message) : undefined);
      }
    this.columns = new Map(columns.map((column) => [column.name, column]));
  }

  private placesOf(name: string, row: number): number[] {
    const column = this.columns.get(name);
    const places: number[] = [];
    if (column)
      for (let i = column.starts[row] ?? 0; i < (column.starts[row + 1] ?? 0); i++) places.push(column.refs[i] ?? 0);
    return places;
  }

  /** Let the facts of a row tell all of its texts, when they are asked for. */
  complete(name: string, row: number, facts: object): void {
    const text = (): string =>
      this.placesOf(name, row)
        .map((place) => this.texts[place] ?? "")
        .filter(Boolean)
        .join(SEPARATOR);
    const answer = (): string => {
      const said = this.placesOf(name, row).filter((place) => this.answers[place] !== undefined);
      return this.answers[said.at(-1) ?? -1] ?? "";
    };
    Object.defineProperty(facts, "text", { get: text });
    if ((facts as { answer: string }).answer.length >= CUT) Object.defineProperty(facts, "answer", { get: answer });
  }

  /** Whether a text of each row contains a word: each message is looked at once. Not for words across messages. */
  seek(name: string, word: string, isLower: boolean): Get | undefined {
    const column = this.columns.get(name);
    if (!column || !word || word.includes("\n")) return undefined;
    const { refs, starts } = column;
    const found = this.messagesWith(word, isLower);
    return (row) => {
      for (let i = starts[row] ?? 0; i < (starts[row + 1] ?? 0); i++) if (found[refs[i] ?? 0]) return true;
      return false;
    };
  }

  private messagesWith(word: string, isLower: boolean): Uint8Array {
    const key = `${Number(isLower)}${word}`;
    const known = this.sought.get(key);
    if (known) return known;
    if (isLower) this.lower ??= this.texts.map((text) => text.toLowerCase());
    const texts = (isLower && this.lower) || this.texts;
    // A word that goes on where another ended is in none but the messages that have that one.
    const part = [...this.sought.keys()].find((other) => other[0] === key[0] && word.includes(other.slice(1)));
    const among = part === undefined ? undefined : this.sought.get(part);
    const found = new Uint8Array(texts.length);
    for (let i = 0; i < found.length; i++) if (!among || among[i]) found[i] = Number(texts[i]?.includes(word));
    if (this.sought.size > 8) this.sought.clear();
    this.sought.set(key, found);
    return found;
  }
}

/** Whether a bound tree asks for texts of conversations; `isTalk` tells their columns, `isCut` those with cut answers. */
export function asksTexts(
  tree: Node,
  isTalk: (table: number, name: string) => boolean,
  isCut: (table: number, name: string) => boolean,
): boolean {
  let found = false;
  const look = (node: Node): Node => {
    if (node.is === "column" && isTalk(node.table, node.name))
      found ||= node.path[0] === "text" || (node.path[0] === "answer" && isCut(node.table, node.name));
    return inside(node, look);
  };
  look(tree);
  return found;
}
