// <rg-histogram>: histograms over steps as a heat map or ridgelines, with the one at the crosshair beside it.

import {
  type AxisSetup,
  CanvasElement,
  type Drawing,
  followCursor,
  heatImage,
  moveCursor,
  onPress,
  type Place,
  type Setting,
  type Sheet,
  type Stroke,
  type VegaSpec,
} from "../chart";
import { block, brief, change, exact, type Floats, isHidden, type State, state } from "../core";

interface Stored {
  run: number;
  name: string;
  steps: string;
  mass: string;
}
interface View {
  shape: VegaSpec;
  edges: number[];
  single: boolean;
  /** What is drawn: count, share or density, "per unit" where bins differ in width; mass is divided by `widths`. */
  measure: string;
  widths: number[] | null;
  unit: number;
  logColor: boolean;
  percentiles: boolean;
  view: "heat_map" | "ridgeline";
  rows: Stored[];
}
interface Rows {
  run: number;
  name: string;
  steps: Floats;
  mass: Floats;
}

const SIDE = 96;
const GAP = 10;
const RIDGES = 24;
const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95];

class Histogram extends CanvasElement<View> {
  private rows: Rows[] = [];
  private most = 1;
  private logColor = false;
  private lines = true;
  private mode: View["view"] = "heat_map";
  private cursor: number | null = null;
  private started = false;
  private stop: (() => void) | undefined;

  protected override async load(): Promise<void> {
    const { rows, logColor, percentiles, view } = this.view;
    if (!this.started) Object.assign(this, { started: true, logColor, lines: percentiles, mode: view });
    const read = await Promise.all(
      rows.map(async ({ run, name, steps, mass }) => ({
        run,
        name,
        steps: await block<Floats>(steps),
        mass: await block<Floats>(mass),
      })),
    );
    this.most = Math.max(0, ...read.map(({ mass }) => largest(this.heights(mass)))) || 1;
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
    return this.view.single ? "" : "Arrow keys move through the steps.";
  }

  // --- axes

  private get bins(): number {
    return this.view.edges.length - 1;
  }

  private values(): { low: number; high: number } {
    return { low: this.view.edges[0] ?? 0, high: this.view.edges[this.bins] ?? 1 };
  }

  private stepRange(): { low: number; high: number } {
    const steps = this.rows[0]?.steps ?? [];
    const low = steps[0] ?? 0;
    const high = steps[steps.length - 1] ?? 1;
    return { low, high: high > low ? high : low + 1 };
  }

  protected override axes(): { x: AxisSetup; y: AxisSetup } {
    if (this.view.single) {
      const top = Math.max(0, ...this.shown().map(({ mass }) => largest(this.heights(mass))));
      return { x: this.values(), y: { low: 0, high: (top || 1) * 1.05, title: this.view.measure } };
    }
    if (this.mode === "ridgeline") {
      const steps = this.ridges();
      return {
        x: this.values(),
        y: {
          low: -0.2,
          high: steps.length + 1.2,
          title: "step",
          names: ["", ...steps.map((i) => exact(this.rows[0]?.steps[i] ?? 0))].slice(1),
          places: steps.map((_, i) => i + 0.5).filter((_, i) => i % Math.ceil(steps.length / 8) === 0),
        },
      };
    }
    return { x: { ...this.stepRange(), title: "step" }, y: this.values() };
  }

  protected override room(): { right?: number } {
    return this.view.single || this.mode === "ridgeline" || this.plot.clientWidth < 360
      ? {}
      : { right: SIDE + GAP + 14 };
  }

  protected override drawing(place: Place): Drawing {
    if (this.view.single) return this.bars(place);
    return this.mode === "ridgeline" ? this.ridgeline(place) : this.heat(place);
  }

  // --- one distribution

  /** The heights that rows of masses are drawn with. */
  private heights(mass: Floats): Floats {
    const { widths } = this.view;
    return widths ? mass.map((value, i) => value / (widths[i % widths.length] || 1)) : mass;
  }

