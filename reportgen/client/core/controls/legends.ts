// Legends of many entries: the first are seen, and all when asked for.

import { say } from "../data/texts";

export function startLegends(): void {
  document.addEventListener("click", (event) => {
    const more = (event.target as Element | null)?.closest<HTMLElement>(".rg-legend-more button");
    const legend = more?.closest(".rg-legend");
    if (!more || !legend) return;
    const open = legend.classList.toggle("rg-open");
    more.setAttribute("aria-expanded", String(open));
    more.textContent = open
      ? say("Show fewer")
      : say("+{n} more", { n: legend.querySelectorAll(".rg-rest").length.toLocaleString("en-US") });
  });
}
