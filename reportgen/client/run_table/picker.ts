// The choice of a table's columns, by group, with a search where they are many.

import { button, create, ghostParts, say } from "../core";

interface Column {
  label: string;
  group: string;
}

/** `changed` gets the places of what is chosen; `tell` says what is, and how many of it are seen. */
export function picker(
  columns: readonly Column[],
  changed: (shown: Set<number>) => void,
): { element: HTMLElement; tell: (shown: ReadonlySet<number>, visible: number) => void } {
  const count = create("span", { class: "rg-note" });
  const boxes = columns.map(() => create("input", { type: "checkbox" }));
  const tell = (shown: ReadonlySet<number>, visible: number): void => {
    count.textContent = say("{n} of {total}", { n: visible, total: columns.length });
    for (const [i, box] of boxes.entries()) box.checked = shown.has(i);
  };
  const choose = (): void => changed(new Set(boxes.flatMap((box, i) => (box.checked ? [i] : []))));
  const labels = columns.map((column, i) => choice(column, boxes[i] as HTMLInputElement, choose));
  const set = (all: boolean): void => {
    for (const [i, box] of boxes.entries()) if (!labels[i]?.hidden) box.checked = all;
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

function choice({ label, group }: Column, box: HTMLElement, choose: () => void): HTMLElement {
  box.addEventListener("change", choose);
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