  /** What the tooltip says of a bin. */
  private bin(title: string, i: number, mass: number, total: number): Record<string, string> {
    const { edges, measure, widths } = this.view;
    const range = `${brief(edges[i] ?? 0)} to ${brief(edges[i + 1] ?? 0)}`;
    const height = brief(mass / (widths?.[i] || 1));
    const share = `${brief((mass / (total || 1)) * 100)}%`;
    if (measure === "density") return { title, value: range, density: height, share };
    return measure.startsWith("share")
      ? { title, value: range, share, ...(widths ? { [measure]: height } : {}) }
      : { title, value: range, count: exact(mass), share, ...(widths ? { [measure]: height } : {}) };
  }

  private bars({ x, y }: Place): Drawing {
    const several = this.shown().length > 1;
    const boxes = this.shown().flatMap(({ run, name, mass }) => {
      const heights = this.heights(mass);
      const total = sum(mass);
      return this.view.edges
        .slice(0, -1)
        .map((from, i) => {
          const to = this.view.edges[i + 1] ?? from;
          const gap = x(to) - x(from) > 4 ? 0.5 : 0;
          return {
            x: x(from) + gap,
            x2: x(to) - gap,
            y: y(0),
            y2: y(heights[i] ?? 0),
            fill: `var(--run-${run})`,
            fillOpacity: several ? 0.45 : 1,
            tooltip: this.bin(name, i, mass[i] ?? 0, total),
          };
        })
        .filter(({ y, y2 }) => y !== y2);
    });
    return { boxes };
  }

  // --- over steps

