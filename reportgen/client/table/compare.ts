// Joined tables: a cell with one value per table and what changed, and the questions that comparing asks.

import { button, create, exact } from "../core";
import type { Difference } from "../query/engine";
import { difference, isNumber } from "../query/whole";
import { type Cells, cellOf, nameOf, wordsOf } from "./cells";
import { type Column, clip, type Look, literal, own, quoted, type View } from "./view";

export interface Side {
  label: string;
  color: string;
}

/** A column of one table as it stands in a question. */
export const partOf = (column: Column): string => {
  const of = column.of ?? column.name;
  const name = quoted(of);
  if (column.table === undefined) return name;
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(of) ? `$${column.table}.${of}` : `$${column.table}[${literal(of)}]`;
};

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

/** Which two of several joined tables are shown: a choice for each, and one for all of them. */
export function pairOf(
  sides: readonly Side[],
  key: string,
  look: Look,
  change: (parts: Partial<Look>) => void,
): HTMLElement {
  const choose = (pair: readonly number[]): void => {
    // only rows that one of them has, and no switch of another pair
    const only = Object.fromEntries(Object.entries(look.only).filter(([name]) => !name.startsWith("compare ")));
    change({
      pair,
      only: pair.length ? { ...only, "compare pair": pair.map((i) => inTable(i, key)).join(" or ") } : only,
    });
  };
  const all = sides.map((_, i) => i);
  const pair = look.pair.length === 2 ? look.pair : [];
  const choice = (which: 0 | 1): HTMLSelectElement => {
    const select = create(
      "select",
      { "aria-label": which ? "Second table" : "First table" },
      ...sides.map(({ label }, i) => create("option", { value: String(i) }, label)),
    );
    select.value = String(pair[which] ?? (which ? sides.length - 1 : 0));
    select.addEventListener("change", () => {
      const now = [first, second].map(({ value }) => Number(value));
      const [a = 0, b = 0] = now;
      choose(a === b ? all.filter((i) => i === a || i === (a ? a - 1 : 1)) : now);
    });
    return select;
  };
  const first = choice(0);
  const second = choice(1);
  return create(
    "span",
    { class: "rg-table-pair" },
    create("span", { class: "rg-note" }, "Compare "),
    first,
    create("span", { class: "rg-note" }, " with "),
    second,
    " ",
    button(`all ${sides.length}`, () => choose([]), { class: "rg-table-switch", "aria-pressed": String(!pair.length) }),
  );
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
  if (column.type === "number") return numbers(parts, values as (number | bigint | null)[], sides, ends);
  if (column.type === "text" || column.type === "boolean" || column.type === "time") return texts(parts, values, sides);
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
        create("b", {}, value === null || value === undefined ? "–" : part.integer ? String(told) : wordsOf(told)),
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
    const apart = Number(difference(last, first).toPrecision(4));
    box.append(create("span", { class: "rg-compare-apart" }, `${apart > 0 ? "+" : "−"}${exact(Math.abs(apart))}`));
  }
  return box;
}

function texts(parts: readonly Column[], values: readonly unknown[], sides: readonly Side[]): HTMLElement {
  const known = values.filter((value) => value !== null && value !== undefined);
  const [first] = known;
  const shown = (value: unknown): string => clip(wordsOf(value));
  if (known.length === parts.length && known.every((value) => value === first)) return create("bdi", {}, shown(first));
  return create(
    "span",
    { class: "rg-compare-lines" },
    ...parts.map((part, i) => {
      const value = values[i];
      if (value === null || value === undefined)
        return line(sideOf(sides, part), create("span", { class: "rg-null", title: "no value" }, "–"));
      if (value === "") return line(sideOf(sides, part), create("span", { class: "rg-null" }, nameOf(value)));
      return line(
        sideOf(sides, part),
        i && first !== undefined ? marked(shown(first), shown(value)) : create("bdi", {}, shown(value)),
      );
    }),
  );
}

