// The rows as points of a map, on which what is alike lies together. A lasso keeps the rows inside, as a question like
// any other; rows that are not kept stay as shadows.

import { heatColor, ramp } from "../chart/heat";
import { button, create, exact } from "../core";
import { isNumber } from "../query/whole";
import { type Cells, cellOf } from "./cells";
import { type Column, clip, type Look, own, quoted, type View } from "./view";

export const LASSO = "map lasso";
const PAD = 18;
const NEAR = 14;
const CLASSES = 9;
const HIDDEN = "var(--line-2)";

type Point = readonly [number, number];

export interface MapHost {
  columns(): readonly Column[];
  look(): Look;
  change(parts: Partial<Look>): void;
  open(row: number): void;
  value(column: Column, row: number): Promise<unknown>;
  cells: Cells;
}

/** A polygon as a question: a point is inside where a ray from it crosses an odd number of edges. */
export function inside(x: string, y: string, corners: readonly Point[]): string {
  const short = (value: number): number => Number(value.toPrecision(4));
  const told = (value: number): string => (value < 0 ? `(${value})` : String(value));
  const edges = corners.flatMap((corner, i) => {
    const [x1, y1] = corner.map(short) as unknown as Point;
    const [x2, y2] = (corners[(i + 1) % corners.length] ?? corner).map(short) as unknown as Point;
    return y1 === y2
      ? []
      : [
          `(${y} > ${told(y1)}) != (${y} > ${told(y2)}) and ${x} < ${told(x1)} + (${y} - ${told(y1)}) * ${told(short((x2 - x1) / (y2 - y1)))}`,
        ];
  });
  return `count([${edges.join(", ")}], it) % 2 == 1`;
}

/** The corners of a polygon that is such a question: both ends of every edge that a ray can cross. */
export function cornersOf(text: string): Point[] {
  const number = String.raw`\(?(-?[\d.]+(?:e[+-]?\d+)?)\)?`;
  const edge = new RegExp(
    String.raw`> ${number}\) != \(.*? > ${number}\) and .*? < ${number} \+ .*? \* ${number}[,\]]`,
    "g",
  );
  return [...text.matchAll(edge)].flatMap((found): Point[] => {
    const [y1 = 0, y2 = 0, x1 = 0, slope = 0] = found.slice(1).map(Number);
    return [
      [x1, y1],
      [x1 + (y2 - y1) * slope, y2],
    ];
  });
}

/** A line with the corners that it needs to stay within some pixels of itself. */
function simple(line: readonly Point[], near = 2.5): readonly Point[] {
  const [first, last] = [line[0], line.at(-1)];
  if (line.length < 3 || !first || !last) return line;
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
  const long = Math.hypot(dx, dy);
  let most = near;
  let at = 0;
  for (const [i, [x, y]] of line.entries()) {
    const far = long
      ? Math.abs(dy * (x - first[0]) - dx * (y - first[1])) / long
      : Math.hypot(x - first[0], y - first[1]);
    if (far > most) [most, at] = [far, i];
  }
  return at ? [...simple(line.slice(0, at + 1), near).slice(0, -1), ...simple(line.slice(at), near)] : [first, last];
}

export class EmbeddingMap {
  readonly element = create("figure", { class: "rg-map" });
  private readonly plot = create("div", { class: "rg-map-plot", tabindex: 0, role: "application" });
  private readonly points = create("canvas", { class: "rg-map-points" });
  private readonly over = create("canvas", { class: "rg-map-over" });
  private readonly tip = create("div", { class: "rg-map-tip", role: "status", hidden: true });
  private readonly legend = create("div", { class: "rg-map-legend" });
  private readonly color = create("select", { "aria-label": "Colour of the points" });
  private readonly clear = button("Clear the lasso", () => this.keep([]), { class: "rg-table-tool", hidden: true });
  private rows: Uint32Array = new Uint32Array();
  private path: Point[] = [];
  private cursor: Point | undefined;
  private hovered = -1;
  private known: readonly Point[] = [];
  private low: Point = [0, 0];
  private size = 1;