  /** The last row at or before a step. */
  private rowAt(step: number): number {
    const steps = this.rows[0]?.steps ?? new Float64Array(0);
    let low = 0;
    let high = steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((steps[middle] ?? 0) <= step) low = middle + 1;
      else high = middle;
    }
    return Math.max(low - 1, 0);
  }

  private share(value: number): number {
    const { unit } = this.view;
    return this.logColor ? Math.log1p(value / unit) / Math.log1p(this.most / unit) : value / this.most;
  }

  private heat({ x, y, width, height }: Place): Drawing {
    const rows = this.shown()[0];
    if (!rows) return {};
    const columns = Math.max(Math.min(Math.round(width), 1600), 1);
    const bins = this.bins;
    const at = Array.from({ length: columns }, (_, i) => this.rowAt(x.invert(((i + 0.5) * width) / columns)));
    const { edges } = this.view;
    const even = isEven(edges);
    const heights = this.heights(rows.mass);
    const lines = even ? bins : Math.max(Math.round(height), bins);
    const binOf = (row: number): number =>
      even ? bins - 1 - row : find(edges, y.invert(((row + 0.5) * height) / lines));
    const url = heatImage(columns, lines, (column, row) =>
      this.share(heights[(at[column] ?? 0) * bins + binOf(row)] ?? 0),
    );
    const here = this.rowAt(this.cursor ?? state.step ?? Infinity);
    const step = rows.steps[here] ?? 0;
    return {
      images: [{ x: 0, y: 0, width, height, url }],
      lines: [
        ...(this.lines ? this.percentileLines(rows, { x, y, width, height }) : []),
        { path: `M${x(step)} 0V${height}`, stroke: "var(--ink)", strokeWidth: 1, strokeDash: [1, 3] },
      ],
      ...this.slice(rows, here, { x, y, width, height }),
    };
  }

  private percentileLines(rows: Rows, { x, y }: Place): Stroke[] {
    const bins = this.bins;
    const texts = SHARES.map(() => "");
    rows.steps.forEach((step, row) => {
      const mass = rows.mass.subarray(row * bins, (row + 1) * bins);
      const found = quantiles(mass, this.view.edges);
      found.forEach((value, i) => {
        if (Number.isFinite(value)) texts[i] += `${texts[i] ? "L" : "M"}${x(step).toFixed(1)} ${y(value).toFixed(1)}`;
      });
    });
    return texts.map((path, i) => ({
      path,
      stroke: "var(--heat-line)",
      strokeWidth: i === 2 ? 1.5 : 1,
      strokeDash: i === 2 ? null : [2, 2],
      opacity: i === 2 ? 1 : 0.7,
    }));
  }

  /** The distribution at a row, lying on its side beside the heat map. */
  private slice(rows: Rows, row: number, { y, width, height }: Place): Pick<Drawing, "boxes" | "texts"> {
    if (!this.room().right) return {};
    const bins = this.bins;
    const mass = rows.mass.subarray(row * bins, (row + 1) * bins);
    const heights = this.heights(mass);
    const most = largest(heights) || 1;
    const total = sum(mass);
    const boxes = [...heights].flatMap((value, i) =>
      value > 0
        ? [
            {
              x: width + GAP,
              x2: width + GAP + (value / most) * SIDE,
              y: y(this.view.edges[i] ?? 0),
              y2: y(this.view.edges[i + 1] ?? 0),
              fill: `var(--run-${rows.run})`,
              tooltip: this.bin(`step ${exact(rows.steps[row] ?? 0)}`, i, mass[i] ?? 0, total),
            },
          ]
        : [],
    );
    return {
      boxes,
      texts: [
        {
          x: width + GAP,
          y: height + 12,
          text: `at step ${exact(rows.steps[row] ?? 0)}`,
          align: "left",
          fill: "var(--ink-2)",
          fontSize: 11,
        },
      ],
    };
  }

  /** The rows that ridgelines show, evenly spaced. */
  private ridges(): number[] {
    const count = this.rows[0]?.steps.length ?? 0;
    const kept = Math.min(count, RIDGES);
    return Array.from({ length: kept }, (_, i) => Math.round((i * (count - 1)) / Math.max(kept - 1, 1)));
  }

  private ridgeline({ x, y }: Place): Drawing {
    const rows = this.shown()[0];
    if (!rows) return {};
    const steps = this.ridges();
    const bins = this.bins;
    const { edges } = this.view;
    const heights = steps.map((row) => this.heights(rows.mass.subarray(row * bins, (row + 1) * bins)));
    const most = Math.max(...heights.map(largest)) || 1;
    const even = isEven(edges);
    // From the top down, so that each outline covers the foot of the one above.
    const lines = steps.map((row, i) => {
      const points = [...(heights[i] ?? [])].map((value, bin) => {
        const from = edges[bin] ?? 0;
        const to = edges[bin + 1] ?? 0;
        const at = y(i + (value / most) * 2).toFixed(1);
        // Bins that differ in width are steps: a line between their middles would lean over the wide ones.
        return even
          ? `${x((from + to) / 2).toFixed(1)} ${at}`
          : `${x(from).toFixed(1)} ${at}L${x(to).toFixed(1)} ${at}`;
      });
      return {
        path: `M${x(edges[0] ?? 0).toFixed(1)} ${y(i)}L${points.join("L")}L${x(edges[bins] ?? 0).toFixed(1)} ${y(i)}`,
        stroke: `var(--run-${rows.run})`,
        strokeWidth: 1.25,
        fill: "var(--paper)",
        fillOpacity: 0.85,
        tooltip: { title: `step ${exact(rows.steps[row] ?? 0)}` },
      };
    });
    return { lines: lines.reverse() };
  }

  // --- reading

  protected override listen(plot: HTMLElement): void {
    const stepAt = (event: MouseEvent): number | null => {
      if (this.view.single || this.mode !== "heat_map" || !this.painted || !this.vega) return null;
      const area = this.area();
      const px = event.clientX - plot.getBoundingClientRect().left - area.left;
      return px < 0 || px > area.width
        ? null
        : (this.rows[0]?.steps[this.rowAt(this.vega.scale("x").invert(px))] ?? null);
    };
    plot.addEventListener("pointermove", (event) => {
      const x = stepAt(event);
      if (x !== null) moveCursor({ axis: "step", x, from: this });
    });
    plot.addEventListener("pointerleave", () => moveCursor(null));
    onPress(plot, (event) => {
      const step = stepAt(event);
      if (step !== null) change({ step });
    });
    plot.addEventListener("keydown", (event) => {
      const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
      const move = moves[event.key];
      const steps = this.rows[0]?.steps ?? new Float64Array(0);
      if (move === undefined || this.view.single || event.target !== plot) return;
      event.preventDefault();
      const next = Math.min(Math.max(this.rowAt(state.step ?? Infinity) + move, 0), steps.length - 1);
      change({ step: steps[next] ?? null });
    });
  }

  override settings(): Setting[] {
    if (this.view.single) return [];
    return [
      {
        type: "select",
        label: "view",
        options: [
          ["heat_map", "heat map"],
          ["ridgeline", "ridgelines"],
        ],
        value: () => this.mode,
        change: (mode) =>
          this.forAll((one) => {
            one.mode = mode as View["view"];
          }),
      },
      {
        type: "check",
        label: "colour by the logarithm",
        value: () => this.logColor,
        change: (on) =>
          this.forAll((one) => {
            one.logColor = on;
          }),
      },
      {
        type: "check",
        label: "percentile lines",
        value: () => this.lines,
        change: (on) =>
          this.forAll((one) => {
            one.lines = on;
          }),
      },
    ];
  }

  /** Set every histogram of the panel: one menu stands for all of its runs. */
  private forAll(set: (one: Histogram) => void): void {
    for (const one of this.closest("figure")?.querySelectorAll<Histogram>("rg-histogram") ?? [this]) {
      set(one);
      one.redraw();
    }
    this.nameColors();
  }

  /** Say below the panel what its colours are; ridgelines have none. */
  private nameColors(): void {
    const scale = this.closest("figure")?.querySelector<HTMLElement>(".rg-scale");
    const name = scale?.querySelector("bdi");
    if (!scale || !name) return;
    name.textContent = this.view.measure + (this.logColor ? ", logarithmic" : "");
    scale.hidden = this.mode === "ridgeline";
  }

  override sheet(): Sheet {
    const bins = this.bins;
    const { edges, measure, widths } = this.view;
    const plain = measure === "density" ? "share" : measure.replace(" per unit", "");
    const rows = this.shown().flatMap(({ name, steps, mass }) =>
      [...mass].flatMap((value, i): (string | number)[][] =>
        value > 0
          ? [
              [
                name,
                steps[Math.floor(i / bins)] ?? 0,
                edges[i % bins] ?? 0,
                edges[(i % bins) + 1] ?? 0,
                value,
                ...(widths ? [value / (widths[i % bins] || 1)] : []),
              ],
            ]
          : [],
      ),
    );
    return { columns: ["run", "step", "from", "to", plain, ...(widths ? [measure] : [])], rows };
  }
}

