// Columns of conversations: what their cells show, and the messages of rows, unpacked when a row is opened.

import type { FactColumns, Facts, Message } from "../conversation/model";
import { block, bytes, create, type Numbers, plural, say } from "../core";
import { content, type Making } from "../media_browser/figure";
import type { Item } from "../media_browser/layout";
import type { CellPayload, PoolPayload, TalksPayload } from "../payloads";
import { revived } from "../query/whole";

const KEPT = 8; // blocks of messages that stay unpacked

/** A column of conversations. */
export class TalkColumn {
  readonly facts: readonly unknown[];
  private readonly pictures = new Map<number, { items: Item[]; count: number }>();

  constructor(
    readonly columns: FactColumns,
    readonly payload: TalksPayload,
    placed: (cell: CellPayload) => Item,
  ) {
    const { turns, calls, errors, tools, names, images, answers, lines } = columns;
    this.facts = turns.map((count, row): Facts | null =>
      count === null
        ? null
        : {
            turns: count,
            calls: calls[row] ?? 0,
            tools: (tools[row] ?? []).map((place) => names[place] ?? ""),
            errors: errors[row] ?? 0,
            answer: answers[row] || (lines[row]?.at(-1) ?? ""),
            has_image: Boolean(images[row]),
          },
    );
    for (const [row, { cells, count }] of Object.entries(columns.pictures))
      this.pictures.set(Number(row), { items: cells.map(placed), count });
  }

  /** The lines of a cell, the final answer last; none where there is no conversation. */
  lines(row: number): readonly string[] | undefined {
    return this.facts[row] ? this.columns.lines[row] : undefined;
  }

  /** What a cell holds that is no conversation. */
  raw(row: number): unknown {
    return this.columns.raw[row];
  }

  picturesOf(row: number): { items: readonly Item[]; count: number } {
    return this.pictures.get(row) ?? { items: [], count: 0 };
  }

  sizeOf(row: number): string {
    const { turns = 0, calls = 0, errors = 0 } = (this.facts[row] ?? {}) as Partial<Facts>;
    return [
      turns ? plural(turns, "message") : "",
      calls ? plural(calls, "call") : "",
      errors ? plural(errors, "error") : "",
    ]
      .filter(Boolean)
      .join(" · ");
  }

  /** The places of a row's messages in the pool, and of those that were rejected; none where they are not here. */
  async placesOf(row: number): Promise<{ places: number[]; rejected: readonly number[] } | undefined> {
    const { refs, starts } = this.payload;
    if (!refs || !starts) return undefined;
    const [all, from] = await Promise.all([block<Numbers>(refs), block<Numbers>(starts)]);
    const places = Array.from(
      { length: (from[row + 1] ?? 0) - (from[row] ?? 0) },
      (_, i) => all[(from[row] ?? 0) + i] ?? 0,
    );
    return { places, rejected: this.columns.rejected[row] ?? [] };
  }
}

export async function talkColumn(payload: TalksPayload, name: string, next: () => number): Promise<TalkColumn> {
  const columns = await block<FactColumns>(payload.facts);
  const placed = (cell: CellPayload): Item => ({ ...cell, number: next(), run: -1, key: name, step: 0, index: 0 });
  return new TalkColumn({ ...columns, raw: revived(columns.raw) as FactColumns["raw"] }, payload, placed);
}

/** The messages of a table by their places; the blocks that were looked at last stay unpacked. */
export class Pool {
  private readonly open = new Map<number, Promise<Message[]>>();

  constructor(private readonly payload: PoolPayload) {}

  async messages(places: readonly number[]): Promise<Message[]> {
    const { firsts } = this.payload;
    const found: Message[] = [];
    for (const place of places) {
      let number = firsts.length - 1;
      while (number > 0 && (firsts[number] ?? 0) > place) number--;
      const message = (await this.block(number))[place - (firsts[number] ?? 0)];
      if (message) found.push(message);
    }
    return found;
  }

  private block(number: number): Promise<Message[]> {
    const known =
      this.open.get(number) ??
      bytes(this.payload.blocks[number] ?? "").then((text) => JSON.parse(new TextDecoder().decode(text)) as Message[]);
    this.open.delete(number);
    this.open.set(number, known);
    for (const old of [...this.open.keys()].slice(0, Math.max(0, this.open.size - KEPT))) this.open.delete(old);
    return known;
  }
}

/** A line without the marks of bold text, where they can be nothing else. */
const withoutMarks = (line: string): string =>
  line.replace(/(?<![\w*])\*\*([^\s*](?:[^*]*[^\s*])?)\*\*(?![\w*])/g, "$1");

/** A cell: what was asked, the final answer, pictures, and how much there is. */
export function talkCell(talks: TalkColumn, row: number, making: Making | undefined, small: boolean): HTMLElement {
  const lines = talks.lines(row) ?? [];
  const { items, count } = talks.picturesOf(row);
  const last = lines.length - 1;
  const texts = lines
    .map(withoutMarks)
    .map((line, i) =>
      line
        ? create(
            "bdi",
            { class: i === last ? "rg-talk-answer" : "rg-talk-asked", ...(small ? { title: line } : {}) },
            line,
          )
        : "",
    )
    .filter(Boolean);
  const size = create("span", { class: "rg-talk-size" }, talks.sizeOf(row));
  const shown = making ? items.map((item) => content(item, making)) : [];
  const more = count - shown.length;
  if (more > 0) shown.push(create("span", { class: "rg-note" }, say("and {n} more", { n: more })));
  return create(
    "span",
    { class: `rg-talk${small ? " rg-talk-small" : ""}` },
    create("span", { class: "rg-talk-texts" }, ...texts, size),
    ...(shown.length ? [create("span", { class: "rg-talk-pictures" }, ...shown)] : []),
  );
}
