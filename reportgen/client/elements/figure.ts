// <rg-figure>: a logged figure that only Plotly itself can draw. Its bundle is the one that needs no eval.

import { block, create, library, RgElement, subscribe } from "../core";

interface Figure { data: object[]; layout: Record<string, unknown> }
interface Plotly {
  newPlot(where: HTMLElement, data: object[], layout: object, config: object): Promise<unknown>;
  relayout(where: HTMLElement, layout: object): Promise<unknown>;
  purge(where: HTMLElement): void;
  Plots: { resize(where: HTMLElement): void };
}

const ink = (): string => getComputedStyle(document.documentElement).getPropertyValue("--ink-2").trim();

class FigureElement extends RgElement {
  private holder: HTMLDivElement | undefined;
  private plotly: Plotly | undefined;
  private stop: (() => void)[] = [];

  protected override async wake(signal: AbortSignal): Promise<void> {
    const figure = await block<Figure>(this.dataset["view"] ?? "");
    this.plotly = await library<Plotly>("plotly");
    const plot = this.querySelector<HTMLElement>(".rg-plot");
    if (signal.aborted || !plot) return;
    const holder = create("div", { class: "rg-plotly-view" });
    this.holder = holder;
    plot.querySelector(".rg-static-note")?.remove();
    plot.append(holder);
    const { width, height, template, ...layout } = figure.layout;
    void [width, height, template];
    const clear = { paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)" };
    const font = { color: ink(), family: "system-ui, sans-serif", size: 12 };
    await this.plotly.newPlot(holder, structuredClone(figure.data), { ...layout, ...clear, font, autosize: true }, { displaylogo: false, responsive: true, modeBarButtonsToRemove: ["sendDataToCloud"] });
    if (signal.aborted) return this.plotly.purge(holder);
    this.stop = [subscribe((now, before) => { if (now.scheme !== before.scheme) void this.plotly?.relayout(holder, { "font.color": ink() }); })];
  }

  protected override rest(): void {
    for (const stop of this.stop) stop();
    this.stop = [];
    if (this.holder) this.plotly?.purge(this.holder);
    this.holder?.remove();
    this.holder = undefined;
  }
}

customElements.define("rg-figure", FigureElement);
