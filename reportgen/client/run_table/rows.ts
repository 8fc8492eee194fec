// Rows and heads of the run table.

import { button, create, type Manner, plural, said, say, titleOf } from "../core";
import type { RunTableColumnPayload, RunTableRowPayload } from "../payloads";
import { deltaOf } from "../run_comparer/delta";
import { type Cell, isNumber, show } from "./cells";

/** A row with its cells as the page holds them. */
export type Row = Omit<RunTableRowPayload, "cells"> & { cells: Cell[] };

export const textOf = (row: Row): string => [row.run.name, row.run.state, ...row.cells].join("\u0000").toLowerCase();

/** How many runs are shown of all. */
export const countOf = (shown: number, all: number): string =>
  shown === all
    ? plural(all, "run")
    : say("{n} of {total}", { n: shown.toLocaleString("en-US"), total: plural(all, "run") });

/** Rows by what the spec groups them by, or by a column, groups in the order of their first row. */
export function groupsOf(
  rows: readonly Row[],
  columns: readonly RunTableColumnPayload[],
  by: number,
): Map<string, Row[]> {
  const { label, path = "" } = columns[by] ?? {};
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = label === undefined ? row.group : `${label}: ${show(row.cells[by] ?? null, path) || "–"}`;
    const members = groups.get(name);
    if (members) members.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}

/** What is shown as the rows of a sheet, the group of each run first where there are groups. */
export function sheetOf(
  groups: ReadonlyMap<string, readonly Row[]>,
  columns: readonly RunTableColumnPayload[],
  shown: readonly number[],
): unknown[][] {
  const grouped = [...groups.keys()].some(Boolean);
  const rows = [...groups].flatMap(([group, members]) =>
    members.map((row) => [...(grouped ? [group] : []), row.run.name, ...shown.map((i) => row.cells[i])]),
  );
  return [[...(grouped ? ["group"] : []), "run", ...shown.map((i) => columns[i]?.label)], ...rows];
}

export function groupRow(name: string, count: number, columns: number): HTMLElement {
  const head = create("th", { scope: "rowgroup", colspan: columns + 1 }, create("bdi", {}, name));
  head.append(" ", create("span", { class: "rg-note" }, count.toLocaleString("en-US")));
  return create("tr", { class: "rg-group" }, head);
}

export function tableRow(
  row: Row,
  places: readonly number[],
  columns: readonly RunTableColumnPayload[],
  best: ReadonlyMap<number, number | bigint | null>,
  manners: ReadonlyMap<number, Manner>,
): HTMLElement {
  const dot = create("i", { class: "rg-dot" });
  dot.style.background = `var(--run-${row.run.index})`;
  const { state } = row.run;
  const isState = (i: number): boolean => columns[i]?.path === "state" && row.cells[i] === state;
  const marked: (string | HTMLElement)[] = isBad(state) && !places.some(isState) ? [" ", badge(state)] : []; // once
  if (row.run.isBaseline) marked.push(" ", create("span", { class: "rg-state" }, say("baseline")));
  const name = create("th", { scope: "row" }, dot, create("bdi", {}, row.run.name), ...marked);
  const cells = places.map((i) => {
    const value = row.cells[i] ?? null;
    const isBest = isNumber(value) && best.get(i) === value;
    const shown = show(value, columns[i]?.path ?? "", columns[i]?.numeric ? manners.get(i) : undefined);
    const names = [columns[i]?.numeric ? "n" : "", isBest ? "best" : "", shown.length < 32 ? "s" : ""]
      .filter(Boolean)
      .join(" ");
    const title = titleIn(value, columns[i]?.path ?? "", shown);
    const text = isBad(state) && isState(i) ? badge(state) : create("bdi", {}, shown);
    const after = isBest ? [create("span", { class: "rg-hidden" }, ` ${say("(best)")}`)] : [];
    return create("td", { class: names || null, title }, text, ...after, ...against(value, row, columns[i]));
  });
  return create("tr", { "data-run": row.run.index }, name, ...cells);
}

/** How far a cell is from the baseline's mean, below its value. */
function against(value: Cell, row: Row, column: RunTableColumnPayload | undefined): HTMLElement[] {
  const base = column?.baseline;
  if (typeof value !== "number" || typeof base !== "number" || row.run.isBaseline) return [];
  const found = deltaOf(value, base, column?.goal ?? "");
  const { verdict = "" } = found ?? {};
  const parts: Node[] = found ? [create("b", {}, found.difference)] : [];
  if (verdict)
    parts.push(
      create("i", { "aria-hidden": "true" }, verdict === "better" ? "✓" : "✗"),
      create("span", { class: "rg-hidden" }, verdict === "better" ? say("better") : say("worse")),
    );
  return [create("span", { class: verdict ? `rg-delta rg-${verdict}` : "rg-delta" }, ...parts)];
}

/** The row of the baseline's means; nothing where no column has one. */
export function footOf(
  places: readonly number[],
  columns: readonly RunTableColumnPayload[],
  runs: number,
): HTMLElement[] {
  const means = places.map((i) => columns[i]?.baseline ?? null);
  if (!runs || means.every((mean) => mean === null)) return [];
  const cells = means.map((mean) => {
    if (mean === null) return create("td");
    const text = said(mean);
    return create("td", { class: "n" }, create("bdi", { title: titleOf(mean, text) ?? null }, text));
  });
  const name = runs === 1 ? say("baseline") : say("baseline, mean of {n}", { n: runs });
  return [create("tfoot", {}, create("tr", {}, create("th", { scope: "row" }, name), ...cells))];
}

/** How a run ended, where that is not well. */
const badge = (state: string): HTMLElement => create("span", { class: `rg-state rg-state-${state}` }, state);

const isBad = (state: string): boolean => !["", "finished"].includes(state);

/** Long texts whole, and numbers with every digit. */
function titleIn(value: Cell, path: string, shown: string): string | null {
  if (!isNumber(value)) return shown.length > 40 ? shown : null;
  if (path === "duration") return `${value} s`;
  return path === "created" ? null : titleOf(value, shown);
}

/** Keep these of a table's rows, in their order; false, and nothing is done, where one is not made or none is left. */
export function keepRows(body: HTMLElement, rows: readonly (HTMLElement | undefined)[]): boolean {
  if (!rows.length || rows.includes(undefined)) return false;
  const kept = new Set<Element | undefined>(rows);
  for (const row of [...body.children]) if (!kept.has(row)) row.remove();
  rows.forEach((row, i) => {
    const here = body.children[i] ?? null;
    if (row && row !== here) body.insertBefore(row, here);
  });
  return true;
}

/** The head of a column; `sorted` is how rows are sorted by it. */
export function headCell(
  label: string,
  column: RunTableColumnPayload | undefined,
  sorted: "ascending" | "descending" | null,
  sort: () => void,
): HTMLElement {
  const press = button("", sort, { class: "rg-sort" });
  press.append(create("bdi", {}, label));
  const goal = column?.goal
    ? column.goal === "minimize"
      ? `, ${say("lower is better")}`
      : `, ${say("higher is better")}`
    : "";
  return create(
    "th",
    {
      scope: "col",
      class: column?.numeric ? "n" : null,
      "aria-sort": sorted,
      title: column ? `${column.path}${goal}` : null,
    },
    press,
  );
}
