// <rg-line-plot>: axes and scales by Vega, each line one path; zoom by drag and wheel, a crosshair that reads all runs.

import {
  type Aggregate,
  ChartElement,
  type Cursor,
  followCursor,
  logarithmic,
  moveCursor,
  type Setting,
  type Sheet,
  type Spread,
  type TipRow,
  type VegaSpec,
  type VegaView,
} from "../chart";
import {
  block,
  brief,
  button,
  create,
  exact,
  type Floats,
  isHidden,
  offerAxes,
  offerLog,
  offerSmoothing,
  runsOf,
  type State,
  state,
} from "../core";
import { extent, timeUnit, unitName, widen } from "../line_plot/axes";
import { type Drawn, drawnOf, type Group, type Line, type Settings, valuesBetween } from "../line_plot/drawn";
import { crosshairText, legendText } from "../line_plot/legend";
import { Lines, type Stroke } from "../line_plot/lines";
import { listen, type Readable } from "../line_plot/pointer";
import { type Hit, hitsAt } from "../line_plot/reading";
import { lowerBound, ordered, outline, type Points, path, type Screen, type SmoothingType } from "../line_plot/series";

type Range = [number | null, number | null] | null;

interface View extends Settings {
  shape: VegaSpec;
  axis: string;
  axes: string[];
  lines: Line[];
  groups: Group[];
  logX: boolean;
  logY: boolean;
  logRight: boolean;
  rangeX: Range;
  rangeY: Range;
  rangeRight: Range;
  titleX: string;
  titleY: string;
  titleRight: string;
  fontSize: number;
}

/** What the reader set for this plot alone. */
interface Own {
  axis?: string;
  smoothing?: number;
  smoothingType?: SmoothingType;
  logX?: boolean;
  logY?: boolean;
  original?: boolean;
  outliers?: boolean;
  aggregate?: Aggregate;
  range?: Spread;
}

const SMOOTHINGS: [SmoothingType, string][] = [
  ["exponentialTimeWeighted", "time-weighted average"],
  ["exponential", "exponential average"],
  ["gaussian", "Gaussian"],
  ["average", "running average"],
  ["none", "none"],
];
const AGGREGATES: [string, string][] = [
  ["mean", "mean"],
  ["median", "median"],
  ["min", "minimum"],
  ["max", "maximum"],
  ["sum", "sum"],
  ["samples", "every run"],
];
const RANGES: [string, string][] = [
  ["minmax", "minimum to maximum"],
  ["stddev", "standard deviation"],
  ["stderr", "standard error"],
  ["samples", "every run"],
  ["none", "none"],
];
const MAX_MARKS = 300;

class LinePlot extends ChartElement<View> implements Readable {
  private columns = new Map<Line, { x: Map<string, Floats>; y: Floats }>();
  private drawn: Drawn[] = [];
  private bad: { line: Line; x: number; y: number }[] = [];
  private zoom: [number, number] | null = null;
  private domain: [number, number] = [0, 1];
  private full: [number, number] = [0, 1];
  private unit = 1;
  private own: Own = {};
  private cross = create("div", { class: "rg-cross", hidden: true });
  private band = create("div", { class: "rg-band", hidden: true });
  private reset = button("Reset zoom", () => this.setZoom(null), { class: "rg-reset", hidden: true });
  private unfollow: (() => void) | undefined;
  private lines = new Lines();
  private marked = false;
  private screen: Screen = { left: 0, top: 0, ratio: 1 };

  protected override parts(): HTMLElement[] {
    return [this.band, this.cross, this.reset];
  }

  protected override hint(): string {
    return "Arrow keys read values, plus and minus zoom, Shift with an arrow moves, 0 resets.";
  }

  protected override listen(plot: HTMLElement): void {
    listen(plot, this.band, this);
  }

  protected override async load(): Promise<void> {
    offerAxes(this.view.axes);
    offerSmoothing();
    offerLog();
    await Promise.all(
      this.view.lines.map(async (line) => {
        const axes = Object.entries(line.x);
        const [y, ...xs] = await Promise.all([block<Floats>(line.y), ...axes.map(([, id]) => block<Floats>(id))]);
        const x = new Map(axes.map(([axis], i) => [axis, xs[i] ?? new Float64Array(0)] as [string, Floats]));
        this.columns.set(line, { x, y: y ?? new Float64Array(0) });
      }),
    );
    this.unfollow?.();
    if (this.live.isConnected) this.unfollow = followCursor((cursor) => this.follow(cursor));
  }

