// What the page knows of a table, and how the reader looks at it.

import { block, isHidden, type Numbers, set, state } from "../core";
import type { Item } from "../media_browser/layout";
import type { CellPayload, ColumnPayload, SeveralPayload, TablePayload } from "../payloads";
import { getOf, type Stored } from "../query/engine/data";
import type { Get } from "../query/values";
import { revived } from "../query/whole";
import { insideOf, type Point } from "./map/lasso";
import { type TalkColumn, talkColumn } from "./talks";

export type Height = TablePayload["height"];

/** A table, and its place among those of the same name. */
export type View = TablePayload & { place: number };

/** What a cell holds: one piece of media, or the pieces of a list or a mapping. */
export type MediaCell = Item | readonly Item[];
export const itemsOf = (cell: MediaCell | null | undefined): readonly Item[] =>
  !cell ? [] : "kind" in cell ? [cell] : cell;

/** A column that can be shown: its values are here, or the engine answers them. */
export interface Column extends Stored {
  /** Of the column that tells where rows are from: the runs, and the colour of each. */
  runs?: Record<string, number>;
  colors?: Record<string, string>;
  cells?: readonly (MediaCell | null)[];
  /** Of a column of conversations what its cells show, and where its messages are. */
  talks?: TalkColumn;
  get: Get | undefined;
  /** The columns of joined tables that stand in one, and what it is called. */
  parts?: Column[];
  title?: string;
}

export async function columnsOf(view: View): Promise<Column[]> {
  let number = 0;
  return Promise.all(
    view.columns.map(async (entry): Promise<Column> => {
      const { name, type, derived, width, timestamps, runs, colors, table, of, integer } = entry;
      const talks = entry.talks && (await talkColumn(entry.talks, name, () => number++));
      const [stored_, texts, missing, cells] = await Promise.all([
        entry.block ? block<Numbers | unknown[]>(entry.block) : [],
        entry.texts ? block<string[]>(entry.texts) : undefined,
        entry.missing ? block<Numbers>(entry.missing) : undefined,
        entry.cells ? block<(CellPayload | SeveralPayload | null)[]>(entry.cells) : undefined,
      ]);
      const stored: Stored = {
        name,
        type,
        values: talks?.facts ?? (entry.marked ? (revived(stored_) as unknown[]) : stored_),
        ...(talks?.columns.long.length ? { cut: true } : {}),
        ...(integer ? { integer } : {}),
        ...(texts ? { texts } : {}),
        ...(missing ? { missing } : {}),
        ...(width ? { width } : {}),
        ...(timestamps ? { timestamps } : {}),
        ...(derived === undefined ? {} : { derived }),
        ...(table === undefined || of === undefined ? {} : { table, of }),
      };
      const placed = (cell: CellPayload): Item => ({
        ...cell,
        number: number++,
        run: -1,
        key: name,
        step: 0,
        index: 0,
      });
      return {
        ...stored,
        ...(runs ? { runs } : {}),
        ...(colors ? { colors } : {}),
        ...(talks ? { talks } : {}),
        ...(cells
          ? { cells: cells.map((cell) => cell && ("items" in cell ? cell.items.map(placed) : placed(cell))) }
          : {}),
        get: derived === undefined ? getOf(stored, view.rows) : undefined,
      };
    }),
  );
}

export interface Look {
  filter: string;
  /** What menus and distributions ask of a column, by its name. */
  only: Readonly<Record<string, string>>;
  order: readonly (readonly [string, boolean])[];
  groupby: readonly string[];
  columns: readonly string[];
  pinned: readonly string[];
  widths: Readonly<Record<string, number>>;
  derive: Readonly<Record<string, string>>;
  height: Height;
  /** The column that colours the map. */
  color: string;
  /** The corners around the points of the map that are kept, in its units; all points where there are none. */
  lasso: readonly Point[];
  /** Of several joined tables the two that are shown, by their places; all where there is none. */
  pair: readonly number[];
}

