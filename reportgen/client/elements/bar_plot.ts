// <rg-bar-plot>: bars, boxes or violins over runs or groups; they follow which runs are shown.

import {
  type Aggregate,
  type AxisSetup,
  aggregate,
  type Box,
  CanvasElement,
  type Drawing,
  type Label,
  type Mark,
  type Place,
  quantile,
  type Setting,
  type Sheet,
  type Spread,
  type Stroke,
  spread,
  stddev,
} from "../chart";
import { isHidden, said, saidInColumn, say } from "../core";
import type { BarPayload, BarPlotPayload as View } from "../payloads";

/** A cell with only the runs that are shown. */
interface Shown extends BarPayload {
  middle: number;
  /** What stands at the end of its bar. */
  text: string;
  ends: [number, number] | null;
}

const AGGREGATES: [string, string][] = [
  ["mean", say("Mean")],
  ["median", say("Median")],
  ["min", say("Minimum")],
  ["max", say("Maximum")],
  ["sum", say("Sum")],
];
const RANGES: [string, string][] = [
  ["minmax", say("Minimum to maximum")],
  ["stddev", say("Standard deviation")],
  ["stderr", say("Standard error")],
  ["none", say("None")],
];
const TYPES: [string, string][] = [
  ["bar", say("Bars")],
  ["boxplot", say("Box plots")],
  ["violin", say("Violins")],
];

class BarPlot extends CanvasElement<View> {
  private shown: Shown[] = [];
  private rows: number[] = [];
  private type: View["plotType"] = "bar";
  private how: Aggregate = "mean";
  private range: Spread = "none";
  private started = false;

  protected override load(): Promise<void> {
    if (!this.started)
      Object.assign(this, {
        started: true,
        type: this.view.plotType,
        how: this.view.aggregate,
        range: this.view.range,
      });
    return Promise.resolve();
  }

  protected override select(): boolean {
    this.shown = this.view.cells.flatMap((cell) => {
      const keep = cell.runs.map((run) => !isHidden(run));
      const values = cell.values.filter((_, i) => keep[i]);
      if (!values.length) return [];
      const middle = aggregate(values, this.how);
      return [
        {
          ...cell,
          runs: cell.runs.filter((_, i) => keep[i]),
          values,
          middle,
          text: "",
          ends: spread(values, middle, this.range),
        },
      ];
    });
    const texts = saidInColumn(this.shown.map(({ middle }) => middle));
    this.shown = this.shown.map((cell, i) => ({ ...cell, text: texts[i] ?? "" }));
    this.rows = [...new Set(this.shown.map(({ row }) => row))].sort((a, b) => a - b);
    return this.shown.length > 0;
  }

  protected override axes(): { x: AxisSetup; y: AxisSetup } {
    const all = this.shown.flatMap(({ values, middle, ends }) =>
      this.type === "bar" ? [0, middle, ...(ends ?? [])] : this.type === "violin" ? reach(values) : values,
    );
    let [low, high] = endsOf(all);
    if (this.type !== "bar" && alike(low, high))
      [low, high] = [low - (Math.abs(low) / 10 || 0.5), high + (Math.abs(high) / 10 || 0.5)];
    else if (!(low < high)) [low, high] = [Math.min(low, 0), Math.max(high, 0) || 1];
    else if (this.type !== "bar") {
      const room = (high - low) * (this.type === "violin" ? 0.02 : 0.08);
      [low, high] = [low - room, high + room];
    } else if (high > 0) high += (high - low) * 0.02;
    const [from, to] = this.view.rangeX ?? [null, null];
    return {
      x: { low: from ?? low, high: to ?? high, title: this.view.titleX },
      y: {
        low: 0,
        high: Math.max(this.rows.length, 1),
        names: this.rows.map((row) => this.view.rows[row] ?? "").reverse(),
      },
    };
  }

  /** Values stand at the ends of bars. */
  protected override room(): { right?: number } {
    const longest = Math.max(0, ...this.shown.map(({ text }) => text.length));
    return this.type === "bar" ? { right: Math.max(60, 6 + 6.5 * longest) } : {};
  }

