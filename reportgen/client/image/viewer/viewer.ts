// The full screen: one picture to look at closely, or two to four compared.

import { button, create, say, subscribe } from "../../core";
import { actionOf, type Keyed } from "./keys";
import { Linked } from "./linked";
import { Pane, type Picture } from "./pane";
import { histogramPicture } from "./pixels";
import { type Comparison, compareTools, type Flag, toolbar, turners } from "./toolbar";
import { fitScale, fitted, gestures, moved, type View, zoomed } from "./view";

export type { Picture };

/** Show `list[place]`, with the others before and after it. */
export function openViewer(
  list: readonly Picture[],
  place: number,
  legend?: (signal: AbortSignal) => HTMLElement,
): void {
  new Viewer(list, place, false, legend);
}

/** Show two to four pictures together. */
export function compare(list: readonly Picture[], legend?: (signal: AbortSignal) => HTMLElement): void {
  new Viewer(list, 0, true, legend);
}

const STAGE = {
  class: "rg-stage",
  tabindex: 0,
  role: "application",
  "aria-label": say("Image: plus and minus zoom, arrow keys pan"),
};

class Viewer implements Keyed {
  private readonly dialog = create("dialog", { class: "rg-viewer", "aria-label": say("Full screen") });
  private readonly stage = create("div", STAGE);
  private readonly title = create("div", { class: "rg-viewer-title" });
  private readonly readout = create("output", { class: "rg-readout", "aria-live": "off" });
  private readonly histogram = create("div", { class: "rg-pixel-histogram", hidden: true });
  private readonly closing = new AbortController();
  private panes: Pane[] = [];
  private view: View = fitted();
  private readonly how: Comparison = { mode: "side", share: 0.5, second: 1 };
  private pointer: PointerEvent | undefined;
  private readonly linked: Linked;
  readonly on = { pixelated: false, stretched: false, overlays: true };

  constructor(
    private readonly list: readonly Picture[],
    private place: number,
    private readonly together: boolean,
    legend?: (signal: AbortSignal) => HTMLElement,
  ) {
    const { signal } = this.closing;
    this.linked = new Linked(list, signal, (at) => this.turn(together ? -1 : at));
    const opener = document.activeElement;
    const panel = legend?.(signal);
    if (panel) panel.hidden = true;
    this.dialog.append(
      this.bar(panel),
      ...(panel ? [panel] : []),
      this.stage,
      create("div", { class: "rg-viewer-foot" }, this.readout, this.histogram),
    );
    document.body.append(this.dialog);
    this.dialog.addEventListener("keydown", (event) => press(event, this));
    this.dialog.addEventListener("close", () => {
      this.closing.abort();
      for (const pane of this.panes) pane.close();
      this.dialog.remove();
      if (opener instanceof HTMLElement) opener.focus();
    });
    this.follow(signal);
    this.dialog.showModal();
    void this.show();
    this.stage.focus();
  }

  /** Follow gestures, the size of the stage, and the page's settings. */
  private follow(signal: AbortSignal): void {
    gestures(
      this.stage,
      signal,
      () => this.size(),
      () => this.view,
      (view) => this.to(view),
    );
    this.stage.addEventListener("pointermove", (event) => this.read(event), { signal });
    const resized = new ResizeObserver(() => this.arrange());
    resized.observe(this.stage);
    signal.addEventListener("abort", () => resized.disconnect());
    signal.addEventListener(
      "abort",
      subscribe((now, before) => {
        if (now.settings !== before.settings) for (const pane of this.panes) void pane.draw();
      }),
    );
  }

  private bar(panel: HTMLElement | undefined): HTMLElement {
    const first = this.together ? [compareTools(this.list, this.how, () => this.compared())] : turners(this);
    return create("div", { class: "rg-viewer-bar" }, this.title, toolbar(this, first, panel), closer(this.dialog));
  }

  /** Pictures are compared in another way now. */
  private compared(): void {
    // Boxes that differ would hide where the pictures do.
    if (this.how.mode === "difference" && this.how.mode !== this.stage.dataset.mode && this.on.overlays)
      this.press("overlays");
    this.arrange();
  }

  press(key: string): void {
    this.dialog.querySelector<HTMLButtonElement>(`[data-key="${key}"]`)?.click();
  }

  applied(flag: Flag): void {
    if (flag === "pixelated") return this.arrange();
    for (const pane of this.panes)
      if (flag === "stretched") pane.stretch(this.on.stretched);
      else pane.overlay(this.on.overlays);
  }

  private async show(): Promise<void> {
    for (const pane of this.panes) pane.close();
    const shown = this.together ? this.list : this.list.slice(this.place, this.place + 1);
    this.panes = shown.map((picture) => new Pane(picture, this.together));
    this.stage.replaceChildren(...this.panes.map((pane) => pane.element));
    this.title.replaceChildren(...titles(this.list, this.together ? null : this.place));
    this.linked.show(this.together ? null : this.place);
    this.readout.textContent = "";
    this.pointer = undefined;
    this.arrange();
    const panes = this.panes;
    await Promise.all(panes.map((pane) => pane.load()));
    if (panes !== this.panes) return;
    for (const pane of panes) {
      pane.stretch(this.on.stretched);
      if (!this.on.overlays) pane.overlay(false);
    }
    if (!this.histogram.hidden) this.drawHistogram();
  }

