// <rg-line-plot>: axes and scales by Vega, each line one path; zoom by drag and wheel, a crosshair that reads all runs.

import { ChartElement, type Logged, type Setting, type Sheet, type VegaSpec, type VegaView } from "../chart";
import { button, create, type State, say } from "../core";
import { timeUnit } from "../line_plot/axes/axes";
import { fullX, fullY, namesOf } from "../line_plot/axes/domains";
import type { AxisY } from "../line_plot/axes/outliers";
import { type Plane, planeOf } from "../line_plot/axes/plane";
import { hasRight, shapeOf, stretch, wholes } from "../line_plot/axes/shape";
import { Viewport } from "../line_plot/axes/viewport";
import { Choices, offer } from "../line_plot/choices";
import { type Bad, Columns } from "../line_plot/data/columns";
import { type Drawn, drawnOf } from "../line_plot/data/drawn";
import type { Screen } from "../line_plot/data/series";
import { loggedOf, sheetOf } from "../line_plot/data/sheet";
import { type End, roomOf } from "../line_plot/ends";
import { writeLegend } from "../line_plot/legend";
import { Lines } from "../line_plot/lines";
import { listen, type Readable } from "../line_plot/pointer";
import { Reader, type Scene } from "../line_plot/reader";
import { goalOf, MANY, writeSaid } from "../line_plot/said";
import { lookOf, marks, strokes } from "../line_plot/strokes";
import type { LinePlotPayload as View } from "../payloads";

class LinePlot extends ChartElement<View> implements Readable {
  private choices!: Choices;
  private columns = new Columns();
  private drawn: Drawn[] = [];
  private bad: Bad[] = [];
  private viewport = new Viewport(this);
  private unit = 1;
  private shownAxis = "";
  private band!: HTMLElement;
  private reset!: HTMLElement;
  private lines: Lines | undefined;
  private reader: Reader | undefined;
  private unfollow: (() => void) | undefined;
  private marked = false;
  private plane: Plane | undefined;
  private room = 0;
  private screen: Screen = { left: 0, top: 0, ratio: 1 };

  protected override parts(): HTMLElement[] {
    this.band = create("div", { class: "rg-band", hidden: true });
    this.reset = button(say("Reset zoom"), () => this.setZoom(null), { class: "rg-reset", hidden: true });
    this.lines = new Lines();
    this.reader = new Reader(this.tip, this.lines);
    return [this.band, this.reset, ...this.reader.parts];
  }

  protected override hint(): string {
    return say("Arrow keys read values, plus and minus zoom, Shift and an arrow key pan, 0 resets.");
  }

  protected override listen(plot: HTMLElement, signal: AbortSignal): void {
    listen(plot, this.band, this, signal);
  }

  protected override async load(): Promise<void> {
    const title = this.closest(".rg-panel")?.querySelector(".rg-panel-head bdi, .rg-panel-head")?.textContent ?? "";
    this.choices ??= new Choices(this.view, title.trim(), (axis) => {
      if (axis) this.viewport.to(null);
      this.redraw();
    });
    offer(this.view);
    await this.columns.load(this.view.lines);
    this.unfollow?.();
    if (!this.live.isConnected) return;
    this.unfollow = this.reader?.follow(() => this.scene());
  }

  protected override rest(): void {
    this.leave();
    this.viewport.keep();
    super.rest();
    this.unfollow = void this.unfollow?.(); // it knows all that was drawn
    this.columns.clear();
    [this.drawn, this.bad] = [[], []];
    this.plane = this.lines = this.reader = undefined;
  }

  protected override concerns(now: State, before: State): boolean {
    const other = this.choices.axis() !== this.shownAxis;
    const elsewhere = this.viewport.follow();
    if (other && !elsewhere) this.viewport.to(null);
    if (elsewhere) return true;
    if (now.focused !== before.focused && this.drawn.length > MANY) return true; // a sentence says how many are
    return other || super.concerns(now, before) || this.choices.concerns(now, before, this.marked);
  }

  override settings(): Setting[] {
    return this.choices.menu();
  }

  override sheet(): Sheet {
    return sheetOf(this.drawn, this.choices.axis());
  }

  logged(): Logged {
    const axis = this.choices.axis();
    return loggedOf(this.columns.held(axis, this.view.lines), axis, this.names);
  }

