// What every chart element shares: a Vega view that is made when near and let go when far, redrawn once a frame at
// most, with a tooltip and a menu.

import {
  begin,
  block,
  create,
  isRefocused,
  library,
  page,
  point,
  RgElement,
  type State,
  said,
  say,
  subscribe,
  Tip,
  type TipRow,
} from "../core";
import { dimMarks } from "./dim";
import { addMenu, type MenuHost, type Setting } from "./menu";
import { isTouch, touchMark } from "./pointer/touch";
import type { Sheet } from "./save";
import { inTurn, pause } from "./turns";
import type { Vega, VegaSpec, VegaView } from "./vega";

/** Call back when the page moves to a sharper or coarser screen, or is zoomed; returns how to stop. */
function onPixelRatio(changed: () => void): () => void {
  const stop = new AbortController();
  const watch = (): void => {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      "change",
      () => {
        changed();
        watch();
      },
      { once: true, signal: stop.signal },
    );
  };
  watch();
  return () => stop.abort();
}

/** What a mark says of itself: a text, or values by name with a title. */
function toldBy(value: unknown): { title: string; rows: TipRow[] } {
  if (typeof value !== "object" || value === null) return { title: "", rows: [{ name: "", value: worded(value) }] };
  const { title = "", ...values } = value as Record<string, unknown>;
  return { title: String(title), rows: Object.entries(values).map(([name, text]) => ({ name, value: worded(text) })) };
}

const worded = (value: unknown): string => (typeof value === "number" ? said(value) : String(value));

function showMark(tip: Tip, plot: HTMLElement, event: MouseEvent, value: unknown): void {
  const box = plot.getBoundingClientRect();
  const { title, rows } = toldBy(value);
  tip.show(plot, event.clientX - box.left, isTouch(event) ? -Infinity : event.clientY - box.top, title, rows);
}

/** Let the keyboard reach a plot, and say what it is and what keys do. */
function reach(plot: HTMLElement, hint: string): void {
  plot.tabIndex = 0;
  plot.setAttribute("role", "group");
  const name = plot.closest("figure")?.getAttribute("aria-label") ?? say("Chart");
  plot.setAttribute("aria-label", [name, hint].join(" ").trim());
}

export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

export abstract class ChartElement<V> extends RgElement implements MenuHost {
  protected view!: V;
  protected names: string[] = [];
  protected plot!: HTMLElement;
  protected live!: HTMLDivElement;
  protected tip!: Tip;
  protected vega: VegaView | undefined;
  private note!: HTMLElement;
  /** Whether the view in force has been drawn: before, it has no scales. */
  protected painted = false;
  private config: object = {};
  private still: SVGElement | null = null;
  private kind = "";
  private stops: (() => void)[] = [];
  private pending = false;
  private busy = false;
  private again = false;

  /** Read the data blocks. */
  protected abstract load(): Promise<void>;
  /** What the Vega view depends on: it is made anew when this text changes. */
  protected abstract key(): string;
  protected abstract spec(): VegaSpec;
  /** Fill and run the view. */
  protected abstract paint(view: VegaView, width: number, height: number): Promise<void>;
  abstract sheet(): Sheet | null;

  settings(): Setting[] {
    return [];
  }

  /** Prepare a drawing; false when there is nothing to draw. */
  protected select(): boolean {
    return true;
  }

  protected libraryName(): string {
    return "vega";
  }

  /** Make the parts of the live plot besides the Vega view; called for each visit, with the tooltip there. */
  protected parts(): HTMLElement[] {
    return [];
  }

  /** Listen to the pointer and the keyboard until the signal is given; called for each visit. */
  protected listen(plot: HTMLElement, signal: AbortSignal): void {
    void [plot, signal];
  }

  /** Whether a change of the page's state changes the picture. */
  protected concerns(now: State, before: State): boolean {
    return now.hidden !== before.hidden;
  }

  protected hint(): string {
    return "";
  }

  protected override async wake(signal: AbortSignal): Promise<void> {
    this.view ??= await block<V>(this.dataset.view ?? "");
    const { runs, vega } = await page();
    if (signal.aborted) return;
    [this.names, this.config] = [runs.map((run) => run.name), vega];
    this.raise(signal);
    // In turn: the first chart in view is drawn before the numbers of others, which can be thousands, are unpacked.
    await inTurn(this, async () => void (signal.aborted || (await this.load())));
    if (signal.aborted) return;
    const observer = new ResizeObserver(() => this.redraw());
    observer.observe(this.plot);
    this.stops = [
      onPixelRatio(() => this.redraw()),
      subscribe((now, before) => {
        if (this.concerns(now, before)) this.redraw();
        else if (isRefocused(now, before)) dimMarks(this.live, this.runsOf.bind(this));
      }),
      () => observer.disconnect(),
    ];
    addMenu(this, signal);
    await this.draw();
  }

