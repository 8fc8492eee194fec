// <rg-line-plot>: axes and scales by Vega, each line one path; zoom by drag, a crosshair that reads all runs.

import { block, brief, button, create, exact, isHidden, library, offerAxes, offerSmoothing, page, RgElement, state, subscribe, type Floats, type State } from "../core";
import { shorten, timeUnit, unitName, widen } from "../line_plot/axes";
import { nearest, lowerBound, ordered, path, smooth, type Points, type SmoothingType } from "../line_plot/series";

interface Line {
  run: number; key: string; color: string; dash: string; total: number; start: number | null;
  x: Record<string, string>; y: string;
}

interface View {
  shape: Shape; axis: string; axes: string[]; lines: Line[]; logX: boolean; logY: boolean;
  rangeX: [number | null, number | null] | null; rangeY: [number | null, number | null] | null;
  titleX: string; titleY: string; smoothing: number; smoothingType: SmoothingType; original: boolean;
}

interface Shape {
  scales: { name: string; type: string }[];
  axes: { scale: string; title?: string; encode?: object; grid?: boolean; labels?: boolean }[];
}

interface VegaView {
  signal(name: string, value?: unknown): VegaView & number;
  width(value: number): VegaView;
  height(value: number): VegaView;
  data(name: string, rows: object[]): VegaView;
  runAsync(): Promise<VegaView>;
  scale(name: string): ((value: number) => number) & { invert(px: number): number };
  origin(): [number, number];
  padding(): { left: number; top: number };
  finalize(): void;
}

interface Vega {
  view(spec: object, config: object, container: HTMLElement): VegaView;
}

/** A line as it is drawn now. */
interface Drawn { line: Line; raw: Points; shown: Points }

const TOOLTIP_ROWS = 14;
/** Vega leaves most labels of a logarithmic axis empty; overlapping ones are dropped anyway. */
const LOG_LABELS = { labels: { update: { text: { signal: "abs(datum.value) >= 1000 ? format(datum.value, '~s') : format(datum.value, '~r')" } } } };

class LinePlot extends RgElement {
  private view!: View;
  private names: string[] = [];
  private config: object = {};
  private vega: VegaView | undefined;
  private kind = "";
  private columns = new Map<Line, { x: Map<string, Floats>; y: Floats }>();
  private drawn: Drawn[] = [];
  private zoom: [number, number] | null = null;
  private domain: [number, number] = [0, 1];
  private unit = 1;
  private stop: (() => void)[] = [];
  private live!: HTMLDivElement;
  private plot!: HTMLElement;
  private tip!: HTMLDivElement;
  private cross!: HTMLDivElement;
  private band!: HTMLDivElement;
  private reset!: HTMLButtonElement;
  private note = create("div", { class: "rg-plot-note", hidden: true }, "No run is shown.");
  private pending = false;
  private drawing = false;
  private again = false;

  protected override async wake(signal: AbortSignal): Promise<void> {
    this.view ??= await block<View>(this.dataset["view"] ?? "");
    const shared = await page();
    if (signal.aborted) return;
    this.names = shared.runs.map((run) => run.name);
    this.config = shared.vega;
    offerAxes(this.view.axes);
    offerSmoothing();
    this.build();
    await this.load();
    if (signal.aborted) return;
    const observer = new ResizeObserver(() => this.redraw());
    observer.observe(this.plot);
    this.stop = [subscribe((now, before) => this.react(now, before)), () => observer.disconnect()];
    await this.draw();
  }

  protected override rest(): void {
    for (const stop of this.stop) stop();
    this.stop = [];
    this.vega?.finalize();
    this.vega = undefined;
    this.columns.clear();
    this.drawn = [];
    this.live?.remove();
  }

  private build(): void {
    const plot = this.querySelector<HTMLElement>(".rg-plot");
    if (!plot) return;
    this.plot = plot;
    this.live = create("div", { class: "rg-live-plot" });
    this.tip = create("div", { class: "rg-tip", role: "status" });
    this.cross = create("div", { class: "rg-cross" });
    this.band = create("div", { class: "rg-band" });
    this.reset = button("Reset zoom", () => this.setZoom(null), { class: "rg-reset" });
    this.tip.hidden = this.cross.hidden = this.band.hidden = this.reset.hidden = true;
    this.live.append(create("div", { class: "rg-vega", "aria-hidden": "true" }), this.band, this.cross, this.tip, this.reset, this.note);
    plot.append(this.live);
    if (plot.hasAttribute("tabindex")) return;
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", `${this.closest("figure")?.getAttribute("aria-label") ?? "Plot"}. Arrow keys read values, plus and minus zoom, 0 resets.`);
    this.listen(plot);
  }