  protected override rest(): void {
    super.rest();
    this.unfollow?.();
    this.columns.clear();
    this.drawn = [];
  }

  protected override concerns(now: State, before: State): boolean {
    if (now.axis !== before.axis) this.zoom = null;
    return (
      super.concerns(now, before) ||
      now.axis !== before.axis ||
      now.smoothing !== before.smoothing ||
      now.logY !== before.logY
    );
  }

  // --- what is in force: the reader's choice for this plot, then for the page, then the spec's

  private axis(): string {
    const wanted = this.own.axis ?? state.axis;
    return wanted !== null && this.view.lines.some((line) => hasAxis(line, wanted)) ? wanted : this.view.axis;
  }

  private logY(): boolean {
    return this.own.logY ?? state.logY ?? this.view.logY;
  }

  private logX(): boolean {
    return this.axis() !== "wall_time" && (this.own.logX ?? (this.view.logX && this.axis() === this.view.axis));
  }

  private set(): Settings {
    const { own, view } = this;
    return {
      smoothing: own.smoothing ?? state.smoothing ?? view.smoothing,
      smoothingType: own.smoothingType ?? view.smoothingType,
      original: own.original ?? view.original,
      aggregate: own.aggregate ?? view.aggregate,
      range: own.range ?? view.range,
      plotType: view.plotType,
      outliers: own.outliers ?? view.outliers,
    };
  }

  override settings(): Setting[] {
    const put = (parts: Own): void => {
      this.own = { ...this.own, ...parts };
      this.redraw();
    };
    const axes = [
      "step",
      "relative_time",
      "wall_time",
      ...this.view.axes.filter((axis) => !["step", "relative_time", "wall_time"].includes(axis)),
    ];
    const found: Setting[] = [
      {
        type: "select",
        label: "x axis",
        options: axes.map((axis) => [axis, axis.replace("_", " ")]),
        value: () => this.axis(),
        change: (axis) => {
          this.zoom = null;
          put({ axis });
        },
      },
      {
        type: "range",
        label: "smoothing",
        min: 0,
        max: 0.99,
        step: 0.01,
        value: () => this.set().smoothing,
        change: (smoothing) => put({ smoothing }),
      },
      {
        type: "select",
        label: "smoothed by",
        options: SMOOTHINGS,
        value: () => this.set().smoothingType,
        change: (name) => put({ smoothingType: name as SmoothingType }),
      },
      {
        type: "check",
        label: "show the raw line",
        value: () => this.set().original,
        change: (original) => put({ original }),
      },
      { type: "check", label: "logarithmic y axis", value: () => this.logY(), change: (logY) => put({ logY }) },
      {
        type: "check",
        label: "logarithmic x axis",
        value: () => this.logX(),
        change: (logX) => {
          this.zoom = null;
          put({ logX });
        },
      },
      {
        type: "check",
        label: "leave outliers out of the y axis",
        value: () => !this.set().outliers,
        change: (on) => put({ outliers: !on }),
      },
    ];
    if (!this.view.groups.length) return found;
    return [
      {
        type: "select",
        label: "groups as",
        options: AGGREGATES,
        value: () => this.set().aggregate,
        change: (name) => put({ aggregate: name as Aggregate }),
      },
      {
        type: "select",
        label: "band",
        options: RANGES,
        value: () => this.set().range,
        change: (name) => put({ range: name as Spread }),
      },
      ...found,
    ];
  }

  override sheet(): Sheet {
    const smoothed = this.drawn.some(({ raw, shown }) => raw.x === shown.x && raw.y !== shown.y);
    const rows = this.drawn.flatMap(({ name, key, shown, raw, area }) =>
      [...shown.x].map((x, i) => {
        const value = area ? (area.high[i] ?? 0) - (area.low[i] ?? 0) : (shown.y[i] ?? null);
        return [name, key, x, ...(smoothed ? [raw.x === shown.x ? (raw.y[i] ?? null) : null] : []), value];
      }),
    );
    return { columns: ["line", "metric", this.axis(), ...(smoothed ? ["value", "smoothed"] : ["value"])], rows };
  }

  // --- drawing

