// <rg-histogram>: histograms over steps as a heat map or ridgelines, with the one at the crosshair beside it.

import {
  type AxisSetup,
  CanvasElement,
  type Drawing,
  followCursor,
  hearing,
  isTouch,
  moveCursor,
  onPress,
  type Place,
  type Setting,
  type Sheet,
} from "../chart";
import { change, type Floats, isHidden, type State, say, state } from "../core";
import { largest, roundPlaces } from "../histogram/bins";
import { type Choices, offered } from "../histogram/choices";
import { heightsOf, measureName, type Rows, readRows, rowAt } from "../histogram/data";
import { besideOf, heatMap } from "../histogram/heat_map";
import { atBin, atStep, type Told } from "../histogram/reading";
import { ridgeAt, ridgelines, stepAxis } from "../histogram/ridgelines";
import { sheetOf } from "../histogram/sheet";
import { distributions } from "../histogram/single";
import type { HistogramPayload as View } from "../payloads";

class Histogram extends CanvasElement<View> {
  private rows: Rows[] = [];
  private most = 1;
  private choices: Choices = { mode: "heat_map", logColor: false, lines: true };
  private cursor: number | null = null;
  private started = false;
  private stop: (() => void) | undefined;

  protected override async load(): Promise<void> {
    const { logColor, percentiles, view } = this.view;
    if (!this.started) this.choices = { logColor, lines: percentiles, mode: view };
    this.started = true;
    const read = await readRows(this.view);
    this.most = Math.max(0, ...read.map(({ mass }) => largest(heightsOf(this.view, mass)))) || 1;
    this.nameColors();
    const own = this.dataset.of;
    this.rows = own === undefined ? read : read.slice(Number(own), Number(own) + 1);
    this.stop?.();
    if (!this.live.isConnected) return;
    this.stop = followCursor((cursor) => {
      const x = cursor?.axis === "step" ? cursor.x : null;
      if (x === this.cursor) return;
      this.cursor = x;
      if (!this.view.single) this.redraw();
    });
  }

  protected override rest(): void {
    super.rest();
    this.stop?.();
    this.rows = [];
  }

  protected override concerns(now: State, before: State): boolean {
    return super.concerns(now, before) || now.step !== before.step || now.scheme !== before.scheme;
  }

  protected override select(): boolean {
    return this.shown().length > 0;
  }

  private shown(): Rows[] {
    return this.rows.filter(({ run }) => !isHidden(run));
  }

  protected override hint(): string {
    return this.view.single ? "" : say("Arrow keys move through the steps.");
  }

  // --- axes

  private values(): { low: number; high: number } {
    return { low: this.view.edges[0] ?? 0, high: this.view.edges.at(-1) ?? 1 };
  }

  private get steps(): Floats {
    return this.rows[0]?.steps ?? new Float64Array(0);
  }

  private stepRange(): { low: number; high: number } {
    const low = this.steps[0] ?? 0;
    const high = this.steps.at(-1) ?? 1;
    return { low, high: high > low ? high : low + 1 };
  }

  protected override axes(): { x: AxisSetup; y: AxisSetup } {
    if (this.view.single) {
      const top = Math.max(0, ...this.shown().map(({ mass }) => largest(heightsOf(this.view, mass))));
      return { x: this.values(), y: { low: 0, high: (top || 1) * 1.05, title: measureName(this.view.measure) } };
    }
    if (this.choices.mode === "ridgeline") return { x: this.values(), y: stepAxis(this.rows[0]) };
    return this.isSmall()
      ? { x: this.stepRange(), y: { ...this.values(), places: roundPlaces(this.values()) } }
      : { x: { ...this.stepRange(), title: say("step") }, y: { ...this.values(), title: say("value") } };
  }

  private isSmall(): boolean {
    return this.plot.clientHeight < 160;
  }

  protected override room(): { right?: number } {
    if (this.view.single || this.choices.mode === "ridgeline") return {};
    const beside = besideOf(this.plot.clientWidth, this.plot.clientHeight);
    return beside ? { right: beside.gap + beside.side + 8 } : {};
  }