  constructor(
    private readonly map: NonNullable<View["map"]>,
    private readonly host: MapHost,
  ) {
    this.plot.setAttribute(
      "aria-label",
      `Map of ${map.column}. Drag a lasso around points to keep their rows; with keys: arrows move, Space sets a corner, Enter closes the lasso, Escape clears it.`,
    );
    this.color.addEventListener("change", () => this.host.change({ color: this.color.value }));
    this.plot.append(this.points, this.over, this.tip);
    this.element.append(
      create(
        "figcaption",
        { class: "rg-map-head rg-control" },
        create("label", {}, create("span", { class: "rg-note" }, "Colour"), " ", this.color),
        this.legend,
        this.clear,
      ),
      this.plot,
      create("p", { class: "rg-note" }, map.said),
    );
    this.listen();
    new ResizeObserver(() => this.paint()).observe(this.plot);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
    new MutationObserver(() => this.paint()).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ["data-theme"],
    });
  }

  /** Draw; the rows are those that are kept. */
  draw(rows: Uint32Array): void {
    this.rows = rows;
    const known = this.host
      .columns()
      .filter(
        ({ name, type, get }) =>
          get && ["text", "boolean", "number"].includes(type) && name !== this.map.x && name !== this.map.y,
      );
    this.color.replaceChildren(
      create("option", { value: "" }, "none"),
      ...known.map(({ name }) => create("option", { value: name }, name)),
    );
    this.color.value = this.host.look().color;
    this.clear.hidden = !own(this.host.look().only, LASSO);
    this.paint();
  }

  private column(name: string): Column | undefined {
    return this.host.columns().find((column) => column.name === name);
  }

  /** Where a row is, in pixels. */
  private at(row: number): Point | undefined {
    const [x = NaN, y = NaN] = this.known[row] ?? [];
    return Number.isFinite(x) && Number.isFinite(y) ? this.toPixels([x, y]) : undefined;
  }

  /** Find out what there is to see, once: all rows fit into the plot, one scale for both ways. */
  private measure(count: number): Point[] {
    const points: Point[] = new Array<Point>(count);
    const get = [this.column(this.map.x)?.get, this.column(this.map.y)?.get] as const;
    let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let row = 0; row < count; row++) {
      const x = get[0]?.(row);
      const y = get[1]?.(row);
      const known = typeof x === "number" && typeof y === "number";
      points[row] = [known ? x : NaN, known ? y : NaN];
      if (known) [x0, x1, y0, y1] = [Math.min(x0, x), Math.max(x1, x), Math.min(y0, y), Math.max(y1, y)];
    }
    this.size =
      Math.max(
        (x1 - x0) / Math.max(1, this.plot.clientWidth - 2 * PAD),
        (y1 - y0) / Math.max(1, this.plot.clientHeight - 2 * PAD),
      ) || 1;
    this.low = [
      (x0 + x1) / 2 - (this.plot.clientWidth / 2) * this.size,
      (y0 + y1) / 2 - (this.plot.clientHeight / 2) * this.size,
    ];
    return points;
  }

  private toPixels([x, y]: Point): Point {
    return [(x - this.low[0]) / this.size, this.plot.clientHeight - (y - this.low[1]) / this.size];
  }

  private fromPixels([x, y]: Point): Point {
    return [this.low[0] + x * this.size, this.low[1] + (this.plot.clientHeight - y) * this.size];
  }

  private paint(): void {
    const column = this.column(this.map.x);
    const count = column ? column.values.length : 0;
    const wide = this.plot.clientWidth;
    const high = this.plot.clientHeight;
    const pen = context(this.points, wide, high);
    if (!pen || !count) return;
    const points = (this.known = this.measure(count));
    const kept = new Uint8Array(count);
    const colors = this.colors();
    const radius = count > 20_000 ? 1.4 : count > 2_000 ? 2.2 : 3.4;
    for (const row of this.rows) kept[row] = 1;
    const dot = (row: number): void => {
      const [x, y] = this.toPixels(points[row] as Point);
      if (!Number.isFinite(x) || !Number.isFinite(y)) return;
      pen.beginPath();
      pen.arc(x, y, radius, 0, 2 * Math.PI);
      pen.fill();
    };
    pen.fillStyle = solid(HIDDEN);
    pen.globalAlpha = 0.55;
    for (let row = 0; row < count; row++) if (!kept[row]) dot(row);
    pen.globalAlpha = count > 20_000 ? 0.6 : 0.82;
    for (const row of this.rows) {
      pen.fillStyle = colors(row);
      dot(row);
    }
    this.paintOver();
  }

  /** The colour of each row, and the legend that tells what it means. */
  private colors(): (row: number) => string {
    const name = this.host.look().color;
    const column = name ? this.column(name) : undefined;
    const get = column?.get;
    const accent = solid("var(--accent)");
    this.legend.replaceChildren();
    if (!column || !get) return () => accent;
    if (column.type === "number") {
      const values = Array.from(this.rows, (row) => get(row))
        .filter(isNumber)
        .map(Number)
        .filter(Number.isFinite);
      const [low, high] = values.reduce(
        ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
        [Infinity, -Infinity],
      );
      const heat = ramp();
      const none = solid(HIDDEN);
      if (values.length)
        this.legend.append(
          create("span", {}, exact(low)),
          create("i", { class: "rg-map-ramp" }),
          create("span", {}, exact(high)),
        );
      return (row) => {
        const told = get(row);
        const value = isNumber(told) ? Number(told) : NaN;
        return Number.isFinite(value) ? heatColor(heat, 0.12 + 0.88 * ((value - low) / (high - low || 1))) : none;
      };
    }
    const counts = new Map<unknown, number>();
    const size = column.values.length;
    for (let row = 0; row < size; row++) counts.set(get(row), (counts.get(get(row)) ?? 0) + 1);
    const classes = [...counts]
      .filter(([value]) => value !== null && value !== undefined)
      .sort((a, b) => b[1] - a[1] || (String(a[0]) < String(b[0]) ? -1 : 1))
      .slice(0, CLASSES)
      .map(([value]) => value)
      .sort((a, b) => (String(a) < String(b) ? -1 : 1));
    const colorOf = (value: unknown, i: number): string =>
      (typeof value === "string" && column.colors && own(column.colors, value)) || `var(--c${i})`;
    const known = new Map(classes.map((value, i) => [value, solid(colorOf(value, i))]));
    const rest = solid("var(--ink-2)");
    this.legend.append(
      ...classes.map((value, i) => {
        const mark = create("i", { class: "rg-dot" });
        mark.style.background = colorOf(value, i);
        return create("span", {}, mark, create("bdi", {}, clip(String(value))));
      }),
      ...(counts.size > classes.length
        ? [create("span", { class: "rg-note" }, `and ${(counts.size - classes.length).toLocaleString("en-US")} more`)]
        : []),
    );
    return (row) => known.get(get(row)) ?? rest;
  }

  private paintOver(): void {
    const pen = context(this.over, this.plot.clientWidth, this.plot.clientHeight);
    if (!pen) return;
    const accent = solid("var(--accent)");
    const kept = own(this.host.look().only, LASSO);
    const corners = this.path.length ? this.path : kept ? cornersOf(kept).map((corner) => this.toPixels(corner)) : [];
    pen.strokeStyle = accent;
    pen.fillStyle = accent;
    pen.lineWidth = 1.5;
    if (corners.length) {
      pen.beginPath();
      for (const [i, [x, y]] of corners.entries())
        if (i) pen.lineTo(x, y);
        else pen.moveTo(x, y);
      pen.closePath();
      pen.globalAlpha = 0.1;
      pen.fill();
      pen.globalAlpha = 1;
      pen.stroke();
    }
    const mark = this.hovered >= 0 ? this.at(this.hovered) : this.cursor;
    if (!mark) return;
    pen.beginPath();
    pen.arc(mark[0], mark[1], 6, 0, 2 * Math.PI);
    pen.stroke();
  }

  private listen(): void {
    const at = (event: PointerEvent): Point => {
      const box = this.plot.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    this.plot.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.plot.setPointerCapture(event.pointerId);
      this.path = [at(event)];
      this.cursor = undefined;
      this.hover(undefined);
    });
    this.plot.addEventListener("pointermove", (event) => {
      const last = this.path.at(-1);
      const here = at(event);
      if (!event.buttons || !last) return this.hover(here);
      if (Math.hypot(here[0] - last[0], here[1] - last[1]) < 5) return;
      this.path.push(here);
      this.paintOver();
    });
    this.plot.addEventListener("pointerup", (event) => {
      const corners = this.path;
      this.path = [];
      if (corners.length > 3) return this.keep(corners);
      const row = this.nearest(at(event));
      this.paintOver();
      if (corners.length && row >= 0) this.host.open(row);
    });
    this.plot.addEventListener("pointercancel", () => {
      this.path = [];
      this.paintOver();
    });
    this.plot.addEventListener("pointerleave", () => this.hover(undefined));
    this.plot.addEventListener("keydown", (event) => this.key(event));
  }

  /** Arrows move a mark, Space sets a corner there, Enter closes the lasso or opens the row, Escape clears. */
  private key(event: KeyboardEvent): void {
    const way: Point | undefined = (
      { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as Record<string, Point>
    )[event.key];
    if (!way && ![" ", "Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    const { clientWidth: wide, clientHeight: high } = this.plot;
    const mark = this.cursor ?? [wide / 2, high / 2];
    const step = event.shiftKey ? 4 : 16;
    if (way) {
      this.cursor = [
        Math.max(0, Math.min(wide, mark[0] + way[0] * step)),
        Math.max(0, Math.min(high, mark[1] + way[1] * step)),
      ];
      this.hover(this.cursor);
    } else if (event.key === " ") {
      this.path = [...this.path, mark];
      this.cursor = mark;
    } else if (event.key === "Enter") {
      const corners = this.path;
      this.path = [];
      if (corners.length > 2) this.keep(corners);
      else if (this.hovered >= 0) this.host.open(this.hovered);
    } else {
      this.path = [];
      this.cursor = undefined;
      this.keep([]);
    }
    this.paintOver();
  }

  /** Keep the rows inside a polygon of pixels; all of them where it has no corners. */
  private keep(corners: readonly Point[]): void {
    const { [LASSO]: _, ...only } = this.host.look().only;
    const [first] = corners;
    const some = (first ? simple([...corners, first]).slice(0, -1) : []).map((corner) => this.fromPixels(corner));
    if (some.length < 3 && !_) return this.paintOver(); // a stroke holds nothing
    this.host.change({
      only: some.length > 2 ? { ...only, [LASSO]: inside(quoted(this.map.x), quoted(this.map.y), some) } : only,
    });
  }

  /** The kept row whose point is nearest, and near enough to be meant. */
  private nearest([x, y]: Point): number {
    let best = NEAR;
    let found = -1;
    for (const row of this.rows) {
      const point = this.at(row);
      if (!point) continue;
      const far = Math.hypot(point[0] - x, point[1] - y);
      if (far < best) [best, found] = [far, row];
    }
    return found;
  }

  private hover(place: Point | undefined): void {
    const row = place ? this.nearest(place) : -1;
    if (row === this.hovered && (row >= 0 || this.tip.hidden)) return this.paintOver();
    this.hovered = row;
    this.paintOver();
    this.tip.hidden = row < 0;
    if (row >= 0 && place) this.tell(row, place);
  }

  /** What a point is: its picture, and what names and colours it. */
  private tell(row: number, [x, y]: Point): void {
    const shown = this.host.columns();
    const picture = shown.find(({ cells }) => cells?.[row]);
    const names = new Set([
      shown.find(({ type }) => type === "text")?.name,
      this.host.look().color,
      ...this.host
        .look()
        .columns.filter((name) => ["text", "number", "boolean"].includes(this.column(name)?.type ?? ""))
        .slice(0, 4),
    ]);
    const list = create("dl");
    for (const name of names) {
      const column = name ? this.column(name) : undefined;
      if (!column) continue;
      const cell = create("dd");
      list.append(create("dt", {}, column.name), cell);
      void this.host
        .value(column, row)
        .then((value) => cell.replaceChildren(cellOf(column, row, value, this.host.cells, true)));
    }
    this.tip.replaceChildren(
      ...(picture
        ? [create("div", { class: "rg-map-picture" }, cellOf(picture, row, null, this.host.cells, false))]
        : []),
      list,
    );
    const left = x + 16 + this.tip.offsetWidth > this.plot.clientWidth ? x - 16 - this.tip.offsetWidth : x + 16;
    Object.assign(this.tip.style, {
      left: `${Math.max(0, left)}px`,
      top: `${Math.max(0, Math.min(y - this.tip.offsetHeight / 2, this.plot.clientHeight - this.tip.offsetHeight))}px`,
    });
  }
}

/** A canvas of a size in CSS pixels, cleared. */
function context(canvas: HTMLCanvasElement, wide: number, high: number): CanvasRenderingContext2D | null {
  const scale = devicePixelRatio || 1;
  if (!wide || !high) return null;
  canvas.width = Math.round(wide * scale);
  canvas.height = Math.round(high * scale);
  const pen = canvas.getContext("2d");
  pen?.scale(scale, scale);
  return pen;
}

/** A theme's colour as a canvas knows it. */
function solid(color: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(color)?.[1];
  return name ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888" : color;
}