  private xOf(line: Line, axis: string): Floats | undefined {
    const columns = this.columns.get(line)?.x;
    if (axis !== "wall_time") return columns?.get(axis);
    const start = line.start;
    const relative = columns?.get("relative_time");
    return start === null || !relative ? undefined : Float64Array.from(relative, (t) => (t + start) * 1000);
  }

  protected override select(): boolean {
    const box = this.live.getBoundingClientRect(); // here, where nothing has been changed, it costs no layout
    this.screen = { left: box.left, top: box.top, ratio: devicePixelRatio };
    const axis = this.axis();
    const lines: { line: Line; raw: Points }[] = [];
    this.bad = [];
    for (const line of this.view.lines) {
      const x = isHidden(line.run) ? undefined : this.xOf(line, axis);
      const y = this.columns.get(line)?.y;
      if (!x || !y) continue;
      const raw = ordered(x, y);
      if (!raw.x.length) continue;
      lines.push({ line, raw });
      for (let i = 0; i < raw.y.length; i++)
        if (!Number.isFinite(raw.y[i] ?? NaN)) this.bad.push({ line, x: raw.x[i] ?? 0, y: raw.y[i] ?? NaN });
    }
    this.drawn = drawnOf(lines, this.view.groups, this.set());
    this.full = this.fullX();
    this.domain = this.zoom ?? this.full;
    this.unit = axis === "relative_time" ? timeUnit(this.full[1] - Math.min(this.full[0], 0)) : 1;
    return this.drawn.length > 0;
  }

  private fullX(): [number, number] {
    const log = this.logX();
    let low = Infinity;
    let high = -Infinity;
    for (const {
      shown: { x },
    } of this.drawn) {
      const first = log ? lowerBound(x, Number.MIN_VALUE) : 0;
      if (first >= x.length) continue;
      low = Math.min(low, x[first] ?? low);
      high = Math.max(high, x[x.length - 1] ?? high);
    }
    return widen(low, high, this.axis() === this.view.axis ? this.view.rangeX : null, log, 0);
  }

  private fullY(right: boolean): [number, number] {
    const { logRight, rangeRight, rangeY, plotType } = this.view;
    const log = right ? logRight : this.logY();
    const values = valuesBetween(
      this.drawn.filter((each) => each.right === right),
      ...this.domain,
    );
    const [low, high] = extent(values, log, this.set().outliers);
    const [from, to] = widen(
      plotType !== "line" && !log ? Math.min(low, 0) : low,
      high,
      right ? rangeRight : rangeY,
      log,
      0.05,
    );
    return plotType === "line" || log || low < 0
      ? [from, to]
      : [Math.max(from, 0), plotType === "pct-area" ? Math.min(to, 1) : to];
  }

  protected override key(): string {
    return `${this.xType()} ${this.logY()} ${this.axis()} ${this.unit}`;
  }

  private xType(): string {
    return this.axis() === "wall_time" ? "utc" : this.logX() ? "log" : "linear";
  }

  protected override spec(): VegaSpec {
    const spec = structuredClone(this.view.shape);
    const axis = this.axis();
    const type = this.xType();
    const right = this.view.lines.some((line) => line.right);
    if (!right) {
      spec.scales = (spec.scales ?? []).filter((scale) => scale.name !== "right");
      spec.axes = (spec.axes ?? []).filter((each) => each.scale !== "right");
    }
    const types: Record<string, string> = {
      x: type,
      y: this.logY() ? "log" : "linear",
      right: this.view.logRight ? "log" : "linear",
    };
    for (const scale of spec.scales ?? []) scale.type = types[scale.name] ?? scale.type;
    const titles: Record<string, string> = {
      x: (axis === this.view.axis && this.view.titleX) || this.axisTitle(axis),
      y: this.view.titleY,
      right: this.view.titleRight,
    };
    for (const each of spec.axes ?? []) {
      if (each.labels === false) continue;
      if (types[each.scale] === "log") logarithmic(each);
      if (titles[each.scale]) each.title = titles[each.scale];
      if (each.scale === "x" && type === "utc") {
        delete each.encode;
        delete each.format;
      } // its labels are for numbers
      if (this.view.fontSize)
        Object.assign(each, { labelFontSize: this.view.fontSize, titleFontSize: this.view.fontSize });
      if (each.scale === "y" && this.view.plotType === "pct-area") each.format = "~%";
    }
    return spec;
  }

