// Joined tables: a cell with one value per table and what changed, and the questions that comparing asks.

import { create, said, say } from "../../core";
import { difference, isNumber } from "../../query/whole";
import { type Cells, cellOf, nameOf, noValue, wordsOf } from "../grid/cells";
import { type Column, clip, literal, quoted, type View } from "../view";
import { wordsIn } from "./words";

export interface Side {
  label: string;
  color: string;
}

/** A column of one table as it stands in a question. */
export const partOf = (column: Column): string => {
  const of = column.of ?? column.name;
  return column.table === undefined ? quoted(of) : sideName(column.table, of);
};

/** A column of one of several tables, by its place, as it stands in a question. */
export const sideName = (table: number, name: string): string =>
  /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? `$${table}.${name}` : `$${table}[${literal(name)}]`;

/** Columns as they are shown: of joined tables those of one name as one, unless they stand side by side. */
export function merged(view: View, columns: readonly Column[]): Column[] {
  if (!view.tables) return [...columns];
  const shown: Column[] = [];
  const byName = new Map<string, Column>();
  for (const column of columns) {
    const { of, table } = column;
    if (of === undefined || table === undefined) {
      shown.push(column);
      continue;
    }
    if (view.keys?.includes(of)) continue;
    const known = byName.get(of);
    if (known?.parts && view.layout !== "side_by_side") {
      known.parts.push(column);
      if (known.type !== column.type) known.type = "json";
      continue;
    }
    const made: Column = {
      ...column,
      name: view.layout === "side_by_side" ? column.name : of,
      parts: [column],
      title: of,
    };
    byName.set(of, made);
    shown.push(made);
  }
  return view.layout === "side_by_side" ? shown.sort((a, b) => (a.table ?? -1) - (b.table ?? -1)) : shown;
}

/** Columns of the joined tables that are shown, in the order in which they are compared. */
export function paired(columns: readonly Column[], pair: readonly number[]): Column[] {
  if (pair.length !== 2) return [...columns];
  const place = ({ table }: Column): number => (table === undefined ? -1 : pair.indexOf(table));
  return columns
    .filter((column) => column.table === undefined || place(column) >= 0)
    .sort((a, b) => (a.table === undefined || b.table === undefined ? 0 : place(a) - place(b)));
}

/** One value per table: numbers as bars with their difference, texts with what changed, all else beside each other. */
export function compareCell(
  column: Column,
  values: readonly unknown[],
  row: number,
  sides: readonly Side[],
  ends: readonly [number, number],
  cells: Cells,
  small: boolean,
  better = "",
): Node {
  const parts = column.parts ?? [];
  if (column.type === "media") {
    return create(
      "span",
      { class: "rg-compare-media" },
      ...parts.map((part, i) =>
        create(
          "span",
          { class: "rg-compare-one", title: sideOf(sides, part).label },
          cellOf(part, row, values[i], cells, small),
        ),
      ),
    );
  }
  if (column.type === "number") {
    const sign = better.replace(/^-/, "") === column.name ? (better.startsWith("-") ? -1 : 1) : 0;
    return numbers(parts, values as (number | bigint | null)[], sides, ends, sign);
  }
  if (column.type === "text" || column.type === "boolean" || column.type === "time")
    return texts(parts, values, sides, row, cells);
  if (column.type === "conversation") {
    const answers = values.map((value) => (value as { answer: string } | null)?.answer);
    return texts(parts, answers, sides, row, cells);
  }
  return create(
    "span",
    { class: "rg-compare-lines" },
    ...parts.map((part, i) => line(sideOf(sides, part), cellOf(part, row, values[i], cells, small))),
  );
}

const sideOf = (sides: readonly Side[], part: Column): Side =>
  sides[part.table ?? 0] ?? { label: "", color: "var(--ink-2)" };

function line({ label, color }: Side, inner: Node): HTMLElement {
  const dot = create("i", { class: "rg-dot", title: label });
  const made = create("span", { class: "rg-compare-line" }, dot, inner);
  dot.style.background = color;
  made.style.setProperty("--side", color);
  return made;
}

function numbers(
  parts: readonly Column[],
  values: readonly (number | bigint | null)[],
  sides: readonly Side[],
  [low, high]: readonly [number, number],
  sign: number,
): HTMLElement {
  const from = Math.min(0, low);
  const wide = Math.max(0, high) - from || 1;
  const box = create("span", { class: "rg-compare-bars" });
  for (const [i, part] of parts.entries()) {
    const told = values[i];
    const value = isNumber(told) ? Number(told) : told;
    const { color, label } = sideOf(sides, part);
    const bar = create("i", { title: label });
    if (typeof value === "number" && Number.isFinite(value)) {
      bar.style.insetInlineStart = `${((Math.min(0, value) - from) / wide) * 100}%`;
      bar.style.width = `${(Math.abs(value) / wide) * 100}%`;
      bar.style.background = color;
    }
    box.append(
      create(
        "span",
        { class: "rg-compare-bar" },
        create("span", {}, bar),
        create(
          "b",
          {},
          value === null || value === undefined
            ? "–"
            : typeof told === "number" && !part.integer
              ? said(told)
              : wordsOf(told),
        ),
      ),
    );
  }
  const first = values[0];
  const last = values.at(-1);
  if (
    parts.length > 1 &&
    isNumber(first) &&
    isNumber(last) &&
    first !== last &&
    Number.isFinite(difference(last, first))
  ) {
    const apart = Number(difference(last, first).toPrecision(12)); // without what rounding alone makes
    const improved = apart * sign > 0;
    const told = create("span", { class: "rg-compare-apart" }, `${apart > 0 ? "+" : "−"}${said(Math.abs(apart))}`);
    if (sign) {
      told.classList.add(improved ? "rg-better" : "rg-worse");
      told.append(improved ? " ✓" : " ✗");
      told.title = improved ? say("better") : say("worse");
    }
    box.append(told);
  }
  return box;
}

function texts(
  parts: readonly Column[],
  values: readonly unknown[],
  sides: readonly Side[],
  row: number,
  cells: Cells,
): HTMLElement {
  const known = values.filter((value) => value !== null && value !== undefined);
  const [first] = known;
  const shown = (value: unknown): string => clip(wordsOf(value));
  if (known.length === parts.length && known.every((value) => value === first)) return create("bdi", {}, shown(first));
  return create(
    "span",
    { class: "rg-compare-lines" },
    ...parts.map((part, i) => {
      const value = values[i];
      if (value === null || value === undefined) return line(sideOf(sides, part), noValue(part, row, cells));
      if (value === "") return line(sideOf(sides, part), create("span", { class: "rg-null" }, nameOf(value)));
      return line(
        sideOf(sides, part),
        i && first !== undefined ? marked(shown(first), shown(value)) : create("bdi", {}, shown(value)),
      );
    }),
  );
}

/** A text with the words marked that differ from another: what is between their common beginning and end. */
function marked(before: string, after: string): HTMLElement {
  if (before === after) return create("bdi", {}, after);
  const a = wordsIn(before);
  const b = wordsIn(after);
  let start = 0;
  let end = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return create(
    "bdi",
    {},
    b.slice(0, start).join(""),
    create("mark", {}, b.slice(start, b.length - end).join("")),
    b.slice(b.length - end).join(""),
  );
}