  go(by: number): void {
    if (this.together || this.list.length < 2) return;
    this.turn((this.place + by + this.list.length) % this.list.length);
  }

  private turn(place: number): void {
    if (place < 0) return this.dialog.close();
    this.place = place;
    void this.show();
  }

  private to(view: View): void {
    this.view = view;
    this.arrange();
  }

  zoomBy(factor: number): void {
    this.to(zoomed(this.view, factor, 0, 0, this.size()));
  }

  fit(): void {
    this.to(fitted());
  }

  /** One pixel of the screen for one of the picture. */
  original(): void {
    const pane = this.panes[0];
    if (!pane) return;
    const { width, height } = pane.picture.cell;
    const scale = fitScale(width, height, this.paneSize());
    this.to({ zoom: 1 / (scale * devicePixelRatio), x: 0.5, y: 0.5 });
  }

  private paneSize(): { width: number; height: number } {
    const own = this.how.mode === "side" ? this.panes[0]?.element : undefined;
    const { width, height } = (own ?? this.stage).getBoundingClientRect();
    return { width: Math.max(width, 1), height: Math.max(height, 1) };
  }

  private size(): { width: number; height: number } {
    return this.panes[0]?.shown(this.paneSize()) ?? { width: 1, height: 1 };
  }

  private arrange(): void {
    this.stage.dataset.mode = this.together ? this.how.mode : "side";
    this.stage.style.setProperty("--panes", String(this.together && this.how.mode === "side" ? this.panes.length : 1));
    const stage = this.paneSize();
    const first = this.panes[0];
    const scale = first ? (first.shown(stage).width * this.view.zoom) / first.picture.cell.width : 1;
    this.stage.classList.toggle("rg-pixels", this.on.pixelated || scale >= 8);
    const stacked = this.together && this.how.mode !== "side";
    for (const [number, pane] of this.panes.entries()) {
      pane.element.hidden = stacked && number !== 0 && number !== this.how.second;
      pane.place(this.view, stage);
      lay(pane, stacked && number === this.how.second ? this.how : null);
    }
    this.stage.style.setProperty("--wipe", `${this.how.share * 100}%`);
    if (this.pointer) this.read(this.pointer);
  }

  /** Say what is under the pointer. */
  private read(event: PointerEvent): void {
    this.pointer = event;
    const pane = this.panes.find((one) => one.element.contains(event.target as Node)) ?? this.panes[0];
    this.readout.replaceChildren(...(pane?.tell(event.clientX, event.clientY) ?? []));
  }

  toggleHistogram(): void {
    this.histogram.hidden = !this.histogram.hidden;
    this.dialog.querySelector('[data-key="histogram"]')?.setAttribute("aria-pressed", String(!this.histogram.hidden));
    if (!this.histogram.hidden) this.drawHistogram();
  }

  private drawHistogram(): void {
    const pixels = this.panes.flatMap((pane) => pane.values() ?? []);
    this.histogram.replaceChildren(...pixels.map(histogramPicture));
  }

  closer(): boolean {
    return this.view.zoom > 1.001;
  }

  move(dx: number, dy: number): void {
    this.to(moved(this.view, dx, dy, this.size()));
  }
}

/** What closes the full screen. */
const closer = (dialog: HTMLDialogElement): HTMLElement =>
  button("×", () => dialog.close(), { class: "rg-close", "aria-label": say("Close"), title: say("Close (Esc)") });

function press(event: KeyboardEvent, viewer: Viewer): void {
  const action = actionOf(event, viewer);
  if (!action) return;
  event.preventDefault();
  action();
}

/** What the full screen is called: the picture at a place, or how many are compared. */
function titles(list: readonly Picture[], place: number | null): HTMLElement[] {
  if (place === null) return [create("bdi", {}, say("{n} compared", { n: list.length }))];
  const { name = "", caption } = list[place] ?? {};
  return [
    create("bdi", {}, name),
    ...(caption ? [create("bdi", { class: "rg-note" }, caption)] : []),
    ...(list.length > 1
      ? [create("span", { class: "rg-note" }, say("{n} of {total}", { n: place + 1, total: list.length }))]
      : []),
  ];
}

/** Show a pane as it is, or over another one by how they are compared. */
function lay({ element, frame }: Pane, how: Comparison | null): void {
  element.style.clipPath = how?.mode === "wipe" ? `inset(0 0 0 ${how.share * 100}%)` : "";
  frame.style.opacity = how?.mode === "onion" ? String(how.share) : "";
  frame.style.mixBlendMode = how?.mode === "difference" ? "difference" : "";
}
