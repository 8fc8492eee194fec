// The conversations of a row: whole, next to its target, and of joined tables next to each other.

import { block, bytes, create, loaded, type Numbers, say } from "../core";
import type { Learned } from "../query/engine/talks";
import { wordsOf } from "./grid/cells";
import type { Shown } from "./shown";
import { Pool, type TalkColumn } from "./talks";
import type { Column, View } from "./view";

const drawn = (): typeof import("../conversation") | undefined => loaded("conversation");
const TARGETS = /^(?:target|expected|expected_output|expectedoutput|reference|ideal|gold|label|ground_truth|truth)$/i;
const pools = new WeakMap<View, Pool>();

function poolOf(view: View): Pool | undefined {
  const known = pools.get(view) ?? (view.pool && new Pool(view.pool));
  if (known) pools.set(view, known);
  return known;
}

/** What shows the conversations of a row, by column; null for one that stands in that of another. */
export async function talkFields(
  table: Shown,
  row: number,
  values: ReadonlyMap<Column, unknown>,
): Promise<Map<Column, HTMLElement | null>> {
  const fields = new Map<Column, HTMLElement | null>();
  const groups = new Map<string, Column[]>();
  const { pair } = table.look;
  for (const column of values.keys()) {
    if (!column.talks?.lines(row)) continue;
    const off = column.table !== undefined && pair.length === 2 && !pair.includes(column.table);
    const group = groups.get(column.of ?? column.name) ?? [];
    groups.set(column.of ?? column.name, group);
    if (group.length || off) fields.set(column, null);
    if (!off) group.push(column);
  }
  const target = groups.size === 1 ? targetIn(values) : undefined;
  for (const [name, columns] of groups)
    if (columns[0]) fields.set(columns[0], await talkField(table, name, columns, row, target));
  for (const column of target?.columns ?? []) fields.set(column, null);
  return fields;
}

async function talkField(
  { view, cells }: Shown,
  name: string,
  columns: readonly Column[],
  row: number,
  target: Target | undefined,
): Promise<HTMLElement> {
  const pool = poolOf(view);
  const sides = [];
  for (const { talks, table } of columns) {
    const told = await talks?.placesOf(row);
    if (!talks || !told || !pool) continue;
    const { label, color } = view.tables?.[table ?? -1] ?? { label: "", color: "" };
    const shown = told.rejected.length ? say("chosen") : label;
    sides.push({ label: shown, color, places: told.places, messages: await pool.messages(told.places) });
    if (!told.rejected.length) continue;
    const { rejected: places } = told;
    sides.push({ label: say("rejected"), color, places, messages: await pool.messages(places) });
  }
  const size = columns.map(({ talks }) => talks?.sizeOf(row) ?? "").join(" | ");
  const shown =
    (sides.length ? drawn()?.talkView(sides, size, target, cells.making) : undefined) ??
    create("p", { class: "rg-note" }, `${size}. ${say("Its messages are not in this report.")}`);
  return create(
    "section",
    { class: "rg-detail-talk", "aria-label": name },
    create("h4", {}, create("bdi", {}, name)),
    shown,
  );
}

/** What the answer should be, and the columns that say it. */
interface Target {
  name: string;
  text: string;
  columns: Column[];
}

/** The column that says what the answer should be, by its name; of joined tables all of them, where they agree. */
function targetIn(values: ReadonlyMap<Column, unknown>): Target | undefined {
  const named = [...values].filter(([{ name, of, talks }]) => !talks && TARGETS.test(of ?? name));
  const name = named[0]?.[0].of ?? named[0]?.[0].name ?? "";
  const found = named.filter(([column]) => (column.of ?? column.name) === name);
  const [text, ...others] = found.map(([, value]) => wordsOf(value));
  if (!text || others.some((other) => other !== text)) return undefined;
  return { name, text, columns: found.map(([column]) => column) };
}

/** The messages of some rows in OpenAI's form. */
export async function messagesOf(view: View, talks: TalkColumn, rows: Uint32Array): Promise<unknown[]> {
  const pool = poolOf(view);
  const found: unknown[] = [];
  for (const row of rows) {
    const told = talks.lines(row) ? await talks.placesOf(row) : undefined;
    found.push(told && pool ? drawn()?.openAi(await pool.messages(told.places)).messages : (talks.raw(row) ?? null));
  }
  return found;
}

/** All texts of a table's conversations, for the engine. */
export async function textsOf({ pool }: View, columns: readonly Column[]): Promise<Learned> {
  const told = columns.flatMap(({ name, talks }) => {
    const { refs, starts } = talks?.payload ?? {};
    return refs && starts ? [{ name, refs, starts }] : [];
  });
  return {
    blocks: await Promise.all((pool?.blocks ?? []).map(bytes)),
    columns: await Promise.all(
      told.map(async ({ name, refs, starts }) => ({
        name,
        refs: await block<Numbers>(refs),
        starts: await block<Numbers>(starts),
      })),
    ),
  };
}