  protected override rest(): void {
    for (const stop of this.stops.splice(0)) stop();
    this.vega?.finalize();
    this.vega = undefined;
    this.painted = false;
    this.live?.remove();
    this.live?.querySelector(".rg-vega")?.replaceChildren();
    this.live?.replaceChildren(); // what still knows a part of it keeps no other
    this.plot?.classList.remove("rg-ready");
    if (this.still) this.plot.prepend(this.still);
  }

  /** Put a live plot over the picture: a new one for each visit, so that a plot far away keeps nothing of it. */
  private raise(signal: AbortSignal): void {
    const plot = this.querySelector<HTMLElement>(".rg-plot");
    if (!plot) return;
    this.plot = plot;
    this.tip = new Tip();
    this.note = create("div", { class: "rg-plot-note", hidden: true }, say("All runs are hidden."));
    const parts = [...this.parts(), this.tip.element, this.note];
    const holder = create("div", { class: "rg-vega", "aria-hidden": "true" });
    this.live = create("div", { class: "rg-live-plot" }, holder, ...parts);
    plot.append(this.live);
    const touched = (event: PointerEvent): void => {
      if (isTouch(event)) touchMark(event, plot, this.live.querySelector(".rg-vega"), () => this.tip.hide());
    };
    plot.addEventListener("pointerdown", touched, { signal }); // before it is read
    this.listen(plot, signal);
    if (!plot.hasAttribute("tabindex")) reach(plot, this.hint());
  }

  redraw(): void {
    if (!this.live?.isConnected) return;
    if (this.pending) return;
    this.pending = true;
    const end = begin();
    requestAnimationFrame(() => {
      this.pending = false;
      void this.draw().finally(end);
    });
  }

  /** Draw now, or once more after the drawing that is under way. */
  private async draw(): Promise<void> {
    if (this.busy) return void (this.again = true);
    this.busy = true;
    try {
      do {
        this.again = false;
        await inTurn(this, () => this.drawOnce());
      } while (this.again);
    } finally {
      this.busy = false;
    }
  }

  private async drawOnce(): Promise<void> {
    const width = this.plot.clientWidth;
    const height = this.plot.clientHeight;
    if (!this.live.isConnected || width < 40) return;
    this.note.hidden = this.select();
    const before = this.vega;
    const view = await this.ensure();
    if (view !== before) await pause(); // making a view and drawing it are a task each
    if (!view || !this.live.isConnected || this.vega !== view) return;
    await this.paint(view, width, height);
    if (this.vega !== view) return;
    this.painted = true;
    dimMarks(this.live, this.runsOf.bind(this));
    this.live.dataset.ready = "";
    this.plot.classList.add("rg-ready"); // a class, because :has() would look again at every change of the page
    this.still ??= this.plot.querySelector<SVGElement>(":scope > .rg-static");
    this.still?.remove(); // a search in the page finds each text once
  }

  /** The runs that a mark stands for; none where it stands for something else. */
  protected runsOf(datum: unknown): readonly number[] {
    return (datum as { runs?: readonly number[] } | undefined)?.runs ?? [];
  }

  /** The Vega view in force; made again only when its key changes. */
  private async ensure(): Promise<VegaView | undefined> {
    const kind = this.key();
    if (this.vega && this.kind === kind) return this.vega;
    const vega = await library<Vega>(this.libraryName());
    await pause();
    if (!this.live.isConnected) return undefined;
    this.vega?.finalize();
    this.vega = undefined;
    this.painted = false;
    const holder = this.live.querySelector<HTMLElement>(".rg-vega");
    if (!holder) return undefined;
    holder.replaceChildren();
    this.vega = vega.view(this.spec(), this.config, holder, (_, event, item, value) =>
      this.point(event, item?.datum, value),
    );
    this.kind = kind;
    return this.vega;
  }

  /** Show what a mark says of itself under the pointer. */
  protected point(event: MouseEvent | null, datum: unknown, value: unknown): void {
    const empty = value === null || value === undefined || value === "";
    if (event && !isTouch(event)) point(empty ? [] : this.runsOf(datum));
    if (event && !empty) showMark(this.tip, this.plot, event, value);
    else if (!isTouch(event)) this.tip.hide();
  }

  /** Where the drawing area begins inside the element, in CSS pixels, and its size. */
  area(): Area {
    const view = this.vega;
    if (!view?.signal("width")) return { left: 0, top: 0, width: 1, height: 1 };
    const [x, y] = view.origin();
    const { left, top } = view.padding();
    return { left: x + left, top: y + top, width: Number(view.signal("width")), height: Number(view.signal("height")) };
  }
}
