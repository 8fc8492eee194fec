// Sections that the reader opened or closed are so in the address.

import { choose, chosen } from "../state/panels";
import { subscribe } from "../state/state";

export function startFolds(): void {
  const sections = [...document.querySelectorAll<HTMLDetailsElement>("details.rg-section")];
  const initial = new Map(sections.map((section) => [section, section.open]));
  const known = new Map<Element, string | undefined>();
  const apply = (): void => {
    for (const [section, open] of initial) {
      const wanted = chosen(section, "open");
      if (wanted === known.get(section)) continue; // the reader may have opened it just now
      known.set(section, wanted);
      section.open = wanted === undefined ? open : wanted === "1";
    }
  };
  apply();
  for (const [section, open] of initial) {
    section.addEventListener("toggle", () => {
      if (matchMedia("print").matches) return;
      choose(section, "open", section.open === open ? null : section.open ? "1" : "0");
    });
  }
  subscribe((now, before) => {
    if (now.settings !== before.settings) apply();
  });
}