  private async load(): Promise<void> {
    await Promise.all(this.view.lines.map(async (line) => {
      const axes = Object.entries(line.x);
      const [y, ...xs] = await Promise.all([block<Floats>(line.y), ...axes.map(([, id]) => block<Floats>(id))]);
      const x = new Map(axes.map(([axis], i) => [axis, xs[i] ?? new Float64Array(0)] as [string, Floats]));
      this.columns.set(line, { x, y: y ?? new Float64Array(0) });
    }));
  }

  private react(now: State, before: State): void {
    if (now.axis !== before.axis) this.zoom = null;
    if (now.axis !== before.axis || now.smoothing !== before.smoothing || now.hidden !== before.hidden) this.redraw();
  }

  private redraw(): void {
    if (!this.pending) requestAnimationFrame(() => { this.pending = false; void this.draw(); });
    this.pending = true;
  }

  /** The x axis in force: the reader's choice where any line has it, else the plot's own. */
  private axis(): string {
    const wanted = state.axis;
    if (wanted !== null && this.view.lines.some((line) => this.hasAxis(line, wanted))) return wanted;
    return this.view.axis;
  }

  private hasAxis(line: Line, axis: string): boolean {
    return axis in line.x || (axis === "wall_time" && "relative_time" in line.x && line.start !== null);
  }

  private xOf(line: Line, axis: string): Floats | undefined {
    const columns = this.columns.get(line)?.x;
    if (axis !== "wall_time") return columns?.get(axis);
    const start = line.start;
    const relative = columns?.get("relative_time");
    return start === null || !relative ? undefined : Float64Array.from(relative, (t) => (t + start) * 1000);
  }

  private select(axis: string): void {
    const factor = state.smoothing ?? this.view.smoothing;
    this.drawn = [];
    for (const line of this.view.lines) {
      const x = isHidden(line.run) ? undefined : this.xOf(line, axis);
      const y = this.columns.get(line)?.y;
      if (!x || !y) continue;
      const raw = ordered(x, y);
      if (!raw.x.length) continue;
      this.drawn.push({ line, raw, shown: { x: raw.x, y: smooth(raw, this.view.smoothingType, factor) } });
    }
  }

  /** Draw now, or once more after the drawing that is under way. */
  private async draw(): Promise<void> {
    if (this.drawing) return void (this.again = true);
    this.drawing = true;
    try {
      do {
        this.again = false;
        await this.drawOnce();
      } while (this.again);
    } finally {
      this.drawing = false;
    }
  }

  private async drawOnce(): Promise<void> {
    const width = this.plot.clientWidth, height = this.plot.clientHeight;
    if (!this.live.isConnected || width < 40) return;
    const axis = this.axis();
    this.select(axis);
    const full = this.fullX(axis);
    this.domain = this.zoom ?? full;
    this.unit = axis === "relative_time" ? timeUnit(full[1] - Math.min(full[0], 0)) : 1;
    const y = this.fullY();
    this.note.hidden = this.drawn.length > 0;
    const view = await this.ensure(axis);
    if (!view) return;
    const [x0, x1] = this.domain;
    view.signal("x0", x0 / this.unit).signal("x1", x1 / this.unit).signal("y0", y[0]).signal("y1", y[1]);
    await view.width(width).height(height).runAsync();
    if (this.vega !== view) return;
    const sx = view.scale("x"), sy = view.scale("y"), unit = this.unit;
    const toX = (v: number): number => sx(v / unit);
    const faint = (state.smoothing ?? this.view.smoothing) > 0 && this.view.original;
    const rows: object[] = [];
    const row = (line: Line, points: Points, opacity: number): object => ({
      path: path(points, this.domain, toX, (v) => sy(v)), color: line.color, opacity,
      width: opacity < 1 ? 1 : 1.75, dash: line.dash ? line.dash.split(" ").map(Number) : null,
    });
    if (faint) for (const { line, raw } of this.drawn) rows.push(row(line, raw, 0.25));
    for (const { line, shown } of this.drawn) rows.push(row(line, shown, 1));
    await view.data("lines", rows).runAsync();
    this.reset.hidden = this.zoom === null;
    this.live.dataset["ready"] = "";
  }

