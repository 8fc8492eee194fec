// <rg-scalar-chart>: the number follows which runs are shown.

import { isHidden, plain, RgElement, subscribe } from "../core";

const mean = (v: number[]): number => v.reduce((a, b) => a + b, 0) / v.length;

const HOW: Record<string, (values: number[]) => number> = {
  mean,
  sum: (v) => v.reduce((a, b) => a + b, 0),
  min: (v) => Math.min(...v),
  max: (v) => Math.max(...v),
  median: (v) => {
    const s = [...v].sort((a, b) => a - b), m = s.length >> 1;
    return s.length % 2 ? s[m] ?? 0 : ((s[m - 1] ?? 0) + (s[m] ?? 0)) / 2;
  },
};
const WORDS: Record<string, string> = { mean: "mean of", min: "lowest of", max: "highest of", median: "median of", sum: "sum of" };

class ScalarChart extends RgElement {
  private stop: (() => void) | undefined;
  private whole = "";

  protected override wake(): void {
    this.whole ||= this.querySelector(".rg-number")?.textContent ?? "";
    this.stop = subscribe((now, before) => { if (now.hidden !== before.hidden) this.draw(); });
    this.draw();
  }

  protected override rest(): void {
    this.stop?.();
  }

  private draw(): void {
    const how = this.dataset["how"] ?? "mean";
    const rows = [...this.querySelectorAll<HTMLElement>("li[data-run]")];
    const shown = rows.filter((row) => !isHidden(Number(row.dataset["run"])));
    const number = this.querySelector(".rg-number"), note = this.querySelector(".rg-note");
    if (!number || !note || !rows.length) return;
    const values = shown.map((row) => Number(row.dataset["value"]));
    const total = (HOW[how] ?? mean)(values);
    number.textContent = shown.length === rows.length ? this.whole : values.length ? plain(total, 4, true) : "–";
    number.setAttribute("title", values.length ? String(total) : "");
    note.textContent = shown.length === 1 ? shown[0]?.querySelector("bdi")?.textContent ?? "" : `${WORDS[how]} ${shown.length} runs`;
  }
}

customElements.define("rg-scalar-chart", ScalarChart);