  private color(cell: BarPayload): string {
    return this.view.metrics.length > 1
      ? `var(--c${cell.metric % 10})`
      : `var(--run-${this.view.colors[cell.row] ?? 0})`;
  }

  protected override drawing({ x, y, width }: Place): Drawing {
    const boxes: Box[] = [];
    const lines: Stroke[] = [];
    const marks: Mark[] = [];
    const texts: Label[] = [];
    const share = 0.78 / this.view.metrics.length;
    const clip = (v: number): number => Math.min(Math.max(x(v), 0), width);
    for (const cell of this.shown) {
      const top = this.rows.length - this.rows.indexOf(cell.row) - 0.11 - share * cell.metric;
      const y1 = y(top);
      const y2 = y(top - share * 0.92);
      const middle = (y1 + y2) / 2;
      const fill = this.color(cell);
      const tooltip = tipOf(cell, this.view, this.how);
      const { runs } = cell;
      if (this.type === "bar") {
        boxes.push({ x: clip(0), x2: clip(cell.middle), y: y1, y2, fill, fillOpacity: SOLID, tooltip, runs });
        if (y2 - y1 >= 9) texts.push(valueAt(cell, clip(Math.max(0, cell.middle, ...(cell.ends ?? []))), middle));
        const cap = Math.min(4, (y2 - y1) / 3);
        if (cell.ends) lines.push({ ...whisker(clip(cell.ends[0]), clip(cell.ends[1]), middle, cap, true), runs });
      } else if (this.type === "boxplot") {
        const [q1, q2, q3] = [0.25, 0.5, 0.75].map((q) => quantile(cell.values, q)) as [number, number, number];
        const reach = 1.5 * (q3 - q1);
        const inside = cell.values.filter((v) => v >= q1 - reach && v <= q3 + reach);
        lines.push(
          { ...whisker(x(Math.min(...inside)), x(q1), middle, 4), runs },
          { ...whisker(x(Math.max(...inside)), x(q3), middle, 4), runs },
        );
        boxes.push({ x: x(q1), x2: Math.max(x(q3), x(q1) + 1), y: y1, y2, fill, fillOpacity: 0.75, tooltip, runs });
        // A box of equal values is a line: one in the colour of the paper would hide it.
        lines.push({
          path: `M${x(q2)} ${y1}V${y2}`,
          stroke: x(q3) - x(q1) > 4 ? "var(--paper)" : fill,
          strokeWidth: 2,
          runs,
        });
        for (const v of cell.values)
          if (!inside.includes(v))
            marks.push({ x: x(v), y: middle, stroke: fill, fill: "transparent", size: 24, runs });
      } else {
        if (!alike(Math.min(...cell.values), Math.max(...cell.values)))
          lines.push({
            path: violin(cell.values, x, middle, (y2 - y1) / 2),
            fill,
            fillOpacity: 0.4,
            stroke: fill,
            strokeWidth: 1,
            tooltip,
            runs,
          });
        for (const v of cell.values) marks.push({ x: x(v), y: middle, fill, size: 14, tooltip, runs });
        lines.push({
          path: `M${x(quantile(cell.values, 0.5))} ${y1 + 4}V${y2 - 4}`,
          stroke: "var(--ink)",
          strokeWidth: 1.5,
          runs,
        });
      }
    }
    return { boxes, lines, marks, texts };
  }

  override settings(): Setting[] {
    const set = (change: () => void): void => {
      change();
      this.redraw();
    };
    if (!this.view.grouped && this.view.plotType === "bar") return [];
    return [
      {
        type: "select",
        label: say("Style"),
        options: TYPES,
        value: () => this.type,
        change: (name) =>
          set(() => {
            this.type = name as View["plotType"];
          }),
      },
      {
        type: "select",
        label: say("Show groups as"),
        options: AGGREGATES,
        value: () => this.how,
        change: (name) =>
          set(() => {
            this.how = name as Aggregate;
          }),
      },
      {
        type: "select",
        label: say("Range"),
        options: RANGES,
        value: () => this.range,
        change: (name) =>
          set(() => {
            this.range = name as Spread;
          }),
      },
    ];
  }

