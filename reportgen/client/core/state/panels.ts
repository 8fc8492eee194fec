// What a reader sets in one panel or section, kept in the page's address under a name that stays the same when the report
// is built again: by its kind and title, not by its place.

import { set, state } from "./state";

const PANELS = "figure.rg-panel, details.rg-section";
let names: WeakMap<Element, string> | undefined;

function nameAll(): WeakMap<Element, string> {
  const found = new WeakMap<Element, string>();
  const seen = new Map<string, number>();
  for (const panel of document.querySelectorAll(PANELS)) {
    const kind = panel.matches("details") ? "section" : /\brg-([\w-]+)-panel\b/.exec(panel.className)?.[1];
    const title = panel.querySelector(":scope > :is(figcaption, summary) bdi")?.textContent ?? "";
    const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    const name = [kind ?? "panel", ...words].join("-").slice(0, 48);
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    found.set(panel, number === 1 ? name : `${name}.${number}`);
  }
  return found;
}

/** The name of the panel or section around an element, the same whenever the report is built. */
export function panelName(element: Element): string {
  names ??= nameAll();
  return names.get(element.closest(PANELS) ?? element) ?? "page";
}

/** The panel of a name; none where a report that was built again has it no more. */
export const panelCalled = (name: string | undefined): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>("figure.rg-panel")].find((panel) => panelName(panel) === name);

/** What the address says of a choice in the panel around an element. */
export const chosen = (element: Element, name: string): string | undefined =>
  state.settings[`${panelName(element)}.${name}`];

/** Keep a choice in the panel around an element; null is what the spec says. */
export function choose(element: Element, name: string, value: string | null): void {
  if ((chosen(element, name) ?? null) !== value) set(`${panelName(element)}.${name}`, value);
}
