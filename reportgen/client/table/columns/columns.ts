// The columns of a table: as they are stored, as they are shown, and how wide.

import { say } from "../../core";
import { own } from "../../query/values";
import { merged, paired } from "../compare/compare";
import type { GridColumn } from "../grid/place";
import type { Known } from "../questions/asker";
import { type Column, itemsOf, type Look, type View } from "../view";

const SEEN = 64; // rows whose texts tell how wide a column is
const WIDER = 0.6; // of its width a column gets at most, where there is room
const WIDEST = 96; // letters of a text, above which it gets no more room

const SQUARE = /[\p{scx=Han}\p{scx=Hangul}\p{scx=Hira}\p{scx=Kana}\uff01-\uff60]/gu;

export class Columns {
  readonly stored: Column[];
  /** Those that are shown, by name: of joined tables those of one name as one. */
  readonly byName = new Map<string, Column>();
  private readonly longest = new WeakMap<Column, number>();
  private pair: string | undefined;

  constructor(
    private readonly view: View,
    columns: readonly Column[],
  ) {
    this.stored = [...columns];
  }

  /** Merge anew where other tables are compared. */
  follow({ pair, derive }: Look): void {
    if (this.pair === pair.join()) return;
    this.pair = pair.join();
    const added = [...this.byName.values()].filter(
      ({ derived, name }) => derived !== undefined && own(derive, name) !== undefined,
    );
    this.byName.clear();
    for (const column of [...merged(this.view, paired(this.stored, pair)), ...added])
      this.byName.set(column.name, column);
  }

  /** Add a column that the reader asked for, or put it in place of the one of its name. */
  add(column: Column): void {
    const known = this.byName.get(column.name);
    this.byName.set(column.name, column);
    this.stored.splice(known ? this.stored.indexOf(known) : this.stored.length, known ? 1 : 0, column);
  }

  /** What a question may name: columns, and of joined tables those of each. */
  known(): Known {
    const tables = (this.view.tables ?? []).map(() => new Map<string, string>());
    const shared = new Map<string, string>();
    for (const { name, type, table, of } of this.stored) {
      if (table === undefined) shared.set(name, type);
      else tables[table]?.set(of ?? name, type);
    }
    const labels = (this.view.tables ?? []).map(({ label }) => label);
    return tables.length ? { tables, shared, labels } : { tables: [shared], shared: new Map() };
  }

  /** The names of what is shown, from left to right. */
  names({ columns, pinned }: Look): string[] {
    const first = pinned.filter((name) => columns.includes(name));
    return [...first, ...columns.filter((name) => !first.includes(name))];
  }

  /** The stored columns of some that are shown: of merged ones the parts. */
  partsOf(names: readonly string[]): Column[] {
    return names.flatMap((name) => {
      const column = this.byName.get(name);
      return column?.parts ?? column ?? [];
    });
  }

  /**
   * The columns from left to right. Of `room` that they leave, texts that are cut get what they need; of the rest each
   * column gets a share, within reason.
   */
  inGrid(look: Look, room = 0): GridColumn[] {
    const columns = this.names(look).flatMap((name) => {
      const column = this.byName.get(name);
      if (!column) return [];
      const set = own(look.widths, name);
      const width = set ?? this.width(column, look.height === "large");
      const cut = set === undefined && column.type === "text" ? Math.max(0, this.lengthOf(column) - width) : 0;
      const more =
        set === undefined && column.type !== "media" ? width * (column.type === "conversation" ? 1 : WIDER) : 0;
      return [{ name, width, pinned: look.pinned.includes(name), numeric: column.type === "number", cut, more }];
    });
    const sum = (of: "width" | "cut" | "more"): number => columns.reduce((all, column) => all + column[of], 0);
    const left = Math.max(0, room - sum("width"));
    const given = Math.min(left, sum("cut"));
    const cuts = given ? given / sum("cut") : 0;
    const rest = left > given && sum("more") ? Math.min(1, (left - given) / sum("more")) : 0;
    return columns.map(({ cut, more, ...column }) => ({
      ...column,
      width: column.width + Math.floor(cut * cuts) + Math.floor(more * rest),
    }));
  }

  /** Room for what is in a column, and for its name within reason. */
  private width(column: Column, large: boolean): number {
    return Math.max(this.room(column, large), Math.min(220, 50 + 7.6 * (column.title ?? column.name).length));
  }

  private room(column: Column, large: boolean): number {
    const { type, parts = [] } = column;
    if (parts.length > 1)
      return type === "media"
        ? 60 + (large ? 280 : 100) * parts.length
        : type === "text"
          ? 180
          : type === "conversation"
            ? 340
            : 170;
    if (type === "media") return mediaRoom(column, large);
    if (type === "conversation") return 380;
    if (type === "text") return this.letters(column) > 24 ? 260 : 150;
    return column.integer ? digitsRoom(column) : type === "json" ? 220 : type === "time" ? 180 : 132;
  }

  /** How wide a column's texts are, within reason. */
  private lengthOf(column: Column): number {
    return Math.ceil(26 + 7.2 * Math.min(WIDEST, this.letters(column)));
  }

  /** The letters of the longest of some of a column's texts; those that are as wide as high count twice. */
  private letters(column: Column): number {
    const known = this.longest.get(column);
    if (known !== undefined) return known;
    const step = Math.max(1, this.view.rows / SEEN);
    let most = 0;
    for (let row = 0; row < this.view.rows; row += step) {
      const text = String(column.get?.(Math.floor(row)) ?? "").slice(0, WIDEST);
      most = Math.max(most, text.length + (text.match(SQUARE)?.length ?? 0));
    }
    this.longest.set(column, most);
    return most;
  }
}

/** Room for the digits of a column of large whole numbers, within reason. */
function digitsRoom({ values }: Column): number {
  const lengths = Array.from({ length: Math.min(64, values.length) }, (_, row) => String(values[row]).length);
  return Math.min(340, 26 + 7.9 * Math.max(12, ...lengths));
}

/** Room for a column of media: for several pieces in a cell as many beside each other as there are, within reason. */
function mediaRoom({ cells = [] }: Column, large: boolean): number {
  const kinds = new Set(cells.flatMap(itemsOf).map(({ kind }) => kind));
  if (kinds.has("figure")) return 420;
  if (["audio", "html", "text"].some((kind) => kinds.has(kind))) return 260;
  const most = cells.reduce((count, cell) => Math.max(count, itemsOf(cell).length), 1);
  return most > 1 ? Math.min(520, (large ? 240 : 120) * Math.min(most, 4) + 20) : large ? 330 : 150;
}

/** A column's type in words. */
export const typeWord = (type: string): string =>
  ({
    text: say("text"),
    number: say("number"),
    boolean: say("boolean"),
    time: say("time"),
    json: "JSON",
    media: say("media"),
    conversation: say("conversation"),
    vector: say("vector"),
  })[type] ?? type;
