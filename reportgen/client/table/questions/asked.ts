// What is asked of a table, in words: chips that take it away again, and how many rows that leaves.

import { button, create, plural, say } from "../../core";
import type { Library } from "../../libraries/query";
import type { Answer } from "../../query/engine/engine";
import type { Shown } from "../shown";
import { clip, filtered, type Look, type View } from "../view";
import type { Known } from "./asker";

export function chipsOf(table: Shown): HTMLElement[] {
  const { look } = table;
  const chip = (label: string, text: string, remove: (now: Look) => Partial<Look>): HTMLElement =>
    create(
      "span",
      { class: "rg-table-chip" },
      create("span", { class: "rg-note" }, label),
      " ",
      create("bdi", {}, clip(text)),
      " ",
      button("×", () => table.change(remove(table.look)), {
        "aria-label": say("Remove: {what}", { what: `${label} ${text}` }),
      }),
    );
  return [
    ...Object.entries(look.only)
      .filter(([name]) => !name.startsWith("compare "))
      .map(([name, text]) => chip(say("Filter"), text, (now) => filtered(now, name, undefined))),
    ...(look.lasso.length ? [chip(say("Filter"), say("in selection"), () => ({ lasso: [] }))] : []),
    ...look.groupby.map((text) =>
      chip(say("Group by"), text, ({ groupby }) => ({ groupby: groupby.filter((by) => by !== text) })),
    ),
    ...look.order.map(([text, down]) =>
      chip(down ? say("Sort ↓") : say("Sort ↑"), text, ({ order }) => ({ order: order.filter(([by]) => by !== text) })),
    ),
    ...Object.entries(look.derive).map(([name, text]) =>
      chip(say("Column"), `${name} = ${text}`, (now) => {
        const { [name]: _, ...derive } = now.derive;
        return { derive, columns: now.columns.filter((one) => one !== name) };
      }),
    ),
  ];
}

/** What a filter searches for, where it is words alone; it may be no question yet. */
export function wordsIn(library: Library, { tables, shared }: Known, filter: string): readonly string[] | undefined {
  try {
    return filter.trim() ? library.wordsOf(filter.trim(), tables, shared) : undefined;
  } catch {
    return undefined;
  }
}

/** Write how many rows there are, and what they are filtered by, which is seen on paper alone. */
export function writeStatus(
  status: HTMLElement,
  view: View,
  answer: Answer,
  filter: string,
  words?: readonly string[],
): void {
  status.dataset.filter = filter;
  status.textContent = statusOf(view, answer, words);
}

function statusOf(view: View, { rows, groups }: Answer, words: readonly string[] | undefined): string {
  const n = (value: number): string => value.toLocaleString("en-US");
  const parts = [
    rows.length === view.rows
      ? plural(rows.length, "row")
      : say("{n} of {total} rows", { n: n(rows.length), total: n(view.rows) }),
    words ? ` ${say("containing “{word}”", { word: words.map((word) => clip(word)).join("”, “") })}` : "",
    groups.length ? ` ${say("in {groups}", { groups: plural(groups.length, "group") })}` : "",
  ];
  if (view.rows === view.total) return parts.join("");
  const held = say(
    view.sampled ? "this report holds a random sample of {n} of {total} rows" : "this report holds {n} of {total} rows",
    { n: n(view.rows), total: n(view.kept) },
  );
  const matching = view.baked
    ? ` ${say("that match {filter} ({n} in total)", { filter: view.baked, n: n(view.total) })}`
    : "";
  return `${parts.join("")}; ${held}${matching}`;
}