  private axisTitle(axis: string): string {
    if (axis === "wall_time") return `time (UTC), from ${new Date(this.domain[0]).toISOString().slice(0, 10)}`;
    return axis === "relative_time" ? `time (${unitName(this.unit)})` : axis;
  }

  protected override async paint(view: VegaView, width: number, height: number): Promise<void> {
    const [x0, x1] = this.domain;
    const unit = this.unit;
    const left = this.fullY(false);
    view
      .signal("x0", x0 / unit)
      .signal("x1", x1 / unit)
      .signal("y0", left[0])
      .signal("y1", left[1]);
    const hasRight = this.view.lines.some((line) => line.right);
    if (hasRight) {
      const [r0, r1] = this.fullY(true);
      view.signal("r0", r0).signal("r1", r1);
    }
    await view.width(width).height(height).runAsync();
    if (this.vega !== view) return;
    const sx = view.scale("x");
    const sy = view.scale("y");
    const sr = hasRight ? view.scale("right") : sy;
    const toX = (v: number): number => sx(v / unit);
    const toY =
      (right: boolean) =>
      (v: number): number =>
        (right ? sr : sy)(v);
    const holder = this.live.querySelector<HTMLElement>(".rg-vega");
    const marks = this.marks(toX, toY, Number(view.signal("height")));
    if (holder) this.lines.draw(holder, this.area(), this.paths(toX, toY));
    if (marks.length || this.marked) await view.data("marks", marks).runAsync();
    this.marked = marks.length > 0;
    this.reset.hidden = this.zoom === null;
    this.legend();
  }

  private paths(toX: (v: number) => number, toY: (right: boolean) => (v: number) => number): Stroke[] {
    const area = this.area();
    const screen = { ...this.screen, left: this.screen.left + area.left, top: this.screen.top + area.top };
    const rows: Stroke[] = [];
    const none = { strokeWidth: 0, strokeDash: null, opacity: 1, fillOpacity: 0 };
    for (const { color, right, band, area } of this.drawn) {
      const fill = area ?? band;
      if (fill)
        rows.push({
          ...none,
          path: outline(fill.x, fill.low, fill.high, toX, toY(right)),
          fill: color,
          fillOpacity: area ? 0.5 : 0.16,
        });
    }
    const row = (drawn: Drawn, points: Points, faint: boolean): Stroke => ({
      ...none,
      path: path(points, this.domain, toX, toY(drawn.right), screen),
      stroke: drawn.color,
      opacity: faint ? 0.25 : 1,
      strokeWidth: faint ? 1 : drawn.points ? 0 : drawn.width,
      strokeDash: drawn.dash ? drawn.dash.split(" ").map(Number) : null,
    });
    for (const drawn of this.drawn) for (const points of drawn.faint) rows.push(row(drawn, points, true));
    for (const drawn of this.drawn) rows.push(row(drawn, drawn.shown, false));
    return rows;
  }

  /** Points of lines that are drawn as points, and a mark at the edge for each value that is no number. */
  private marks(toX: (v: number) => number, toY: (right: boolean) => (v: number) => number, height: number): object[] {
    const rows: object[] = [];
    const seen = new Set<string>();
    const [x0, x1] = this.domain;
    for (const { points, shown, right, color } of this.drawn) {
      for (
        let i = points || shown.x.length === 1 ? lowerBound(shown.x, x0) : shown.x.length;
        i < shown.x.length && (shown.x[i] ?? 0) <= x1;
        i++
      ) {
        const px = toX(shown.x[i] ?? NaN);
        const py = toY(right)(shown.y[i] ?? NaN);
        const place = `${Math.round(px)} ${Math.round(py)}`;
        if (Number.isFinite(py) && !seen.has(place))
          rows.push({ x: px, y: py, fill: color, shape: "circle", size: 16 });
        seen.add(place);
      }
    }
    let count = 0;
    for (const { line, x, y } of this.bad) {
      if (x < x0 || x > x1 || count >= MAX_MARKS) continue;
      const px = toX(x);
      const place = `${Math.round(px / 3)} ${line.run} ${y}`;
      if (seen.has(place) || !Number.isFinite(px)) continue;
      seen.add(place);
      count++;
      const up = y === Infinity;
      rows.push({
        x: px,
        y: up ? 5 : height - 5,
        fill: Number.isNaN(y) ? "transparent" : line.color,
        stroke: line.color,
        shape: up ? "triangle-up" : "triangle-down",
        size: 44,
      });
    }
    return rows;
  }

