// The full screen: one picture to look at closely, or two to four compared.

import { button, create, subscribe } from "../core";
import { Pane, type Picture } from "./pane";
import { histogramPicture } from "./pixels";
import { fitScale, fitted, gestures, moved, type View, zoomed } from "./view";

export type { Picture };

type Mode = "side" | "wipe" | "onion" | "difference";
const MODES: [Mode, string][] = [
  ["side", "side by side"],
  ["wipe", "wipe"],
  ["onion", "onion skin"],
  ["difference", "difference"],
];
const STEP = 60; // CSS px a key press moves

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

class Viewer {
  private readonly dialog = create("dialog", { class: "rg-viewer", "aria-label": "Full screen" });
  private readonly stage = create("div", {
    class: "rg-stage",
    tabindex: 0,
    role: "application",
    "aria-label": "Picture: plus and minus zoom, arrows move",
  });
  private readonly title = create("div", { class: "rg-viewer-title" });
  private readonly readout = create("output", { class: "rg-readout", "aria-live": "off" });
  private readonly histogram = create("div", { class: "rg-pixel-histogram", hidden: true });
  private readonly closing = new AbortController();
  private panes: Pane[] = [];
  private view: View = fitted();
  private mode: Mode = "side";
  private share = 0.5;
  private second = 1;
  private pointer: PointerEvent | undefined;
  private readonly on = { pixelated: false, stretched: false, overlays: true };

  constructor(
    private readonly list: readonly Picture[],
    private place: number,
    private readonly together: boolean,
    legend?: (signal: AbortSignal) => HTMLElement,
  ) {
    const { signal } = this.closing;
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
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("close", () => {
      this.closing.abort();
      for (const pane of this.panes) pane.close();
      this.dialog.remove();
      if (opener instanceof HTMLElement) opener.focus();
    });
    gestures(
      this.stage,
      signal,
      () => this.size(),
      () => this.view,
      (view) => {
        this.view = view;
        this.arrange();
      },
    );
    this.stage.addEventListener("pointermove", (event) => this.point(event), { signal });
    const resized = new ResizeObserver(() => this.arrange());
    resized.observe(this.stage);
    signal.addEventListener("abort", () => resized.disconnect());
    signal.addEventListener(
      "abort",
      subscribe((now, before) => {
        if (now.settings !== before.settings) for (const pane of this.panes) void pane.draw();
      }),
    );
    this.dialog.showModal();
    void this.show();
    this.stage.focus();
  }

  private bar(panel: HTMLElement | undefined): HTMLElement {
    const flag = (
      text: string,
      key: "pixelated" | "stretched" | "overlays",
      title: string,
      apply: () => void,
    ): HTMLButtonElement => {
      const toggle = button(
        text,
        () => {
          this.on[key] = !this.on[key];
          toggle.setAttribute("aria-pressed", String(this.on[key]));
          apply();
        },
        { title, "aria-pressed": String(this.on[key]), "data-key": key },
      );
      return toggle;
    };
    const zoom = (factor: number) => (): void => this.to(zoomed(this.view, factor, 0, 0, this.size()));
    const tools = [
      ...(this.together
        ? [this.modes()]
        : [
            button("←", () => this.go(-1), { "aria-label": "Previous", title: "Previous (←)", class: "rg-previous" }),
            button("→", () => this.go(1), { "aria-label": "Next", title: "Next (→)", class: "rg-next" }),
          ]),
      button("−", zoom(1 / 1.5), { "aria-label": "Zoom out", title: "Zoom out (−)" }),
      button("+", zoom(1.5), { "aria-label": "Zoom in", title: "Zoom in (+)" }),
      button("fit", () => this.to(fitted()), { title: "Whole picture (0)" }),
      button("1:1", () => this.original(), { title: "One pixel of the screen a pixel (1)" }),
      flag("pixels", "pixelated", "Sharp pixels (p)", () => this.arrange()),
      flag("contrast", "stretched", "Stretch values to black and white (c)", () => {
        for (const pane of this.panes) pane.stretch(this.on.stretched);
      }),
      flag("overlays", "overlays", "Boxes and masks (o)", () => {
        for (const pane of this.panes) pane.overlay(this.on.overlays);
      }),
      button("histogram", () => this.showHistogram(), {
        title: "Histogram of pixel values (h)",
        "aria-pressed": "false",
        "data-key": "histogram",
      }),
    ];
    if (panel) {
      const toggle = button(
        "legend",
        () => {
          panel.hidden = !panel.hidden;
          toggle.setAttribute("aria-pressed", String(!panel.hidden));
        },
        { "aria-pressed": "false", title: "Groups, classes and scores" },
      );
      tools.push(toggle);
    }
    const close = button("×", () => this.dialog.close(), {
      class: "rg-close",
      "aria-label": "Close",
      title: "Close (Esc)",
    });
    return create(
      "div",
      { class: "rg-viewer-bar" },
      this.title,
      create("div", { class: "rg-viewer-tools", role: "toolbar", "aria-label": "View" }, ...tools),
      close,
    );
  }

  private modes(): HTMLElement {
    const select = create(
      "select",
      { "aria-label": "How pictures are compared" },
      ...MODES.map(([value, text]) => create("option", { value }, text)),
    );
    const slide = create("input", {
      type: "range",
      min: 0,
      max: 1,
      step: 0.01,
      value: 0.5,
      "aria-label": "Share of the second picture",
      hidden: true,
    });
    const other = create(
      "select",
      { "aria-label": "Second picture", hidden: true },
      ...this.list.slice(1).map((picture, i) => create("option", { value: i + 1 }, picture.name)),
    );
    select.addEventListener("change", () => {
      this.mode = select.value as Mode;
      // Boxes that differ would hide where the pictures do.
      if (this.mode === "difference" && this.on.overlays)
        this.dialog.querySelector<HTMLButtonElement>('[data-key="overlays"]')?.click();
      slide.hidden = this.mode === "side" || this.mode === "difference";
      other.hidden = this.mode === "side" || this.list.length < 3;
      this.arrange();
    });
    slide.addEventListener("input", () => {
      this.share = Number(slide.value);
      this.arrange();
    });
    other.addEventListener("change", () => {
      this.second = Number(other.value);
      this.arrange();
    });
    return create("span", { class: "rg-compare-modes" }, select, other, slide);
  }