  protected override select(): boolean {
    const box = this.live.getBoundingClientRect(); // here, where nothing has been changed, it costs no layout
    this.screen = { left: box.left, top: box.top, ratio: devicePixelRatio };
    const axis = this.choices.axis();
    this.shownAxis = axis;
    const { lines, bad } = this.columns.along(axis, this.view.lines);
    this.bad = bad;
    this.drawn = drawnOf(lines, this.view.groups, this.choices.settings());
    this.viewport.begin(fullX(this.drawn, this.view, this.choices), axis);
    const [low, high] = this.viewport.full;
    this.unit = axis === "relative_time" ? timeUnit(high - Math.min(low, 0)) : 1;
    this.room = roomOf(this.ends(null, this.plot.clientWidth, this.plot.clientHeight));
    return this.drawn.length > 0;
  }

  private ends(plane: Plane | null, width: number, height: number): End[] {
    return namesOf(this.drawn, this.view, this.choices, this.viewport.domain, plane, { width, height });
  }

  protected override key(): string {
    return `${this.choices.scale()} ${this.choices.logY()} ${this.choices.axis()} ${this.unit} ${this.room} ${wholes(this.drawn, this.unit)}`;
  }

  protected override spec(): VegaSpec {
    const { unit, room, drawn } = this;
    return shapeOf(this.view, this.choices, { unit, room, drawn, from: this.viewport.domain[0] });
  }

  private axisY(right: boolean): AxisY {
    return fullY(this.drawn, right, this.view, this.choices, this.viewport.domain);
  }

  protected override async paint(view: VegaView, width: number, height: number): Promise<void> {
    const right = hasRight(this.view);
    const y = this.axisY(false);
    stretch(view, this.unit, this.viewport.domain, y.ends, right ? this.axisY(true).ends : null);
    await view.width(width).height(height).runAsync();
    if (this.vega !== view) return;
    const plane = planeOf(view, this.viewport.domain, this.unit, right);
    const holder = this.live.querySelector<HTMLElement>(".rg-vega");
    const points = marks(this.drawn, this.bad, plane, Number(view.signal("height")));
    if (this.plane && String(this.plane.domain) !== String(plane.domain)) this.leave(); // it was read on other axes
    this.plane = plane;
    const look = lookOf(this.drawn, this.view.goals, this.choices.settings().noise, y.leaving);
    if (holder) this.lines?.draw(holder, this.area(), strokes(this.drawn, plane, this.area(), this.screen, look));
    writeSaid(this, this.drawn, this.view.goals, y);
    this.lines?.write(this.area(), this.ends(plane, this.room ? width : 0, this.area().height));
    this.reader?.relight();
    if (points.length || this.marked) await view.data("marks", points).runAsync();
    this.marked = points.length > 0;
    this.reset.hidden = !this.viewport.zoomed;
    writeLegend(this, this.drawn);
  }

  ready(): boolean {
    return this.painted && this.drawn.length > 0;
  }

  zoomed(): boolean {
    return this.viewport.zoomed;
  }

  private valueAt(px: number): number {
    return Number(this.vega?.scale("x").invert(px) ?? 0) * this.unit;
  }

  private pixel(x: number): number {
    return this.vega?.scale("x")(x / this.unit) ?? 0;
  }

  zoomTo(pixels: [number, number] | null): void {
    this.setZoom(pixels && [this.valueAt(pixels[0]), this.valueAt(pixels[1])]);
  }

  zoomBy(factor: number, px: number): void {
    const { width } = this.area();
    this.within(px - px * factor, px + (width - px) * factor);
  }

  pan(share: number): void {
    const { width } = this.area();
    const by = this.viewport.reach(share * width, width, (x) => this.pixel(x));
    this.within(by, width + by);
  }

  private within(from: number, to: number): void {
    const range = this.viewport.inside(this.valueAt(from), this.valueAt(to));
    if (range !== undefined) this.setZoom(range);
  }

  private setZoom(range: [number, number] | null): void {
    this.viewport.to(range);
    this.leave();
    this.redraw();
  }

  /** What is drawn, as the reader of values needs it. */
  private scene(): Scene | null {
    const { plane, drawn, plot, unit, view } = this;
    if (!this.painted || !plane) return null;
    const [axis, goal, share] = [this.choices.axis(), goalOf(drawn, view.goals), view.plotType === "pct-area"];
    return { plane, drawn, plot, unit, axis, goal, share, area: this.area() };
  }

  read(px: number, py: number, finger: boolean): void {
    this.reader?.read(this.scene(), this.valueAt(px), px, py, finger);
  }

  step(by: number): void {
    const scene = this.scene();
    if (!scene) return;
    const { width } = this.area();
    const from = this.viewport.has(this.reader?.at ?? NaN) ? (this.reader?.at ?? NaN) : this.valueAt(width / 2);
    const to = this.valueAt(Math.min(Math.max(this.pixel(from) + (by * width) / 100, 0), width));
    this.reader?.step(scene, by, from, to);
  }

  leave(): void {
    this.reader?.leave();
  }
}

customElements.define("rg-line-plot", LinePlot);