  /** Write what a template says into the legend, whose texts the build wrote first. */
  private legend(): void {
    for (const drawn of this.drawn) {
      if (!drawn.legend.includes("${")) continue;
      for (const entry of this.querySelectorAll<HTMLElement>(".rg-legend [data-key]")) {
        const name = entry.querySelector("bdi");
        const same = entry.dataset.key === drawn.key && drawn.runs.every((run) => runsOf(entry).includes(run));
        if (same && name) name.textContent = legendText(drawn);
      }
    }
  }

  // --- reading

  ready(): boolean {
    return this.painted && this.drawn.length > 0;
  }

  zoomed(): boolean {
    return this.zoom !== null;
  }

  private valueAt(px: number): number {
    return Number(this.vega?.scale("x").invert(px) ?? 0) * this.unit;
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
    const [low, high] = this.full;
    const move = share * width;
    const least = this.pixel(low);
    const most = this.pixel(high) - width;
    const by = Math.min(Math.max(move, Math.min(least, 0)), Math.max(most, 0));
    this.within(by, width + by);
  }

  private pixel(x: number): number {
    return this.vega?.scale("x")(x / this.unit) ?? 0;
  }

  private within(from: number, to: number): void {
    const low = Math.max(this.valueAt(from), this.full[0]);
    const high = Math.min(this.valueAt(to), this.full[1]);
    if (high > low) this.setZoom(low <= this.full[0] && high >= this.full[1] ? null : [low, high]);
  }

  private setZoom(range: [number, number] | null): void {
    this.zoom = range;
    this.leave();
    this.redraw();
  }

  read(px: number, py: number): void {
    if (!this.painted) return;
    const found = hitsAt(this.drawn, this.valueAt(px), this.domain);
    if (!found) return this.leave();
    const left = this.mark(found.x);
    this.tip.show(
      this.plot,
      left,
      py,
      this.xText(found.x),
      found.hits.map((hit) => this.row(hit)),
    );
    moveCursor({ axis: this.axis(), x: found.x, from: this });
  }

  private row({ drawn, x, y, raw }: Hit): TipRow {
    const keys = new Set(this.drawn.map(({ key }) => key)).size > 1;
    const runs = new Set(this.drawn.map(({ name }) => name)).size > 1;
    const name = [runs || !keys ? drawn.name : "", keys ? drawn.key : ""].filter(Boolean).join(" · ");
    const share = this.view.plotType === "pct-area";
    const value = crosshairText(drawn, x) ?? (share ? `${(y * 100).toFixed(1)}%` : exact(y));
    return {
      color: drawn.color,
      name,
      value,
      ...(raw !== y && Number.isFinite(raw) && !share ? { raw: exact(raw) } : {}),
    };
  }

  /** Put the crosshair at x; returns its place in the plot, in pixels. */
  private mark(x: number): number {
    const area = this.area();
    const left = area.left + this.pixel(x);
    Object.assign(this.cross.style, { left: `${left}px`, top: `${area.top}px`, height: `${area.height}px` });
    this.cross.hidden = false;
    return left;
  }

  private follow(cursor: Cursor | null): void {
    if (cursor?.from === this || !this.painted) return;
    const inside =
      cursor !== null && cursor.axis === this.axis() && cursor.x >= this.domain[0] && cursor.x <= this.domain[1];
    if (inside) this.mark(cursor.x);
    else this.cross.hidden = true;
    this.tip.hide();
  }

  leave(): void {
    if (this.cross.hidden && this.tip.element.hidden) return;
    this.cross.hidden = true;
    this.tip.hide();
    moveCursor(null);
  }

  private xText(x: number): string {
    const axis = this.axis();
    if (axis === "wall_time") return `${new Date(x).toISOString().replace("T", " ").slice(0, 19)} UTC`;
    if (axis === "relative_time") return `${brief(x / this.unit)} ${unitName(this.unit)}`;
    return `${axis} ${exact(x)}`;
  }
}

const hasAxis = (line: Line, axis: string): boolean =>
  axis in line.x || (axis === "wall_time" && "relative_time" in line.x && line.start !== null);

customElements.define("rg-line-plot", LinePlot);
