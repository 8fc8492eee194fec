// <rg-figure>: a logged figure that only Plotly itself can draw. Its bundle is the one that needs no eval.

import { block, create, library, RgElement, subscribe } from "../core";

type Part = Record<string, unknown>;
/** `themed`: the figure leaves its colours to Plotly, so they follow the page's. */
interface Figure {
  data: object[];
  layout: Part;
  frames?: object[];
  config: Part;
  themed: boolean;
}
interface Plotly {
  newPlot(
    where: HTMLElement,
    figure: { data: object[]; layout: object; frames?: object[]; config: object },
  ): Promise<unknown>;
  react(where: HTMLElement, data: object[], layout: object, config: object): Promise<unknown>;
  purge(where: HTMLElement): void;
}

const color = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null && !Array.isArray(value);

/** One layout under another: what `own` says holds. */
function under(base: Part, own: Part): Part {
  const merged: Part = { ...base };
  for (const [name, value] of Object.entries(own)) {
    const before = merged[name];
    merged[name] = isPart(before) && isPart(value) ? under(before, value) : value;
  }
  return merged;
}

/** The page's colours as Plotly's template; paper is a colour, because Plotly chooses others to stand out from it. */
function colors(): Part {
  const grid = { gridcolor: color("line"), linecolor: color("line-2"), zerolinecolor: color("line-2") };
  const paper = color("paper");
  const ink = color("ink-2");
  const round = { ...grid, ticks: "" };
  const side = { ...grid, backgroundcolor: paper, showbackground: true };
  return {
    paper_bgcolor: paper,
    plot_bgcolor: paper,
    font: { color: ink, family: "system-ui, sans-serif" },
    xaxis: grid,
    yaxis: grid,
    scene: { xaxis: side, yaxis: side, zaxis: side },
    polar: { bgcolor: paper, angularaxis: round, radialaxis: round },
    ternary: { bgcolor: paper, aaxis: round, baxis: round, caxis: round },
    annotationdefaults: { arrowcolor: ink },
    shapedefaults: { line: { color: ink } },
  };
}

class FigureElement extends RgElement {
  private holder: HTMLDivElement | undefined;
  private plotly: Plotly | undefined;
  private stop: (() => void)[] = [];

  protected override async wake(signal: AbortSignal): Promise<void> {
    const figure = await block<Figure>(this.dataset.view ?? "");
    this.plotly = await library<Plotly>("plotly");
    const plot = this.querySelector<HTMLElement>(".rg-plot");
    if (signal.aborted || !plot) return;
    const holder = create("div", { class: "rg-plotly-view" });
    this.holder = holder;
    plot.querySelector(".rg-static-note")?.remove();
    plot.append(holder);
    const config = {
      displaylogo: false,
      responsive: true,
      ...figure.config,
      modeBarButtonsToRemove: ["sendDataToCloud"],
      showLink: false,
      showSendToCloud: false,
    };
    const { frames } = figure;
    const drawn = structuredClone({ data: figure.data, frames });
    await this.plotly.newPlot(holder, {
      data: drawn.data,
      layout: laidOut(figure),
      ...(drawn.frames ? { frames: drawn.frames } : {}),
      config,
    });
    if (signal.aborted) return this.plotly.purge(holder);
    this.stop = figure.themed
      ? [
          subscribe((now, before) => {
            if (now.scheme !== before.scheme)
              void this.plotly?.react(holder, structuredClone(figure.data), laidOut(figure), config);
          }),
        ]
      : [];
  }

  protected override rest(): void {
    for (const stop of this.stop) stop();
    this.stop = [];
    if (this.holder) this.plotly?.purge(this.holder);
    this.holder?.remove();
    this.holder = undefined;
  }
}

/** The figure's layout in the size of its place, in the page's colours where it has none of its own. */
function laidOut({ layout, themed }: Figure): Part {
  const { width, height, ...own } = structuredClone(layout);
  void [width, height];
  if (!themed) return { ...own, autosize: true };
  const template = isPart(own.template) ? own.template : {};
  const ours = under(isPart(template.layout) ? template.layout : {}, colors());
  return { ...own, autosize: true, template: { ...template, layout: ours } };
}

customElements.define("rg-figure", FigureElement);
