// <rg-media-browser>: moves a gallery through the logged steps. Its slider is the step of the whole page.

import { block, change, create, isHidden, mark, picture, RgElement, state, subscribe } from "../core";

interface Item {
  run: number; name: string; key: string; step: number; index: number; caption: string; overlays: string;
  kind: string; note?: string; block?: string; element?: string; view?: string; width?: number; height?: number;
}

interface View { steps: number[]; items: Item[]; manyRuns: boolean; manyKeys: boolean }

class MediaBrowser extends RgElement {
  private view: View | undefined;
  private shown = -1;
  private stop: (() => void)[] = [];

  protected override async wake(signal: AbortSignal): Promise<void> {
    // Pictures of the static page are kept before a gallery that holds them is replaced.
    for (const image of this.querySelectorAll<HTMLImageElement>("img[data-rg]")) void picture(image.dataset["rg"] ?? "");
    for (const image of this.querySelectorAll<HTMLImageElement>("img[data-full]")) {
      image.src = await picture(image.dataset["full"] ?? "");
      image.removeAttribute("data-full");
    }
    const id = this.dataset["view"];
    if (!id || signal.aborted) return;
    this.view ??= await block<View>(id);
    if (signal.aborted) return;
    if (this.shown < 0) this.shown = this.view.steps.length - 1;
    const input = this.querySelector("input");
    const slide = (): void => change({ step: this.view?.steps[Number(input?.value ?? 0)] ?? 0 });
    input?.addEventListener("input", slide);
    this.stop = [subscribe((now, before) => this.follow(now.hidden !== before.hidden)), () => input?.removeEventListener("input", slide)];
    this.follow();
  }

  protected override rest(): void {
    for (const stop of this.stop) stop();
    this.stop = [];
  }

  /** Go to the last logged step at or before the page's. */
  private follow(again = false): void {
    const view = this.view;
    if (!view) return;
    const step = state.step ?? view.steps[view.steps.length - 1] ?? 0;
    let place = 0;
    while (place + 1 < view.steps.length && (view.steps[place + 1] ?? 0) <= step) place++;
    if (place === this.shown && !again) return;
    this.shown = place;
    void this.show(view, view.steps[place] ?? 0, place);
  }

  private async show(view: View, step: number, place: number): Promise<void> {
    const input = this.querySelector("input"), output = this.querySelector("output");
    if (input) input.value = String(place);
    input?.setAttribute("aria-valuetext", `step ${step.toLocaleString("en-US")}`);
    if (output) output.textContent = step.toLocaleString("en-US");
    const groups = lastKnown(view.items, step);
    const sections = await Promise.all(groups.map((members) => this.group(members, view, step)));
    if (this.shown !== place) return;
    const gallery = this.querySelector(".rg-media");
    gallery?.replaceChildren(...sections);
    mark(this);
  }

  private async group(members: Item[], view: View, step: number): Promise<HTMLElement> {
    const first = members[0];
    const section = create("section", { class: "rg-media-group", "data-run": first?.run ?? 0 });
    if (first && (view.manyRuns || view.manyKeys)) {
      const head = create("p", { class: "rg-media-head" });
      if (view.manyRuns) {
        const dot = create("i", { class: "rg-dot" });
        dot.style.background = `var(--run-${first.run})`;
        head.append(dot, create("bdi", {}, first.name));
      }
      if (view.manyKeys) head.append(create("bdi", { class: "rg-key" }, first.key));
      const late = first.step !== step ? `step ${first.step.toLocaleString("en-US")}, the last before` : `step ${step.toLocaleString("en-US")}`;
      head.append(create("span", { class: "rg-note" }, late));
      section.append(head);
    }
    const figures = isHidden(first?.run ?? 0) ? [] : await Promise.all(members.map(figure));
    section.append(create("div", { class: "rg-gallery" }, ...figures));
    return section;
  }
}

/** What each run and key had last logged at or before a step, in the order of logging. */
function lastKnown(items: readonly Item[], step: number): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    if (item.step > step) continue;
    const place = `${item.run} ${item.key}`;
    const members = groups.get(place);
    if (!members || (members[0]?.step ?? 0) < item.step) groups.set(place, [item]);
    else if (members[0]?.step === item.step) members.push(item);
  }
  return [...groups.values()];
}

async function figure(item: Item): Promise<HTMLElement> {
  const element = create("figure", { class: "rg-item" });
  if (item.element) {
    const plot = create("div", { class: "rg-plot" });
    plot.style.height = `${item.height}px`;
    const chart = document.createElement(item.element);
    chart.dataset["view"] = item.view;
    chart.append(plot);
    element.append(chart);
    element.classList.add("rg-item-figure");
  } else if (item.block) {
    const alt = item.caption || `${item.key}, ${item.name}, step ${item.step}`;
    const image = create("img", { width: item.width ?? 0, height: item.height ?? 0, alt, decoding: "async" });
    image.src = await picture(item.block);
    element.append(create("span", { class: "rg-image" }, image));
  } else {
    element.append(create("span", { class: "rg-placeholder" }, create("b", {}, item.kind), " ", create("bdi", {}, item.note ?? "")));
  }
  const caption = create("figcaption");
  if (item.caption) caption.append(create("bdi", {}, item.caption));
  if (item.overlays) caption.append(create("span", { class: "rg-chip" }, item.overlays));
  if (caption.childNodes.length) element.append(caption);
  return element;
}

customElements.define("rg-media-browser", MediaBrowser);