  /** The Vega view for the axes in force; made again only when a scale changes its type. */
  private async ensure(axis: string): Promise<VegaView | undefined> {
    const type = axis === "wall_time" ? "utc" : this.view.logX && axis === this.view.axis ? "log" : "linear";
    const kind = `${type} ${axis} ${this.unit}`;
    if (this.vega && this.kind === kind) return this.vega;
    const vega = await library<Vega>("vega");
    if (!this.live.isConnected) return undefined;
    this.vega?.finalize();
    const spec = structuredClone(this.view.shape);
    for (const scale of spec.scales) {
      if (scale.name === "x") scale.type = type;
      else if (this.view.logY) scale.type = "log";
    }
    for (const each of spec.axes) {
      if (each.labels === false) continue;
      if (spec.scales.some((scale) => scale.name === each.scale && scale.type === "log")) each.encode = LOG_LABELS;
      if (each.scale === "x") {
        each.title = (axis === this.view.axis && this.view.titleX) || this.axisTitle(axis);
        if (type === "utc") delete each.encode; // its labels are for numbers
      } else if (this.view.titleY) each.title = this.view.titleY;
    }
    const holder = this.live.querySelector<HTMLElement>(".rg-vega");
    if (!holder) return undefined;
    holder.replaceChildren();
    this.vega = vega.view(spec, this.config, holder);
    this.kind = kind;
    return this.vega;
  }

  private axisTitle(axis: string): string {
    if (axis === "wall_time") return `time (UTC), from ${new Date(this.domain[0]).toISOString().slice(0, 10)}`;
    return axis === "relative_time" ? `time (${unitName(this.unit)})` : axis;
  }

  private fullX(axis: string): [number, number] {
    const log = this.view.logX && axis === this.view.axis;
    let low = Infinity, high = -Infinity;
    for (const { raw: { x } } of this.drawn) {
      const first = log ? lowerBound(x, Number.MIN_VALUE) : 0;
      if (first >= x.length) continue;
      low = Math.min(low, x[first] ?? low);
      high = Math.max(high, x[x.length - 1] ?? high);
    }
    return widen(low, high, axis === this.view.axis ? this.view.rangeX : null, log, 0);
  }

  private fullY(): [number, number] {
    const [x0, x1] = this.domain;
    const raw = this.view.original && (state.smoothing ?? this.view.smoothing) > 0;
    let low = Infinity, high = -Infinity;
    for (const drawn of this.drawn) {
      for (const { x, y } of raw ? [drawn.raw, drawn.shown] : [drawn.shown]) {
        for (let i = lowerBound(x, x0); i < x.length && (x[i] ?? 0) <= x1; i++) {
          const value = y[i] ?? NaN;
          if (!Number.isFinite(value) || (this.view.logY && value <= 0)) continue;
          if (value < low) low = value;
          if (value > high) high = value;
        }
      }
    }
    return widen(low, high, this.view.rangeY, this.view.logY, 0.05);
  }

  private setZoom(range: [number, number] | null): void {
    this.zoom = range;
    this.hideTip();
    this.redraw();
  }

  /** Where the drawing area begins inside the element, in CSS pixels, and its size. */
  private area(): { left: number; top: number; width: number; height: number } {
    const view = this.vega;
    if (!view) return { left: 0, top: 0, width: 1, height: 1 };
    const [x, y] = view.origin(), { left, top } = view.padding();
    return { left: x + left, top: y + top, width: Number(view.signal("width")), height: Number(view.signal("height")) };
  }

  private listen(plot: HTMLElement): void {
    let from: number | null = null;
    const at = (event: PointerEvent): number => {
      const area = this.area();
      const px = event.clientX - plot.getBoundingClientRect().left - area.left;
      return Math.min(Math.max(px, 0), area.width);
    };
    plot.addEventListener("pointermove", (event) => {
      if (!this.vega) return;
      const px = at(event);
      if (from === null) return this.read(px, event.clientY - plot.getBoundingClientRect().top);
      const { left, top, height } = this.area();
      this.band.hidden = Math.abs(px - from) < 4;
      Object.assign(this.band.style, { left: `${left + Math.min(px, from)}px`, width: `${Math.abs(px - from)}px`, top: `${top}px`, height: `${height}px` });
    });
    plot.addEventListener("pointerdown", (event) => {
      if (!this.vega || event.button !== 0 || event.pointerType === "touch" || (event.target as Element).closest("button")) return;
      from = at(event);
      plot.setPointerCapture(event.pointerId);
      this.hideTip();
    });
    plot.addEventListener("pointerup", (event) => {
      if (from === null || !this.vega) return;
      const px = at(event), start = from;
      from = null;
      this.band.hidden = true;
      if (Math.abs(px - start) < 4) return;
      const scale = this.vega.scale("x");
      const ends = [start, px].sort((a, b) => a - b).map((p) => Number(scale.invert(p)) * this.unit);
      this.setZoom([ends[0] ?? 0, ends[1] ?? 1]);
    });
    plot.addEventListener("pointercancel", () => { from = null; this.band.hidden = true; });
    for (const name of ["pointerleave", "blur"]) plot.addEventListener(name, () => this.hideTip());
    plot.addEventListener("dblclick", () => this.setZoom(null));
    plot.addEventListener("keydown", (event) => this.key(event));
  }

