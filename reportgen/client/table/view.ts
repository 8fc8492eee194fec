// What the page knows of a table, as reportgen/panels/table.py writes it, and how the reader looks at it.

import { block, isHidden, type Numbers, set, state } from "../core";
import type { Legend } from "../image";
import type { Item } from "../media_browser/layout";
import { getOf, type Stored } from "../query/data";
import type { Spread } from "../query/engine";
import type { Get } from "../query/values";
import { revived } from "../query/whole";
import { insideOf, type Point } from "./lasso";

export type Height = "small" | "medium" | "large";

interface Entry {
  name: string;
  type: string;
  block?: string;
  texts?: string;
  missing?: string;
  width?: number;
  moments?: string;
  cells?: string;
  integer?: boolean;
  marked?: boolean;
  derived?: string;
  hidden?: boolean;
  pinned?: boolean;
  runs?: Record<string, number>;
  colors?: Record<string, string>;
  table?: number;
  of?: string;
  /** Where the page carries a part of the rows: how all are spread, and those that the spec keeps. */
  whole?: [Spread, Spread];
}

export interface GroupEntry {
  keys: unknown[];
  count: number;
  spreads: Record<string, Spread>;
}

export interface View {
  columns: Entry[];
  rows: number;
  places: string;
  total: number;
  kept: number;
  filter: string;
  only: Record<string, string>;
  baked: string;
  order: [string, boolean][];
  groupby: string[];
  height: Height;
  source: Record<string, string | number | string[]>;
  name: string;
  /** Joined tables, the keys that they are joined on, and how they stand beside each other. */
  tables?: { label: string; color: string }[];
  keys?: string[];
  layout?: "joined" | "side_by_side";
  better?: string;
  matched?: string;
  /** The groups of the whole table, where the page carries a part of it. */
  groups?: GroupEntry[];
  /** Whether the rows that the page carries were chosen by chance. */
  sampled?: boolean;
  /** Its place among the tables of the same name. */
  place: number;
  /** The map of its rows: the columns that are their places, what colours it at first, how it was made. */
  map?: { column: string; x: string; y: string; color: string; said: string };
  legend?: Legend;
  settings?: Record<string, string>;
}

/** What a cell holds: one piece of media, or the pieces of a list or a mapping. */
export type MediaCell = Item & { items?: Item[] };
export const itemsOf = (cell: MediaCell | null | undefined): Item[] => cell?.items ?? (cell ? [cell] : []);

/** A column that can be shown: its values are here, or the engine answers them. */
export interface Column extends Stored {
  /** Of the column that tells where rows are from: the runs, and the colour of each. */
  runs?: Record<string, number>;
  colors?: Record<string, string>;
  cells?: readonly (MediaCell | null)[];
  get: Get | undefined;
  /** The columns of joined tables that stand in one, and what it is called. */
  parts?: Column[];
  title?: string;
}

export async function columnsOf(view: View): Promise<Column[]> {
  let number = 0;
  return Promise.all(
    view.columns.map(async (entry): Promise<Column> => {
      const { name, type, derived, width, moments, runs, colors, table, of, integer } = entry;
      const [stored_, texts, missing, cells] = await Promise.all([
        entry.block ? block<Numbers | unknown[]>(entry.block) : [],
        entry.texts ? block<string[]>(entry.texts) : undefined,
        entry.missing ? block<Numbers>(entry.missing) : undefined,
        entry.cells ? block<(MediaCell | null)[]>(entry.cells) : undefined,
      ]);
      const stored: Stored = {
        name,
        type,
        values: entry.marked ? (revived(stored_) as unknown[]) : stored_,
        ...(integer ? { integer } : {}),
        ...(texts ? { texts } : {}),
        ...(missing ? { missing } : {}),
        ...(width ? { width } : {}),
        ...(moments ? { moments } : {}),
        ...(derived === undefined ? {} : { derived }),
        ...(table === undefined || of === undefined ? {} : { table, of }),
      };
      for (const cell of (cells ?? []).flatMap(itemsOf))
        Object.assign(cell, { number: number++, run: -1, key: name, step: 0, index: 0 });
      return {
        ...stored,
        ...(runs ? { runs } : {}),
        ...(colors ? { colors } : {}),
        ...(cells ? { cells } : {}),
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
function namesOf(view: View, which: (entry: Entry) => boolean): string[] {
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

/** Keep in the address what differs from the spec. */
export function keepLook(view: View, look: Look): void {
  const first = firstLook(view) as unknown as Record<string, unknown>;
  const parts = Object.entries(look).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(first[name]));
  set(key(view), parts.length ? JSON.stringify(Object.fromEntries(parts)) : null);
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

/** A value as it stands in a question. */
export const literal = (value: unknown): string =>
  typeof value === "string" ? `"${value.replace(/[\\"]/g, "\\$&")}"` : value === undefined ? "null" : String(value);
