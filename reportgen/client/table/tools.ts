// What stands beside the line to ask: which columns and how high the rows, a column of one's own, what can be taken along.

import { button, create, ghost, type Icon, plural, popover, say } from "../core";
import { typeWord } from "./columns/columns";
import { wrongOf } from "./questions/asker";
import { asYaml, saveRows } from "./save";
import type { Shown } from "./shown";
import { type Column, firstLook } from "./view";

/** `shown` are the columns that can be taken along. */
export function toolsOf(table: Shown, shown: () => Column[], first?: HTMLElement): HTMLElement {
  const tool = (icon: Icon, label: string, content: () => Node[]): HTMLElement => {
    const anchor: HTMLButtonElement = ghost(icon, label, () => popover(anchor, content));
    return anchor;
  };
  return create(
    "div",
    { class: "rg-table-tools" },
    ...(first ? [first] : []),
    tool("columns", say("Columns"), () => columnList(table)),
    tool("rows", say("Rows"), () => rowTools(table)),
    tool("save", say("Save"), () => saveTools(table, shown())),
  );
}

function columnList(table: Shown): Node[] {
  const { columns } = table;
  const box = create("div", { class: "rg-menu-picks" });
  const search = create("input", {
    type: "search",
    placeholder: say("Search columns"),
    "aria-label": say("Search columns"),
    class: "rg-search",
  });
  const draw = (): void =>
    box.replaceChildren(
      ...[...columns.byName.keys()]
        .filter((name) => name.toLowerCase().includes(search.value.toLowerCase()))
        .slice(0, 200)
        .map((name) => {
          const shown = table.look.columns;
          const tick = create("input", { type: "checkbox", ...(shown.includes(name) ? { checked: true } : {}) });
          tick.addEventListener("change", () =>
            table.change({
              columns: tick.checked ? [...table.look.columns, name] : table.look.columns.filter((one) => one !== name),
            }),
          );
          return create(
            "label",
            {},
            tick,
            create("bdi", {}, name),
            create("span", { class: "rg-note" }, typeWord(columns.byName.get(name)?.type ?? "")),
          );
        }),
    );
  search.addEventListener("input", draw);
  draw();
  return [...(columns.byName.size > 8 ? [search] : []), box, addColumn(table)];
}

/** A column of the reader's own: a name and what it is. */
function addColumn(table: Shown): HTMLElement {
  const name = create("input", { placeholder: say("name"), "aria-label": say("Name of the new column") });
  const text = create("input", {
    placeholder: "score * 100",
    "aria-label": say("Formula of the new column"),
    class: "rg-mono",
  });
  const note = create("p", { class: "rg-note", role: "status" });
  const add = async (): Promise<void> => {
    try {
      const known = table.columns.byName.get(name.value);
      if (!name.value || known?.get || known?.parts)
        throw new Error(name.value ? say("Name already in use.") : say("Enter a name."));
      await table.asker.typeOf(text.value);
      const look = table.look;
      table.change({
        derive: { ...look.derive, [name.value]: text.value },
        columns: [...look.columns.filter((one) => one !== name.value), name.value],
      });
    } catch (error) {
      const { message, hint } = wrongOf(error);
      note.textContent = [message, hint].filter(Boolean).join(". ");
    }
  };
  const form = create(
    "form",
    { class: "rg-menu-filter" },
    create("p", { class: "rg-menu-title" }, say("Add a column")),
    create("p", { class: "rg-menu-range" }, name, create("span", {}, "="), text),
    create("button", { type: "submit", class: "rg-menu-item" }, say("Add")),
    note,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void add();
  });
  return form;
}

const HEIGHTS = { small: say("Small"), medium: say("Medium"), large: say("Large") };

function rowTools(table: Shown): Node[] {
  const heights = (["small", "medium", "large"] as const).map((height) =>
    button(HEIGHTS[height], () => table.change({ height }), {
      class: "rg-menu-item",
      "aria-pressed": String(table.look.height === height),
    }),
  );
  return [
    create("p", { class: "rg-menu-title" }, say("Row height")),
    create("div", { class: "rg-menu-list" }, ...heights),
    create(
      "div",
      { class: "rg-menu-list" },
      button(say("Reset view"), () => table.change(firstLook(table.view)), { class: "rg-menu-item" }),
    ),
  ];
}

function saveTools(table: Shown, columns: readonly Column[]): Node[] {
  const note = create("p", { class: "rg-note", role: "status" });
  const copy = async (): Promise<void> => {
    const text = asYaml(table.view, table.look, firstLook(table.view));
    try {
      await navigator.clipboard.writeText(text);
      note.textContent = say("Copied.");
    } catch {
      note.replaceChildren(
        create("textarea", { readonly: true, rows: 8, "aria-label": say("View as YAML"), class: "rg-yaml" }, text),
      );
    }
  };
  const count = plural(table.answer.rows.length, "row");
  const item = (label: string, act: () => Promise<void>): HTMLElement =>
    button(label, () => void act(), { class: "rg-menu-item" });
  return [
    create(
      "div",
      { class: "rg-menu-list" },
      item(say("Save as CSV ({rows})", { rows: count }), () => saveRows("csv", table, columns)),
      item(say("Save as JSON ({rows})", { rows: count }), () => saveRows("json", table, columns)),
      item(say("Copy view as YAML"), copy),
    ),
    note,
  ];
}
