// <rg-findings>: a sentence leads to the chart of its metric, where its runs are picked out.

import { button, change, RgElement, say } from "../core";

/** The panel that shows a metric under its own name. */
function panelOf(metric: string): HTMLElement | null {
  for (const head of document.querySelectorAll<HTMLElement>(".rg-panel > .rg-panel-head > bdi:first-child")) {
    if (head.textContent === metric) return head.closest<HTMLElement>(".rg-panel");
  }
  return null;
}

function show(panel: HTMLElement, runs: readonly number[]): void {
  for (let fold = panel.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null)
    fold.open = true;
  change({ focused: new Set(runs) });
  panel.scrollIntoView({ block: "center" });
  panel.tabIndex = -1;
  panel.focus({ preventScroll: true });
}

class Findings extends RgElement {
  protected override wake(): void {
    for (const item of this.querySelectorAll<HTMLElement>("li[data-metric]")) {
      const panel = panelOf(item.dataset.metric ?? "");
      if (!panel || item.querySelector("button")) continue;
      const runs = (item.dataset.runs ?? "").split(".").filter(Boolean).map(Number);
      const label = say("Show in the chart of {metric}", { metric: item.dataset.metric });
      item.append(button(say("Show"), () => show(panel, runs), { class: "rg-quiet", "aria-label": label }));
    }
  }
}

customElements.define("rg-findings", Findings);