/** A text with what differs from another marked: what stands between their common beginning and end. */
function marked(before: string, after: string): HTMLElement {
  if (before === after) return create("bdi", {}, after);
  const a = [...before];
  const b = [...after];
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

export interface Choice {
  key: string;
  label: string;
  condition: string;
}

/** Whether a column of joined tables is one whose values are equal or not: a list of measured numbers never is. */
export const isCompared = ({ type, parts }: Column): boolean =>
  (type === "text" || type === "number" || type === "boolean" || type === "time") && (parts?.length ?? 0) > 1;

/** Whether a row is in one of the joined tables. */
const inTable = (table: number, key: string): string => `exists($${table}[${literal(key)}])`;

/** The questions that comparing asks: where rows are, and what changed. */
export function choices(
  view: View,
  columns: readonly Column[],
  better: string,
  pair: readonly number[] = [],
): Choice[] {
  const all = view.tables ?? [];
  const places = pair.length === 2 ? pair : all.map((_, i) => i);
  const sides = places.flatMap((i) => all[i] ?? []);
  const key = view.keys?.[0];
  const last = sides.length - 1;
  const found: Choice[] = [];
  if (!key || sides.length < 2) return found;
  const has = (i: number): string => inTable(places[i] ?? i, key);
  found.push({
    key: "where",
    label: sides.length > 2 ? "in all" : "in both",
    condition: sides.map((_, i) => has(i)).join(" and "),
  });
  for (const [i, { label }] of sides.entries())
    found.push({
      key: "where",
      label: `only in ${label}`,
      condition: sides.map((_, j) => (i === j ? has(j) : `not ${has(j)}`)).join(" and "),
    });
  const compared = columns.filter(isCompared);
  const ends = last > 1 ? `, ${sides[0]?.label} to ${sides[last]?.label}` : "";
  const steps = sides.slice(1).flatMap((_, i) => {
    // of several tables each is held against the one before
    const differ = compared.flatMap(({ parts = [] }) => {
      const [before, after] = [
        parts.find(({ table }) => table === places[i]),
        parts.find(({ table }) => table === places[i + 1]),
      ];
      return before && after ? [`${partOf(before)} != ${partOf(after)}`] : [];
    });
    return differ.length ? [`${has(i)} and ${has(i + 1)} and (${differ.join(" or ")})`] : [];
  });
  if (steps.length)
    found.push({
      key: "what",
      label: "changed",
      condition: steps.length > 1 ? steps.map((step) => `(${step})`).join(" or ") : (steps[0] ?? ""),
    });
  const measure = compared.find(({ name, type }) => type === "number" && name === better.replace(/^-/, ""));
  if (measure?.parts) {
    const [first, then] = [partOf(measure.parts[0] as Column), partOf(measure.parts.at(-1) as Column)];
    const up = better.startsWith("-") ? "<" : ">";
    found.push(
      { key: "what", label: `${measure.name} improved${ends}`, condition: `${then} ${up} ${first}` },
      {
        key: "what",
        label: `${measure.name} worsened${ends}`,
        condition: `${then} ${up === ">" ? "<" : ">"} ${first}`,
      },
    );
  }
  return found;
}

/** A switch for each of these questions, with how many rows it keeps; one of a kind holds at a time. */
export function switches(
  all: readonly Choice[],
  counts: readonly number[],
  look: Look,
  change: (only: Record<string, string>) => void,
): HTMLElement[] {
  return all.map(({ key, label, condition }, i) => {
    const name = `compare ${key}`;
    const pressed = own(look.only, name) === condition;
    const count = (counts[i] ?? 0).toLocaleString("en-US");
    return button(
      `${label} ${count}`,
      () => {
        const { [name]: _, ...only } = look.only;
        change(pressed ? only : { ...only, [name]: condition });
      },
      { class: "rg-table-switch", "aria-pressed": String(pressed) },
    );
  });
}

/** What changed, in words. */
export function changes(
  columns: readonly Column[],
  differences: readonly Difference[],
  sides: readonly Side[],
): string {
  const told = columns
    .flatMap(({ name, type }, i) => {
      const found = differences[i];
      if (!found?.changed) return [];
      const many = `${found.changed.toLocaleString("en-US")} of ${found.both.toLocaleString("en-US")}`;
      if (type !== "number" || !Number.isFinite(found.mean)) return [`${name} differs in ${many}`];
      return [
        `${name} ${found.mean >= 0 ? "+" : "−"}${exact(Math.abs(Number(found.mean.toPrecision(3))))} on average, up in ${found.up.toLocaleString("en-US")}, down in ${found.down.toLocaleString("en-US")}`,
      ];
    })
    .join("; ");
  return told && sides.length > 2 ? `${sides[0]?.label} to ${sides.at(-1)?.label}: ${told}` : told;
}
