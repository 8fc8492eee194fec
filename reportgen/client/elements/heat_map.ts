// <rg-heat-map>: reads a value under the pointer; pictures of runs that are off are gone, those not meant are faint.

import { block, column, create, isFaint, mark, RgElement, said, say, subscribe } from "../core";
import type { HeatMapPayload } from "../payloads";

class HeatMap extends RgElement {
  private stop: (() => void) | undefined;
  private readonly tip = create("p", { class: "rg-heat-tip", role: "status", hidden: true });

  protected override async wake(signal: AbortSignal): Promise<void> {
    const data = await block<HeatMapPayload>(this.dataset.view ?? "");
    if (signal.aborted) return;
    this.append(this.tip);
    for (const [place, picture] of [...this.querySelectorAll<HTMLElement>(".rg-heat-picture")].entries()) {
      const box = picture.querySelector<HTMLElement>(".rg-heat-box");
      box?.addEventListener("pointermove", (event) => void this.read(event, box, data, place), { signal });
      box?.addEventListener("pointerleave", () => (this.tip.hidden = true), { signal });
    }
    const draw = (): void => {
      mark(this);
      for (const picture of this.querySelectorAll<HTMLElement>(".rg-heat-picture")) {
        picture.classList.toggle("rg-faint", isFaint(Number(picture.dataset.run)));
      }
    };
    this.stop = subscribe(draw);
    draw();
  }

  protected override rest(): void {
    this.stop?.();
    this.tip.hidden = true;
  }

  private async read(event: PointerEvent, box: HTMLElement, data: HeatMapPayload, place: number): Promise<void> {
    const id = data.pictures[place]?.values;
    if (!id) return;
    const { left, top, width, height } = box.getBoundingClientRect();
    const values = await column(id);
    const bins = data.edges.length - 1;
    const row = Math.min(Math.floor(((event.clientY - top) / height) * data.members.length), data.members.length - 1);
    const bin = Math.min(Math.floor(((event.clientX - left) / width) * bins), bins - 1);
    if (row < 0 || bin < 0) return;
    const [low, high] = [data.edges[bin] ?? NaN, data.edges[bin + 1] ?? NaN];
    const steps = high - low <= 1 ? said(Math.round((low + high) / 2)) : stretch(low, high);
    const value = values[row * bins + bin] ?? NaN;
    this.tip.textContent = `${data.members[row]} · ${say("step {step}", { step: steps })} · ${Number.isFinite(value) ? said(value) : say("No value")}`;
    this.tip.hidden = false;
    const own = this.getBoundingClientRect();
    this.tip.style.insetInlineStart = `${Math.min(event.clientX - own.left + 12, own.width - this.tip.offsetWidth)}px`;
    this.tip.style.top = `${event.clientY - own.top + 16}px`;
  }
}

const stretch = (low: number, high: number): string =>
  say("{low} to {high}", { low: said(Math.ceil(low)), high: said(Math.floor(high)) });

customElements.define("rg-heat-map", HeatMap);