  override sheet(): Sheet {
    const rows = this.shown.flatMap((cell) =>
      cell.values.map((value, i) => [
        this.view.rows[cell.row] ?? "",
        this.names[cell.runs[i] ?? 0] ?? "",
        this.view.metrics[cell.metric] ?? "",
        value,
      ]),
    );
    return { columns: [this.view.grouped ? "group" : "row", "run", "metric", "value"], rows };
  }
}

/** Whether values from the least to the greatest are equal up to rounding: they have no density that could be drawn. */
const alike = (low: number, high: number): boolean => high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high));

/** A line from one value to another, with a stop at the first; at both where it is the only one. */
const whisker = (from: number, to: number, y: number, half: number, both = false): Stroke => ({
  path: `M${from} ${y - half}V${y + half}M${from} ${y}H${to}${both ? `M${to} ${y - half}V${y + half}` : ""}`,
  stroke: "var(--ink)",
  strokeWidth: 1.25,
});

/** How strong bars are: lines over them must be seen. */
const SOLID = 0.85;

/** The value of a bar, behind its end or that of the line over it. */
const valueAt = ({ text }: { text: string }, end: number, y: number): Label => {
  return { x: end + 6, y, text, align: "left", fill: "var(--ink-2)", fontSize: 11 };
};

/** Silverman's width of a kernel. */
const kernel = (values: readonly number[]): number =>
  0.9 *
  Math.min(stddev(values), (quantile(values, 0.75) - quantile(values, 0.25)) / 1.34 || Infinity) *
  values.length ** -0.2;

/** The least and the greatest of any number of values. */
const endsOf = (values: readonly number[]): [number, number] => [
  values.reduce((least, value) => Math.min(least, value), Infinity),
  values.reduce((most, value) => Math.max(most, value), -Infinity),
];

/** The ends of a violin: two widths of its kernel beyond the values. */
function reach(values: readonly number[]): [number, number] {
  const [low, high] = endsOf(values);
  const room = alike(low, high) ? 0 : 2 * kernel(values);
  return [low - room, high + room];
}

/** A kernel density estimate (Gaussian, Silverman's width) on both sides of a line, as wide as `half` at its peak. */
function violin(values: readonly number[], x: (v: number) => number, middle: number, half: number): string {
  const [low, high] = reach(values);
  const width = kernel(values);
  const places = Array.from({ length: 49 }, (_, i) => low + ((high - low) * i) / 48);
  const density = places.map((at) => values.reduce((sum, v) => sum + Math.exp(-(((at - v) / width) ** 2) / 2), 0));
  const peak = Math.max(...density);
  const side = (sign: number): string[] =>
    places.map((at, i) => `${x(at).toFixed(1)} ${(middle + (sign * half * (density[i] ?? 0)) / peak).toFixed(1)}`);
  return `M${side(-1).join("L")}L${side(1).reverse().join("L")}Z`;
}

const WORDS: Record<string, string> = {
  mean: say("mean"),
  median: say("median"),
  min: say("minimum"),
  max: say("maximum"),
  sum: say("sum"),
};
const wordOf = (how: Aggregate): string => WORDS[how] ?? how;

/** What a bar says of itself. */
function tipOf(cell: Shown, view: View, how: Aggregate): Record<string, string> {
  const tip: Record<string, string> = { title: view.rows[cell.row] ?? "" };
  const named = view.metrics[cell.metric] ?? say("value");
  const name = named in Object.prototype || named === "title" ? `\u2060${named}` : named;
  tip[cell.values.length === 1 ? name : `${wordOf(how)} ${name}`] = said(cell.middle);
  if (cell.values.length > 1) {
    const [from, to] = [said(Math.min(...cell.values)), said(Math.max(...cell.values))];
    Object.assign(tip, {
      [say("from")]: from,
      [say("to")]: to,
      [say("standard deviation")]: said(stddev(cell.values)),
      [say("runs")]: said(cell.values.length),
    });
  }
  return tip;
}

customElements.define("rg-bar-plot", BarPlot);