function largest(values: Floats): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}

function sum(values: Floats): number {
  let all = 0;
  for (const value of values) all += value;
  return all;
}

const isEven = (edges: readonly number[]): boolean => {
  const width = ((edges[edges.length - 1] ?? 1) - (edges[0] ?? 0)) / (edges.length - 1);
  return edges.every((edge, i) => Math.abs(edge - (edges[0] ?? 0) - i * width) < width * 1e-3);
};

const find = (edges: readonly number[], value: number): number => {
  let bin = 0;
  while (bin + 2 < edges.length && (edges[bin + 1] ?? 0) <= value) bin++;
  return bin;
};

/** The values below which each of SHARES lies, linear within a bin. */
function quantiles(mass: Floats, edges: readonly number[]): number[] {
  const total = sum(mass);
  let below = 0;
  let bin = 0;
  return SHARES.map((share) => {
    if (!total) return NaN;
    const wanted = share * total;
    while (bin < mass.length - 1 && below + (mass[bin] ?? 0) < wanted) below += mass[bin++] ?? 0;
    const part = (wanted - below) / (mass[bin] || 1);
    return (edges[bin] ?? 0) + part * ((edges[bin + 1] ?? 0) - (edges[bin] ?? 0));
  });
}

customElements.define("rg-histogram", Histogram);