  private cursor = NaN;

  private key(event: KeyboardEvent): void {
    if (!this.vega || event.target !== this.plot) return;
    const { width } = this.area();
    const [x0, x1] = this.domain;
    const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
    const move = moves[event.key];
    if (move !== undefined) {
      const px = Number.isFinite(this.cursor) ? this.cursor + (move * width) / 100 : width / 2;
      this.read(Math.min(Math.max(px, 0), width), 20);
    } else if (event.key === "+" || event.key === "-") {
      const middle = Number.isFinite(this.cursor) ? Number(this.vega.scale("x").invert(this.cursor)) * this.unit : (x0 + x1) / 2;
      const half = ((x1 - x0) / 2) * (event.key === "+" ? 0.5 : 2);
      const [low, high] = this.fullX(this.axis());
      const next: [number, number] = [Math.max(middle - half, low), Math.min(middle + half, high)];
      this.setZoom(next[0] <= low && next[1] >= high ? null : next);
    } else if (event.key === "0" || event.key === "Escape") this.setZoom(null);
    else return;
    event.preventDefault();
  }

  /** Show every line's value nearest to a pixel column. */
  private read(px: number, py: number): void {
    const view = this.vega;
    if (!view) return;
    this.cursor = px;
    const value = Number(view.scale("x").invert(px)) * this.unit;
    const hits = this.drawn.flatMap((drawn) => {
      const i = nearest(drawn.shown.x, value);
      const y = drawn.shown.y[i] ?? NaN, x = drawn.shown.x[i] ?? NaN;
      return i >= 0 && x >= this.domain[0] && x <= this.domain[1] ? [{ drawn, x, y, raw: drawn.raw.y[i] ?? NaN, far: Math.abs(x - value) }] : [];
    });
    const closest = hits.reduce<(typeof hits)[number] | undefined>((best, hit) => (!best || hit.far < best.far ? hit : best), undefined);
    if (!closest) return this.hideTip();
    const area = this.area();
    const left = area.left + view.scale("x")(closest.x / this.unit);
    Object.assign(this.cross.style, { left: `${left}px`, top: `${area.top}px`, height: `${area.height}px` });
    const rows = hits.sort((a, b) => (Number.isFinite(b.y) ? b.y : -Infinity) - (Number.isFinite(a.y) ? a.y : -Infinity));
    this.fillTip(this.xText(closest.x), rows);
    this.cross.hidden = this.tip.hidden = false;
    const size = this.tip.offsetWidth, from = this.plot.getBoundingClientRect().left;
    const place = from + left + 14 + size < innerWidth - 8 || left - 14 - size < -from ? left + 14 : left - size - 14;
    const top = Math.min(Math.max(py - this.tip.offsetHeight / 2, 0), Math.max(this.plot.clientHeight - this.tip.offsetHeight, 0));
    Object.assign(this.tip.style, { left: `${place}px`, top: `${top}px` });
  }

  private xText(x: number): string {
    const axis = this.axis();
    if (axis === "wall_time") return new Date(x).toISOString().replace("T", " ").slice(0, 19) + " UTC";
    if (axis === "relative_time") return `${brief(x / this.unit)} ${unitName(this.unit)}`;
    return `${axis} ${exact(x)}`;
  }

  private fillTip(title: string, rows: { drawn: Drawn; y: number; raw: number }[]): void {
    const severalKeys = new Set(this.drawn.map(({ line }) => line.key)).size > 1;
    const severalRuns = new Set(this.drawn.map(({ line }) => line.run)).size > 1;
    const items = rows.slice(0, TOOLTIP_ROWS).map(({ drawn: { line }, y, raw }) => {
      const names = [severalRuns || !severalKeys ? this.names[line.run] ?? "" : "", severalKeys ? line.key : ""].filter(Boolean).join(" · ");
      const smoothed = raw !== y && Number.isFinite(raw) ? create("span", { class: "rg-raw" }, ` (${exact(raw)})`) : "";
      const dot = create("i", { class: "rg-dot" });
      dot.style.background = line.color;
      return create("li", {}, dot, create("bdi", {}, shorten(names)), create("b", {}, exact(y), smoothed));
    });
    if (rows.length > TOOLTIP_ROWS) items.push(create("li", { class: "rg-note" }, `and ${rows.length - TOOLTIP_ROWS} more`));
    this.tip.replaceChildren(create("p", {}, title), create("ul", {}, ...items));
  }

  private hideTip(): void {
    if (this.tip) this.tip.hidden = this.cross.hidden = true;
  }
}

customElements.define("rg-line-plot", LinePlot);
