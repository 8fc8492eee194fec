// What stands beside the line to ask: which columns and how high the rows, a column of one's own, what can be taken along.

import { button, create, popover } from "../core";
import type { Asker, Wrong } from "./asker";
import { asYaml, saveRows } from "./save";
import { type Column, firstLook, type Look, type View } from "./view";

export interface ToolsHost {
  view: View;
  places: ArrayLike<number>;
  asker: Asker;
  columns: ReadonlyMap<string, Column>;
  look(): Look;
  rows(): Uint32Array;
  shown(): Column[];
  change(parts: Partial<Look>): void;
  values(column: Column, rows: Uint32Array): Promise<unknown[]>;
}

export function toolsOf(host: ToolsHost): HTMLElement {
  const tool = (label: string, content: () => Node[]): HTMLElement => {
    const anchor: HTMLButtonElement = button(label, () => popover(anchor, content), {
      "aria-expanded": "false",
      class: "rg-table-tool",
    });
    return anchor;
  };
  return create(
    "div",
    { class: "rg-table-tools" },
    tool("Columns", () => columnList(host)),
    tool("Rows", () => rowTools(host)),
    tool("Save", () => saveTools(host)),
  );
}

function columnList(host: ToolsHost): Node[] {
  const box = create("div", { class: "rg-menu-picks" });
  const search = create("input", {
    type: "search",
    placeholder: "Find a column",
    "aria-label": "Find a column",
    class: "rg-search",
  });
  const draw = (): void =>
    box.replaceChildren(
      ...[...host.columns.keys()]
        .filter((name) => name.toLowerCase().includes(search.value.toLowerCase()))
        .slice(0, 200)
        .map((name) => {
          const shown = host.look().columns;
          const tick = create("input", { type: "checkbox", ...(shown.includes(name) ? { checked: true } : {}) });
          tick.addEventListener("change", () =>
            host.change({
              columns: tick.checked
                ? [...host.look().columns, name]
                : host.look().columns.filter((one) => one !== name),
            }),
          );
          return create(
            "label",
            {},
            tick,
            create("bdi", {}, name),
            create("span", { class: "rg-note" }, host.columns.get(name)?.type ?? ""),
          );
        }),
    );
  search.addEventListener("input", draw);
  draw();
  return [...(host.columns.size > 8 ? [search] : []), box, addColumn(host)];
}

/** A column of the reader's own: a name and what it is. */
function addColumn(host: ToolsHost): HTMLElement {
  const name = create("input", { placeholder: "name", "aria-label": "Name of the new column" });
  const text = create("input", {
    placeholder: "score * 100",
    "aria-label": "What the new column is",
    class: "rg-mono",
  });
  const note = create("p", { class: "rg-note", role: "status" });
  const add = async (): Promise<void> => {
    try {
      const known = host.columns.get(name.value);
      if (!name.value || known?.get || known?.parts)
        throw new Error(name.value ? "There is such a column already." : "It needs a name.");
      await host.asker.typeOf(text.value);
      const look = host.look();
      host.change({
        derive: { ...look.derive, [name.value]: text.value },
        columns: [...look.columns.filter((one) => one !== name.value), name.value],
      });
    } catch (error) {
      note.textContent = [(error as Error).message, (error as Partial<Wrong>).hint].filter(Boolean).join(" ");
    }
  };
  const form = create(
    "form",
    { class: "rg-menu-filter" },
    create("p", { class: "rg-menu-title" }, "Add a column"),
    create("p", { class: "rg-menu-range" }, name, create("span", {}, "="), text),
    create("button", { type: "submit", class: "rg-menu-item" }, "Add"),
    note,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void add();
  });
  return form;
}

function rowTools(host: ToolsHost): Node[] {
  const heights = (["small", "medium", "large"] as const).map((height) =>
    button(height, () => host.change({ height }), {
      class: "rg-menu-item",
      "aria-pressed": String(host.look().height === height),
    }),
  );
  return [
    create("p", { class: "rg-menu-title" }, "Height of rows"),
    create("div", { class: "rg-menu-list" }, ...heights),
    create(
      "div",
      { class: "rg-menu-list" },
      button("As the report began", () => host.change(firstLook(host.view)), { class: "rg-menu-item" }),
    ),
  ];
}

function saveTools(host: ToolsHost): Node[] {
  const save = (how: "csv" | "json"): void =>
    void saveRows(how, host.view, host.shown(), host.rows(), host.places, (column, rows) => host.values(column, rows));
  const note = create("p", { class: "rg-note", role: "status" });
  const copy = async (): Promise<void> => {
    const text = asYaml(host.view, host.look(), firstLook(host.view));
    try {
      await navigator.clipboard.writeText(text);
      note.textContent = "Copied.";
    } catch {
      note.replaceChildren(
        create("textarea", { readonly: true, rows: 8, "aria-label": "The view as YAML", class: "rg-yaml" }, text),
      );
    }
  };
  const count = host.rows().length.toLocaleString("en-US");
  return [
    create(
      "div",
      { class: "rg-menu-list" },
      button(`${count} rows as CSV`, () => save("csv"), { class: "rg-menu-item" }),
      button(`${count} rows as JSON`, () => save("json"), { class: "rg-menu-item" }),
      button("Copy the view as YAML", () => void copy(), { class: "rg-menu-item" }),
    ),
    note,
  ];
}
