// <rg-evaluation-scores>: lines follow which runs are shown.

import { isFaint, isHidden, RgElement, subscribe } from "../core";

class EvaluationScores extends RgElement {
  private stop: (() => void) | undefined;

  protected override wake(): void {
    this.follow();
    this.stop = subscribe(() => this.follow());
  }

  protected override rest(): void {
    this.stop?.();
  }

  private follow(): void {
    for (const row of this.querySelectorAll<HTMLElement>("tr[data-run]")) {
      const run = Number(row.dataset.run);
      row.hidden = isHidden(run);
      row.classList.toggle("rg-faint", isFaint(run));
    }
  }
}

customElements.define("rg-evaluation-scores", EvaluationScores);