  private async show(): Promise<void> {
    for (const pane of this.panes) pane.close();
    const shown = this.together ? this.list : this.list.slice(this.place, this.place + 1);
    this.panes = shown.map((picture) => new Pane(picture, this.together));
    this.stage.replaceChildren(...this.panes.map((pane) => pane.element));
    const one = shown[0];
    this.title.replaceChildren(
      create("bdi", {}, this.together ? `${shown.length} compared` : (one?.name ?? "")),
      ...(!this.together && one?.caption ? [create("bdi", { class: "rg-note" }, one.caption)] : []),
      ...(!this.together && this.list.length > 1
        ? [create("span", { class: "rg-note" }, `${this.place + 1} of ${this.list.length}`)]
        : []),
    );
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

  private go(by: number): void {
    if (this.together || this.list.length < 2) return;
    this.place = (this.place + by + this.list.length) % this.list.length;
    void this.show();
  }

  private to(view: View): void {
    this.view = view;
    this.arrange();
  }

  /** One pixel of the screen for one of the picture. */
  private original(): void {
    const pane = this.panes[0];
    if (!pane) return;
    const { width, height } = pane.picture.cell;
    const scale = fitScale(width, height, this.paneSize());
    this.to({ zoom: 1 / (scale * devicePixelRatio), x: 0.5, y: 0.5 });
  }

  private paneSize(): { width: number; height: number } {
    const box = (this.mode === "side" ? (this.panes[0]?.element ?? this.stage) : this.stage).getBoundingClientRect();
    return { width: Math.max(box.width, 1), height: Math.max(box.height, 1) };
  }

  private size(): { width: number; height: number } {
    return this.panes[0]?.shown(this.paneSize()) ?? { width: 1, height: 1 };
  }

  private arrange(): void {
    this.stage.dataset.mode = this.together ? this.mode : "side";
    this.stage.style.setProperty("--panes", String(this.together && this.mode === "side" ? this.panes.length : 1));
    const stage = this.paneSize();
    const first = this.panes[0];
    const scale = first ? (first.shown(stage).width * this.view.zoom) / first.picture.cell.width : 1;
    this.stage.classList.toggle("rg-pixels", this.on.pixelated || scale >= 8);
    for (const [number, pane] of this.panes.entries()) {
      const stacked = this.together && this.mode !== "side";
      pane.element.hidden = stacked && number !== 0 && number !== this.second;
      pane.place(this.view, stage);
      const upper = stacked && number === this.second;
      pane.element.style.clipPath = upper && this.mode === "wipe" ? `inset(0 0 0 ${this.share * 100}%)` : "";
      pane.frame.style.opacity = upper && this.mode === "onion" ? String(this.share) : "";
      pane.frame.style.mixBlendMode = upper && this.mode === "difference" ? "difference" : "";
    }
    this.stage.style.setProperty("--wipe", `${this.share * 100}%`);
    if (this.pointer) this.read(this.pointer);
  }

  private point(event: PointerEvent): void {
    this.pointer = event;
    this.read(event);
  }

  private read(event: PointerEvent): void {
    const pane = this.panes.find((one) => one.element.contains(event.target as Node)) ?? this.panes[0];
    this.readout.textContent = pane?.tell(event.clientX, event.clientY) ?? "";
  }

  private showHistogram(): void {
    this.histogram.hidden = !this.histogram.hidden;
    this.dialog.querySelector('[data-key="histogram"]')?.setAttribute("aria-pressed", String(!this.histogram.hidden));
    if (!this.histogram.hidden) this.drawHistogram();
  }

  private drawHistogram(): void {
    this.histogram.replaceChildren(
      ...this.panes.flatMap((pane) => {
        const pixels = pane.values();
        return pixels ? [histogramPicture(pixels)] : [];
      }),
    );
  }

  private key(event: KeyboardEvent): void {
    if (
      (event.target as Element).closest("input, select, .rg-popover") ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    )
      return;
    const move = (dx: number, dy: number): void => this.to(moved(this.view, dx, dy, this.size()));
    const press = (key: string) => (): void =>
      this.dialog.querySelector<HTMLButtonElement>(`[data-key="${key}"]`)?.click();
    const closer = this.view.zoom > 1.001;
    const actions: Record<string, () => void> = {
      ArrowLeft: () => (closer ? move(STEP, 0) : this.go(-1)),
      ArrowRight: () => (closer ? move(-STEP, 0) : this.go(1)),
      ArrowUp: () => move(0, STEP),
      ArrowDown: () => move(0, -STEP),
      PageUp: () => this.go(-1),
      PageDown: () => this.go(1),
      "+": () => this.to(zoomed(this.view, 1.25, 0, 0, this.size())),
      "=": () => this.to(zoomed(this.view, 1.25, 0, 0, this.size())),
      "-": () => this.to(zoomed(this.view, 0.8, 0, 0, this.size())),
      "0": () => this.to(fitted()),
      "1": () => this.original(),
      p: press("pixelated"),
      c: press("stretched"),
      o: press("overlays"),
      h: press("histogram"),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }
}
