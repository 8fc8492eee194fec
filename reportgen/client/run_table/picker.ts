// The choice of a table's columns, by group, with a search where they are many.

import { button, create, ghostParts, say } from "../core";

interface Column {
  label: string;
  group: string;
}

/** `shown` holds the places of what is chosen; `changed` is called after each change; `tell` says how many are seen. */
export function picker(
  columns: readonly Column[],
  shown: Set<number>,
  changed: () => void,
): { element: HTMLElement; tell: (visible: number) => void } {
  const count = create("span", { class: "rg-note" });
  const tell = (visible: number): void => {
    count.textContent = say("{n} of {total}", { n: visible, total: columns.length });
  };
  tell(shown.size);
  const choose = changed;
  const labels = columns.map((column, i) => choice(column, i, shown, choose));
  const set = (all: boolean): void => {
    labels.forEach((label, i) => {
      const box = label.querySelector("input");
      if (!label.hidden && box) put(shown, i, (box.checked = all));
    });
    choose();
  };
  const ends = create(
    "div",
    { class: "rg-all" },
    button(say("All"), () => set(true)),
    button(say("None"), () => set(false)),
  );
  const list = create("div", { class: "rg-menu-list" }, ...labels);
  const parts = [...(labels.length > 10 ? [searchOf(labels)] : []), ends, list];
  const element = menu(
    create("summary", { class: "rg-ghost" }, ...ghostParts("columns", say("Columns"), count)),
    create("div", { class: "rg-menu-box" }, ...parts),
  );
  return { element, tell };
}

function put(shown: Set<number>, place: number, on: boolean): void {
  if (on) shown.add(place);
  else shown.delete(place);
}

function choice({ label, group }: Column, place: number, shown: Set<number>, choose: () => void): HTMLElement {
  const box = create("input", { type: "checkbox" });
  box.checked = shown.has(place);
  box.addEventListener("change", () => {
    put(shown, place, box.checked);
    choose();
  });
  const name = create("bdi", {}, label);
  return create(
    "label",
    { class: "rg-check" },
    box,
    name,
    create(
      "span",
      { class: "rg-note" },
      group === "summary" ? say("Results") : group === "config" ? say("Config") : group === "run" ? say("Run") : group,
    ),
  );
}

function searchOf(labels: readonly HTMLElement[]): HTMLElement {
  const search = create("input", {
    type: "search",
    placeholder: say("Search columns"),
    "aria-label": say("Search columns"),
    class: "rg-search",
  });
  search.addEventListener("input", () => {
    const wanted = search.value.toLowerCase();
    for (const label of labels) label.hidden = !(label.textContent ?? "").toLowerCase().includes(wanted);
  });
  return search;
}

/** Something that unfolds, until Escape or a press elsewhere. */
function menu(summary: HTMLElement, box: HTMLElement): HTMLElement {
  const element = create("details", { class: "rg-menu" }, summary, box);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    element.open = false;
    summary.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!element.contains(event.target as Node)) element.open = false;
  });
  return element;
}
