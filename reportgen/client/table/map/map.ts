// The rows as points of a map, on which what is alike lies together. A lasso keeps the rows inside; rows that are not
// kept stay as shadows.

import { button, create, say } from "../../core";
import { cellOf } from "../grid/cells";
import type { Shown } from "../shown";
import type { Column, View } from "../view";
import { coloringOf, HIDDEN, solid } from "./colors";
import { MapInput } from "./input";
import { cornersOf, type Point } from "./lasso";
import { Scale } from "./scale";

export class EmbeddingMap {
  readonly element = create("figure", { class: "rg-map" });
  private readonly plot = create("div", { class: "rg-map-plot", tabindex: 0, role: "application" });
  private readonly points = create("canvas", { class: "rg-map-points" });
  private readonly over = create("canvas", { class: "rg-map-over" });
  private readonly tip = create("div", { class: "rg-map-tip", role: "status", hidden: true });
  private readonly legend = create("div", { class: "rg-map-legend" });
  private readonly color = create("select", { "aria-label": say("Colour by") });
  private readonly clear = button(say("Clear selection"), () => this.keep([]), {
    class: "rg-table-tool",
    hidden: true,
  });
  private readonly input: MapInput;
  private hovered = -1;
  private scale = new Scale(0, [undefined, undefined], 1, 1);

  constructor(
    private readonly map: NonNullable<View["map"]>,
    private readonly table: Shown,
    open: (row: number) => void,
  ) {
    this.plot.setAttribute(
      "aria-label",
      say(
        "Map of {column}. Drag around points to select their rows. Keyboard: arrow keys move, Space adds a corner, Enter closes the selection, Escape clears it.",
        { column: map.column || map.said },
      ),
    );
    this.color.addEventListener("change", () => table.change({ color: this.color.value }));
    this.plot.append(this.points, this.over, this.tip);
    this.element.append(
      create(
        "figcaption",
        { class: "rg-map-head rg-control" },
        create("label", {}, create("span", { class: "rg-note" }, say("Colour by")), " ", this.color),
        this.legend,
        this.clear,
      ),
      this.plot,
      create("p", { class: "rg-note" }, map.said),
    );
    const { plot } = this;
    this.input = new MapInput({
      plot,
      hovered: () => this.hovered,
      nearest: (place) => this.scale.nearest(table.answer.rows, place),
      hover: (place) => this.hover(place),
      keep: (stroke) => this.keep(stroke),
      open,
      draw: () => this.paintOver(),
    });
    new ResizeObserver(() => this.paint()).observe(this.plot);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
    new MutationObserver(() => this.paint()).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ["data-theme"],
    });
  }

  /** Draw the rows that are kept, and the others as shadows. */
  draw(): void {
    const { columns, look } = this.table;
    const known = [...columns.byName.values()].filter(
      ({ name, type, get }) =>
        get && ["text", "boolean", "number"].includes(type) && name !== this.map.x && name !== this.map.y,
    );
    this.color.replaceChildren(
      create("option", { value: "" }, "none"),
      ...known.map(({ name }) => create("option", { value: name }, name)),
    );
    this.color.value = look.color;
    this.clear.hidden = !look.lasso.length;
    this.paint();
  }

  private column(name: string): Column | undefined {
    return this.table.columns.byName.get(name);
  }

  private paint(): void {
    const { rows } = this.table.answer;
    const count = this.column(this.map.x)?.values.length ?? 0;
    const { clientWidth: wide, clientHeight: high } = this.plot;
    const pen = context(this.points, wide, high);
    if (!pen || !count) return;
    this.scale = new Scale(count, [this.column(this.map.x)?.get, this.column(this.map.y)?.get], wide, high);
    const { colorOf, legend } = coloringOf(this.column(this.table.look.color), rows);
    this.legend.replaceChildren(...legend);
    const kept = new Uint8Array(count);
    for (const row of rows) kept[row] = 1;
    const radius = count > 20_000 ? 1.4 : count > 2_000 ? 2.2 : 3.4;
    const dot = (row: number): void => {
      const at = this.scale.at(row);
      if (!at) return;
      pen.beginPath();
      pen.arc(...at, radius, 0, 2 * Math.PI);
      pen.fill();
    };
    pen.fillStyle = solid(HIDDEN);
    pen.globalAlpha = 0.55;
    for (let row = 0; row < count; row++) if (!kept[row]) dot(row);
    pen.globalAlpha = count > 20_000 ? 0.6 : 0.82;
    for (const row of rows) {
      pen.fillStyle = colorOf(row);
      dot(row);
    }
    this.paintOver();
  }

  private paintOver(): void {
    const pen = context(this.over, this.plot.clientWidth, this.plot.clientHeight);
    if (!pen) return;
    const accent = solid("var(--accent)");
    const corners = this.input.path.length ? this.input.path : this.table.look.lasso.map(this.scale.toPixels);
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
    const mark = this.hovered >= 0 ? this.scale.at(this.hovered) : this.input.cursor;
    if (!mark) return;
    pen.beginPath();
    pen.arc(mark[0], mark[1], 6, 0, 2 * Math.PI);
    pen.stroke();
  }

  /** Keep the rows inside a polygon of pixels; all of them where it has no corners. */
  private keep(stroke: readonly Point[]): void {
    const lasso = cornersOf(stroke, this.scale.fromPixels);
    if (lasso.length || this.table.look.lasso.length) this.table.change({ lasso });
    else this.paintOver(); // a stroke around nothing
  }

  private hover(place: Point | undefined): void {
    const row = place ? this.scale.nearest(this.table.answer.rows, place) : -1;
    if (row === this.hovered && (row >= 0 || this.tip.hidden)) return this.paintOver();
    this.hovered = row;
    this.paintOver();
    this.tip.hidden = row < 0;
    if (row < 0 || !place) return;
    this.tip.replaceChildren(...tipOf(this.table, row));
    const [x, y] = place;
    const { clientWidth: wide, clientHeight: high } = this.plot;
    const left = x + 16 + this.tip.offsetWidth > wide ? x - 16 - this.tip.offsetWidth : x + 16;
    const top = Math.min(y - this.tip.offsetHeight / 2, high - this.tip.offsetHeight);
    Object.assign(this.tip.style, { left: `${Math.max(0, left)}px`, top: `${Math.max(0, top)}px` });
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

/** What a point is: its picture, and what names and colours it. */
function tipOf({ columns, look, cells, values }: Shown, row: number): Node[] {
  const all = [...columns.byName.values()];
  const picture = all.find((column) => column.cells?.[row]);
  const named = look.columns.filter((name) =>
    ["text", "number", "boolean"].includes(columns.byName.get(name)?.type ?? ""),
  );
  const list = create("dl");
  for (const name of new Set([all.find(({ type }) => type === "text")?.name, look.color, ...named.slice(0, 4)])) {
    const column = columns.byName.get(name ?? "");
    if (!column) continue;
    const cell = create("dd");
    list.append(create("dt", {}, column.name), cell);
    void values(column, Uint32Array.of(row)).then(([value]) =>
      cell.replaceChildren(cellOf(column, row, value, cells, true)),
    );
  }
  if (!picture) return [list];
  return [create("div", { class: "rg-map-picture" }, cellOf(picture, row, null, cells, false)), list];
}
