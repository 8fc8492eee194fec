// One row, whole: every column with its value, media at their full width; the arrow keys go to the next row.

import { button, create, isCut, plural, said, say, written } from "../core";
import { content, type Making } from "../media_browser/figure";
import { type Cells, isNumbers, spark, tree, wordsOf } from "./grid/cells";
import type { Shown } from "./shown";
import { talkFields } from "./talk_rows";
import { type Column, itemsOf, type MediaCell, type View } from "./view";

/** Show a row of some, whole. */
export function openDetail(table: Shown, rows: Uint32Array, start: number): void {
  const { places } = table;
  const columns = columnsOf(table);
  const count = rows.length;
  const n = (value: number): string => value.toLocaleString("en-US");
  const body = create("div", { class: "rg-detail-body" });
  const name = create("h3", { class: "rg-detail-title", id: "rg-detail-title" });
  const wide = columns.some(({ talks }) => talks) ? " rg-detail-wide" : "";
  const dialog = create("dialog", { class: `rg-detail${wide}`, tabindex: -1, "aria-labelledby": "rg-detail-title" });
  let at = Math.max(0, rows.indexOf(start));
  const go = async (by: number): Promise<void> => {
    at = Math.max(0, Math.min(count - 1, at + by));
    const row = rows[at] ?? 0;
    name.textContent = say("Row {n} of {total} (row {place} of the table)", {
      n: n(at + 1),
      total: n(count),
      place: n((places[row] ?? 0) + 1),
    });
    before.disabled = at === 0;
    after.disabled = at === count - 1;
    if ((document.activeElement as HTMLButtonElement | null)?.disabled) dialog.focus();
    const here = at;
    const found = await Promise.all(columns.map((column) => table.values(column, Uint32Array.of(row))));
    if (here !== at) return;
    const values = new Map(columns.map((column, i) => [column, found[i]?.[0]]));
    const talks = await talkFields(table, row, values);
    if (here !== at) return;
    body.replaceChildren(...fieldsOf(table, columns, row, values, talks));
    dialog.scrollTop = 0;
  };
  const before = step("←", say("Previous row"), "k", () => void go(-1));
  const after = step("→", say("Next row"), "j", () => void go(1));
  const close = button("✕", () => dialog.close(), { "aria-label": say("Close"), class: "rg-detail-close" });
  dialog.append(
    create("div", { class: "rg-detail-head" }, name, create("span", { class: "rg-detail-move" }, before, after), close),
    body,
  );
  listen(dialog, (by) => void go(by));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  void go(0);
}

/** Have keys go to the next row until the dialog closes: a button that is gone leaves its keys to the page. */
function listen(dialog: HTMLDialogElement, go: (by: number) => void): void {
  const press = (event: KeyboardEvent): void => {
    const on = event.target as Element;
    if (on.closest("input, textarea, select, rg-scene, video, audio, summary")) return;
    if (on !== document.body && on.closest("dialog") !== dialog) return; // a picture is open above
    const by = { ArrowLeft: -1, ArrowRight: 1, k: -1, j: 1 }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(by);
  };
  document.addEventListener("keydown", press);
  dialog.addEventListener("close", () => {
    document.removeEventListener("keydown", press);
    dialog.remove();
  });
}

const step = (arrow: string, what: string, key: string, act: () => void): HTMLButtonElement =>
  button(arrow, act, { "aria-label": what, title: say("{what} (key {key})", { what, key }) });

const MOST = 200_000; // characters

const long = (text: string): string =>
  text.length > MOST
    ? `${text.slice(0, MOST)}… ${say("({n} more characters are in what is saved)", { n: (text.length - MOST).toLocaleString("en-US") })}`
    : text;

/** The columns of a row: of joined tables those of the pair that is shown, of one name next to each other. */
function columnsOf({ view, look, columns }: Shown): Column[] {
  const found = new Map<string | Column, Column[]>();
  for (const column of columns.stored) {
    const { of, table } = column;
    if (of !== undefined && (view.keys?.includes(of) || (look.pair.length && !look.pair.includes(table ?? -1))))
      continue;
    const name = of ?? column;
    found.set(name, [...(found.get(name) ?? []), column]);
  }
  return [...found.values()].flat();
}

/** What is shown of a row: what several joined tables agree on once, else each table's under its name. */
function fieldsOf(
  { view, cells }: Shown,
  columns: readonly Column[],
  row: number,
  values: ReadonlyMap<Column, unknown>,
  talks: Awaited<ReturnType<typeof talkFields>>,
): HTMLElement[] {
  return columns.flatMap((column) => {
    const talk = talks.get(column);
    if (talk !== undefined) return talk ? [talk] : [];
    const same = columns.filter(({ of }) => of !== undefined && of === column.of);
    const value = values.get(column);
    if (same.length < 2 || !areEqual(same, values)) return [field(column, row, value, cells, nameIn(column, view))];
    return column === same[0] ? [field(column, row, value, cells, column.of)] : [];
  });
}

/** Whether a row has the same value in all of these columns, which is then shown once. */
function areEqual(columns: readonly Column[], values: ReadonlyMap<Column, unknown>): boolean {
  if (columns.some(({ cells, talks }) => cells || talks)) return false;
  const [first, ...rest] = columns.map((column) => wordsOf(values.get(column) ?? null));
  return rest.every((one) => one === first);
}

/** What a column is called: of joined tables its name there, and whose it is. */
function nameIn({ name, of, table }: Column, view: View): string | (string | Node)[] {
  const side = table === undefined ? undefined : view.tables?.[table];
  if (of === undefined || !side) return name;
  const dot = create("i", { class: "rg-dot" });
  dot.style.background = side.color;
  return [create("bdi", {}, of), " ", create("span", { class: "rg-note" }, dot, " ", create("bdi", {}, side.label))];
}

function field(
  column: Column,
  row: number,
  value: unknown,
  cells: Cells,
  name: string | (string | Node)[] = column.name,
): HTMLElement {
  const item = column.cells?.[row];
  if (column.talks) value = column.talks.raw(row) ?? null;
  const shown = item && cells.making ? mediaIn(item, cells.making) : valueIn(column, value);
  const head = typeof name === "string" ? [create("bdi", {}, name)] : name;
  return create("dl", {}, create("dt", {}, ...head), shown);
}

function mediaIn(cell: MediaCell, making: Making): HTMLElement {
  const shown = itemsOf(cell).flatMap((one) => [
    content(one, making),
    ...(one.caption ? [create("p", { class: "rg-note" }, create("bdi", {}, one.caption))] : []),
  ]);
  return create("dd", { class: "rg-detail-media" }, ...shown);
}

function valueIn({ integer }: Column, value: unknown): HTMLElement {
  if (isNumbers(value)) {
    const list = create("p", { class: "rg-detail-numbers" }, value.map(wordsOf).join(", "));
    return create(
      "dd",
      {},
      spark(value),
      create("details", {}, create("summary", {}, plural(value.length, "value")), list),
    );
  }
  if (typeof value === "object" && value !== null) return create("dd", {}, tree(value));
  if (typeof value === "bigint" || (integer && typeof value === "number"))
    return create("dd", {}, said(value, 4, false));
  if (typeof value === "number") {
    const shown = said(value);
    const exact = isCut(value, shown) ? create("span", { class: "rg-note" }, ` ${written(value)}`) : "";
    return create("dd", {}, shown, exact);
  }
  const none = create("span", { class: "rg-null" }, say("no value"));
  return create(
    "dd",
    { class: "rg-detail-text" },
    value === null || value === undefined ? none : create("bdi", {}, long(wordsOf(value))),
  );
}
