// <rg-findings>: a sentence leads to the chart of its metric, where its runs are picked out.

import { button, change, isHidden, RgElement, say, state, subscribe } from "../core";

/** The panel that shows a metric under its own name. */
function panelOf(metric: string): HTMLElement | null {
  for (const head of document.querySelectorAll<HTMLElement>(".rg-panel > .rg-panel-head > bdi:first-child")) {
    if (head.textContent === metric) return head.closest<HTMLElement>(".rg-panel");
  }
  return null;
}

const runsIn = (item: HTMLElement): number[] => (item.dataset.runs ?? "").split(".").filter(Boolean).map(Number);

function show(panel: HTMLElement, runs: readonly number[]): void {
  for (let fold = panel.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null)
    fold.open = true;
  const hidden = new Set(state.hidden);
  for (const run of runs) hidden.delete(run);
  change({ focused: new Set(runs), ...(hidden.size < state.hidden.size ? { hidden } : {}) });
  panel.scrollIntoView({ block: "center" });
  panel.tabIndex = -1;
  panel.focus({ preventScroll: true });
}

class Findings extends RgElement {
  private stop: (() => void) | undefined;

  protected override rest(): void {
    this.stop?.();
  }

  /** Sentences step back whose runs are all hidden. */
  private follow(): void {
    for (const item of this.querySelectorAll<HTMLElement>("li[data-runs]")) {
      const runs = runsIn(item);
      item.classList.toggle("rg-of-hidden", runs.length > 0 && runs.every(isHidden));
    }
  }

  protected override wake(): void {
    this.follow();
    this.stop = subscribe((now, before) => {
      if (now.hidden !== before.hidden) this.follow();
    });
    for (const item of this.querySelectorAll<HTMLElement>("li[data-metric]")) {
      const panel = panelOf(item.dataset.metric ?? "");
      if (!panel || item.querySelector("button")) continue;
      const runs = runsIn(item);
      const label = say("Show in the chart of {metric}", { metric: item.dataset.metric });
      item.append(button(say("Show"), () => show(panel, runs), { class: "rg-quiet", "aria-label": label }));
    }
  }
}

customElements.define("rg-findings", Findings);