  protected override drawing(place: Place): Drawing {
    const shown = this.shown();
    const rows = shown[0];
    if (this.view.single) return distributions(this.view, shown, place);
    if (!rows) return {};
    if (this.choices.mode === "ridgeline") return ridgelines(this.view, rows, place);
    const { logColor, lines: percentiles } = this.choices;
    const step = this.cursor ?? state.step ?? Infinity;
    const beside = besideOf(this.plot.clientWidth, this.plot.clientHeight);
    return heatMap(this.view, rows, { most: this.most, logColor, percentiles, step, beside }, place);
  }

  // --- reading

  protected override listen(plot: HTMLElement, signal: AbortSignal): void {
    const hear = hearing(plot, signal);
    const stepAt = (event: MouseEvent): number | null => {
      if (this.view.single || this.choices.mode !== "heat_map" || !this.painted || !this.vega) return null;
      const area = this.area();
      const px = event.clientX - plot.getBoundingClientRect().left - area.left;
      return px < 0 || px > area.width
        ? null
        : (this.steps[rowAt(this.steps, this.vega.scale("x").invert(px))] ?? null);
    };
    hear("pointermove", (event) => {
      const x = stepAt(event);
      if (x !== null) moveCursor({ axis: "step", x, from: this });
      if (!isTouch(event)) this.tell(event);
    });
    hear("pointerdown", (event) => {
      if (isTouch(event)) this.tell(event);
    });
    hear("pointerleave", (event) => {
      moveCursor(null);
      if (!isTouch(event)) this.tip.hide();
    });
    onPress(hear, (event) => {
      const step = stepAt(event);
      if (step !== null) change({ step });
    });
    hear("keydown", (event) => {
      const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
      const move = moves[event.key];
      if (move === undefined || this.view.single || event.target !== plot) return;
      event.preventDefault();
      const next = Math.min(Math.max(rowAt(this.steps, state.step ?? Infinity) + move, 0), this.steps.length - 1);
      change({ step: this.steps[next] ?? null });
    });
  }

  protected override point(): void {
    // The pointer's place tells the bin, whatever is drawn there.
  }

  /** Show what the bin under the pointer holds. */
  private tell(event: PointerEvent): void {
    const box = this.plot.getBoundingClientRect();
    const [left, top] = [event.clientX - box.left, event.clientY - box.top];
    const told = this.painted ? this.told(left, top) : null;
    if (!told) return this.tip.hide();
    this.tip.show(this.plot, left, isTouch(event) ? -Infinity : top, told.title, told.rows);
  }

  private told(left: number, top: number): Told | null {
    const [shown, area] = [this.shown(), this.area()];
    const [x, y] = [left - area.left, top - area.top];
    const rows = shown[0];
    if (!rows || !this.vega || x < 0 || x > area.width || y < 0 || y > area.height) return null;
    const across = this.vega.scale("x").invert(x);
    const up = this.vega.scale("y").invert(y);
    if (this.view.single) return atBin(this.view, shown, across);
    return this.choices.mode === "ridgeline"
      ? atStep(this.view, rows, ridgeAt(rows, up), across)
      : atStep(this.view, rows, across, up);
  }

  override settings(): Setting[] {
    if (this.view.single) return [];
    return offered(
      () => this.choices,
      (parts) => this.forAll(parts),
    );
  }

  /** Set every histogram of the panel: one menu stands for all of its runs. */
  private forAll(parts: Partial<Choices>): void {
    for (const one of this.closest("figure")?.querySelectorAll<Histogram>("rg-histogram") ?? [this]) {
      Object.assign(one.choices, parts);
      one.redraw();
    }
    this.nameColors();
  }

  /** Say below the panel what its colours are; ridgelines have none. */
  private nameColors(): void {
    const scale = this.closest("figure")?.querySelector<HTMLElement>(".rg-scale");
    const name = scale?.querySelector("bdi");
    if (!scale || !name) return;
    name.textContent = this.choices.logColor
      ? say("{name}, logarithmic", { name: measureName(this.view.measure) })
      : measureName(this.view.measure);
    scale.hidden = this.choices.mode === "ridgeline";
  }

  override sheet(): Sheet {
    return sheetOf(this.view, this.shown());
  }
}

customElements.define("rg-histogram", Histogram);
