// The index of reports: searched and sorted in the page. Without scripts it lists all, the newest first.

import { plural } from "../core/data/texts";

const root = document.documentElement;
const list = document.querySelector(".rg-index-list");
const tools = document.querySelector<HTMLElement>(".rg-index-tools");
const search = tools?.querySelector("input");
const sort = tools?.querySelector("select");
const status = document.querySelector(".rg-index-head [role=status]");
const none = document.querySelector<HTMLElement>("main > .rg-empty");

try {
  const kept = localStorage.getItem("reportgen-scheme");
  if (kept === "dark" || kept === "light") root.dataset.scheme = kept;
} catch {
  // Storage throws in sandboxed hosts.
}

const items = [...(list?.querySelectorAll<HTMLElement>("li") ?? [])];
const texts = items.map((item) => (item.textContent ?? "").toLowerCase());
const GATES = ["failed", "", "passed"];

/** How two reports are ordered; those alike stay as they are listed, the newest first. */
const orders: Record<string, (a: HTMLElement, b: HTMLElement) => number> = {
  new: () => 0,
  title: (a, b) => (a.dataset.title ?? "").localeCompare(b.dataset.title ?? "", undefined, { numeric: true }),
  runs: (a, b) => Number(b.dataset.runs) - Number(a.dataset.runs),
  gates: (a, b) => place(a) - place(b),
};

function place({ dataset: { gates = "" } }: HTMLElement): number {
  return gates && !GATES.includes(gates) ? 0.5 : GATES.indexOf(gates) + (gates ? 0 : 2);
}

function filter(): void {
  const words = (search?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const [i, item] of items.entries()) {
    item.hidden = !words.every((word) => texts[i]?.includes(word));
    shown += item.hidden ? 0 : 1;
  }
  if (status) status.textContent = plural(shown, "report");
  if (none) none.hidden = shown > 0;
}

if (list && tools && search && sort) {
  tools.hidden = false;
  search.addEventListener("input", filter);
  sort.addEventListener("change", () => {
    const order = orders[sort.value];
    list.append(...(order ? [...items].sort(order) : items));
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target === search || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    search.focus();
  });
  filter();
}
