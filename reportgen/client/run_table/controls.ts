// The line above the run table: a search that is a filter, too, groups, and what can be saved.

import { button, create, ghostParts, say } from "../core";
import type { RunTableColumnPayload } from "../payloads";
import type { Cell } from "./cells";
import type { Look } from "./look";

const MOST_GROUPS = 20;

/** A search field, and what is wrong in its condition, which stands below all controls: none moves while one types. */
export function searchField(
  example: string,
  changed: (text: string) => void,
): { element: HTMLElement; input: HTMLInputElement; error: HTMLElement } {
  const input = create("input", {
    type: "search",
    placeholder: example ? say("Search runs, or {example}", { example }) : say("Search runs"),
    "aria-label": say("Search runs"),
    class: "rg-search",
  });
  const error = create("span", { class: "rg-ask-error", role: "alert", hidden: true });
  input.addEventListener("input", () => changed(input.value));
  return { element: create("span", { class: "rg-run-search" }, input), input, error };
}

/** Tick the box that shows only columns that differ, and say what it hides, or why it would hide nothing. */
export function tellDiffering(box: HTMLInputElement, look: Look, columns: readonly RunTableColumnPayload[]): void {
  const same = [...look.shown]
    .sort((a, b) => a - b)
    .flatMap((i) => (columns[i]?.differs ? [] : [columns[i]?.label ?? ""]));
  const listed = same.length > 8 ? [...same.slice(0, 8), say("and {n} more", { n: same.length - 8 })] : same;
  box.checked = look.differing;
  box.disabled = !look.differing && !same.length;
  const label = box.closest("label");
  if (!label) return;
  const columnsListed = { columns: listed.join(", ") };
  if (!same.length) label.title = say("Every column shown differs between runs.");
  else if (look.differing) label.title = say("Hides what is the same in all runs: {columns}", columnsListed);
  else label.title = say("Would hide what is the same in all runs: {columns}", columnsListed);
}

/** Columns that put runs into a few groups. */
export function groupable(columns: readonly RunTableColumnPayload[], rows: readonly { cells: Cell[] }[]): number[] {
  return columns.flatMap((column, i) => {
    if (!column.differs || column.picture || (column.numeric && column.group === "summary")) return [];
    const count = new Set(rows.map(({ cells }) => String(cells[i]))).size;
    return count > 1 && count < rows.length && count <= MOST_GROUPS ? [i] : [];
  });
}

export function groupSelect(
  places: readonly number[],
  columns: readonly RunTableColumnPayload[],
  changed: (path: string) => void,
): HTMLSelectElement {
  const select = create(
    "select",
    { "aria-label": say("Group by") },
    create("option", { value: "" }, say("No groups")),
    ...places.map((i) =>
      create("option", { value: columns[i]?.path ?? "" }, say("By {column}", { column: columns[i]?.label ?? "" })),
    ),
  );
  select.addEventListener("change", () => changed(select.value));
  return select;
}

export function saveButton(save: () => void): HTMLElement {
  const made = button("", save, { class: "rg-ghost", title: say("Download what is shown as CSV") });
  made.append(...ghostParts("save", "CSV").slice(0, 2));
  return made;
}