export const firstLook = (view: View): Look => ({
  filter: view.filter,
  only: view.only,
  order: view.order,
  groupby: view.groupby,
  height: view.height,
  widths: {},
  derive: {},
  color: view.map?.color ?? "",
  lasso: [],
  pair: [],
  columns: namesOf(view, (column) => !column.hidden),
  pinned: namesOf(view, (column) => column.pinned ?? false),
});

/** The names under which some columns are shown. */
function namesOf(view: View, which: (entry: ColumnPayload) => boolean): string[] {
  const shown = view.columns.filter(
    (entry) => which(entry) && !(entry.of !== undefined && view.keys?.includes(entry.of)),
  );
  return [...new Set(shown.map(({ name, of }) => (of === undefined || view.layout === "side_by_side" ? name : of)))];
}

const key = (view: View): string => `table.${view.name}${view.place ? `.${view.place + 1}` : ""}`;

/** How the reader looks at it, as the address tells; what the address does not say is as the spec says. */
export function lookOf(view: View): Look {
  const first = firstLook(view);
  const text = state.settings[key(view)];
  if (!text) return first;
  try {
    const told = JSON.parse(text) as Partial<Look>;
    const known = new Set([...namesOf(view, () => true), ...Object.keys(told.derive ?? {})]);
    const names = (of: unknown, otherwise: readonly string[]): readonly string[] =>
      Array.isArray(of) ? of.filter((name): name is string => typeof name === "string" && known.has(name)) : otherwise;
    return { ...first, ...told, columns: names(told.columns, first.columns), pinned: names(told.pinned, first.pinned) };
  } catch {
    return first;
  }
}

/** Keep in the address what differs from the spec, as an `entry` of its own where the way back undoes it. */
export function keepLook(view: View, look: Look, entry: boolean): void {
  const first = firstLook(view) as unknown as Record<string, unknown>;
  const parts = Object.entries(look).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(first[name]));
  set(key(view), parts.length ? JSON.stringify(Object.fromEntries(parts)) : null, entry);
}

/** What the reader asks of the rows: the question, what columns are asked for, and the lasso. */
export const askedOf = ({ map }: View, { filter, only, lasso }: Look): string[] =>
  [filter, ...Object.values(only), map && lasso.length ? insideOf(quoted(map.x), quoted(map.y), lasso) : ""]
    .map((text) => text.trim())
    .filter(Boolean);

/** Every condition that holds: what the reader asks, and the runs that are on. */
export function conditionsOf(view: View, look: Look, columns: Iterable<Column>): string[] {
  const off = [...columns].flatMap(({ name, runs }) => {
    const hidden = Object.entries(runs ?? {})
      .filter(([, index]) => isHidden(index))
      .map(([run]) => literal(run));
    return hidden.length ? [`${quoted(name)} not in [${hidden.join(", ")}]`] : [];
  });
  return [...askedOf(view, look), ...off];
}

/** A condition on a column, or none, in place of the one that it had. */
export function filtered({ only }: Look, name: string, condition: string | undefined): Pick<Look, "only"> {
  const { [name]: _, ...others } = only;
  return { only: condition ? { ...others, [name]: condition } : others };
}

/** A column's name as it stands in a question. */
export function quoted(name: string): string {
  if (!name) return 'row[""]';
  if (
    /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) &&
    !["and", "or", "not", "in", "true", "false", "null", "row", "it"].includes(name)
  )
    return name;
  return name.includes("`") ? `row[${JSON.stringify(name)}]` : `\`${name}\``;
}

const CLIP = 200;

/** A text short enough to show. */
export const clip = (text: string): string => (text.length > CLIP ? `${text.slice(0, CLIP)}…` : text);

/** A column as its distribution is asked for: of conversations how many messages there are. */
export const measured = ({ name, type }: Column): string => `${quoted(name)}${type === "conversation" ? ".turns" : ""}`;

/** A value as it stands in a question. */
export const literal = (value: unknown): string =>
  typeof value === "string" ? `"${value.replace(/[\\"]/g, "\\$&")}"` : value === undefined ? "null" : String(value);
