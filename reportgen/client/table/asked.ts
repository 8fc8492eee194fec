// What is asked of a table, in words: chips that take it away again, and how many rows that leaves.

import { button, create } from "../core";
import type { Library } from "../libraries/query";
import type { Answer } from "../query/engine";
import type { Known } from "./asker";
import { LASSO } from "./map";
import { clip, type Look, own, type View } from "./view";

export function chipsOf(look: Look, now: () => Look, change: (parts: Partial<Look>) => void): HTMLElement[] {
  const chips: HTMLElement[] = [];
  const chip = (label: string, text: string, remove: () => void): void =>
    void chips.push(
      create(
        "span",
        { class: "rg-table-chip" },
        create("span", { class: "rg-note" }, label),
        " ",
        create("bdi", {}, clip(text)),
        " ",
        button("×", remove, { "aria-label": `Remove: ${label} ${text}` }),
      ),
    );
  for (const [name, text] of Object.entries(look.only))
    if (!name.startsWith("compare "))
      chip("only", name === LASSO ? "what the lasso holds" : text, () => {
        const { [name]: _, ...only } = now().only;
        change({ only });
      });
  for (const text of look.groupby)
    chip("grouped by", text, () => change({ groupby: now().groupby.filter((by) => by !== text) }));
  for (const [text, down] of look.order)
    chip(down ? "sorted ↓" : "sorted ↑", text, () => change({ order: now().order.filter(([by]) => by !== text) }));
  for (const name of Object.keys(look.derive))
    chip("column", `${name} = ${own(look.derive, name) ?? ""}`, () => {
      const { [name]: _, ...derive } = now().derive;
      change({ derive, columns: now().columns.filter((one) => one !== name) });
    });
  return chips;
}

/** What a filter searches for, where it is a word alone; it may be no question yet. */
export function wordIn(library: Library, { tables, shared }: Known, filter: string): string | undefined {
  try {
    return filter.trim() ? library.wordOf(filter.trim(), tables, shared) : undefined;
  } catch {
    return undefined;
  }
}

export function statusOf(view: View, { rows, groups }: Answer, word: string | undefined): string {
  const n = (value: number): string => value.toLocaleString("en-US");
  const first =
    rows.length === view.rows
      ? `${n(rows.length)} row${rows.length === 1 ? "" : "s"}`
      : `${n(rows.length)} of ${n(view.rows)} rows`;
  const cut =
    view.rows < view.total
      ? `; the page carries ${view.sampled ? "a random " : ""}${n(view.rows)} of ${n(view.kept)}${view.baked ? ` that match ${view.baked}, of ${n(view.total)} in all` : ""}`
      : "";
  return `${first}${word === undefined ? "" : ` with “${clip(word)}” in a text`}${groups.length ? ` in ${n(groups.length)} groups` : ""}${cut}`;
}
