// A chart that draws in pixels between Vega's axes: reportgen/charts/shapes/canvas.py.

import { shortNames } from "../core";
import { ChartElement } from "./element";
import { logTicks } from "./ticks";
import type { Scale, VegaSpec, VegaView } from "./vega";

export interface AxisSetup {
  low: number;
  high: number;
  log?: boolean;
  title?: string;
  percent?: boolean;
  hidden?: boolean;
  /** Labels instead of numbers: the i-th stands at i + 0.5. */
  names?: readonly string[];
  /** Only these places get a label. */
  places?: readonly number[];
}

export interface Box {
  x: number;
  x2: number;
  y: number;
  y2: number;
  fill: string;
  fillOpacity?: number;
  stroke?: string;
  /** The runs that it stands for: it steps back where the reader points at others. */
  runs?: readonly number[];
  tooltip?: unknown;
}
export interface Stroke {
  path: string;
  stroke?: string;
  strokeWidth?: number;
  strokeDash?: number[] | null;
  opacity?: number;
  fill?: string;
  fillOpacity?: number;
  runs?: readonly number[];
  tooltip?: unknown;
}
export interface Mark {
  x: number;
  y: number;
  fill?: string;
  stroke?: string;
  shape?: string;
  size?: number;
  fillOpacity?: number;
  runs?: readonly number[];
  tooltip?: unknown;
}
export interface Label {
  x: number;
  y: number;
  text: string;
  align?: "left" | "center" | "right";
  fill?: string;
  fontSize?: number;
  fontWeight?: number;
  angle?: number;
  limit?: number;
}
export interface Picture {
  x: number;
  y: number;
  width: number;
  height: number;
  url: string;
}

export interface Drawing {
  images?: Picture[];
  boxes?: Box[];
  lines?: Stroke[];
  marks?: Mark[];
  texts?: Label[];
}
export interface Place {
  x: Scale;
  y: Scale;
  width: number;
  height: number;
}

export abstract class CanvasElement<V extends { shape: VegaSpec }> extends ChartElement<V> {
  protected abstract axes(): { x: AxisSetup; y: AxisSetup };
  protected abstract drawing(place: Place): Drawing;

  /** Room, in pixels, that the drawing needs beyond the axes. */
  protected room(): { right?: number; top?: number; left?: number; bottom?: number } {
    return {};
  }

  protected override key(): string {
    const { x, y } = this.axes();
    const fixed = ({ low, high, log, title, percent, hidden, names, places }: AxisSetup): unknown[] => [
      log && [low, high],
      title,
      percent,
      hidden,
      names,
      places,
    ];
    return JSON.stringify([fixed(x), fixed(y), this.room()]);
  }

  protected override spec(): VegaSpec {
    const spec = structuredClone(this.view.shape);
    const setups: Record<string, AxisSetup> = this.axes();
    spec.padding = { left: 0, top: 4, right: 14, bottom: 4, ...this.room() };
    spec.scales = (spec.scales ?? []).filter(({ name }) => name !== "right");
    for (const scale of spec.scales) if (setups[scale.name]?.log) scale.type = "log";
    spec.axes = (spec.axes ?? []).filter(({ scale }) => scale in setups && !setups[scale]?.hidden);
    for (const axis of spec.axes) {
      const setup = setups[axis.scale];
      if (setup) shapeAxis(axis, setup);
    }
    return spec;
  }

  protected override async paint(view: VegaView, width: number, height: number): Promise<void> {
    const { x, y } = this.axes();
    view.signal("x0", x.low).signal("x1", x.high).signal("y0", y.low).signal("y1", y.high);
    await view.width(width).height(height).runAsync();
    if (this.vega !== view) return;
    const place = {
      x: view.scale("x"),
      y: view.scale("y"),
      width: Number(view.signal("width")),
      height: Number(view.signal("height")),
    };
    const drawing: Drawing = this.drawing(place);
    for (const name of ["images", "boxes", "lines", "marks", "texts"] as const) view.data(name, drawing[name] ?? []);
    await view.runAsync();
  }
}

/** A text that is no name of what every object has: the parser of expressions looks texts up in plain objects. */
const unlike = (text: string): string => (text in Object.prototype ? `\u2060${text}` : text);

/** Names as an expression writes them: the line separators of Unicode would end it. */
const literal = (names: readonly string[]): string =>
  JSON.stringify(names).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);

/** Labels of a logarithmic axis: each by itself, with all of its digits. Vega itself leaves most of them empty. */
export function logarithmic(axis: NonNullable<VegaSpec["axes"]>[number]): void {
  delete axis.format;
  // Powers of ten are not exact, and a narrow axis needs all digits.
  const digits = `(domain('${axis.scale}')[1] > 10 * domain('${axis.scale}')[0] ? '.12~' : '.16~')`;
  const written = (form: string): string => `format(datum.value, ${digits} + '${form}')`;
  const small = `domain('${axis.scale}')[0] < 1e-3`; // then all have one notation
  const text = `${small} ? replace(${written("e")}, 'e+', 'e') : datum.value >= 1e4 && datum.value < 1e15 ? ${written("s")} : datum.value >= 1e-3 && datum.value < 1e4 ? ${written("r")} : replace(${written("e")}, 'e+', 'e')`;
  axis.encode = { labels: { update: { text: { signal: text } } } };
}

function shapeAxis(axis: NonNullable<VegaSpec["axes"]>[number] & Record<string, unknown>, setup: AxisSetup): void {
  const places = setup.names ? (setup.places ?? setup.names.map((_, i) => i + 0.5)) : setup.places;
  if (setup.log) axis.values = logTicks(setup.low, setup.high);
  if (places) {
    axis.values = places;
    delete axis.tickCount; // it would thin them
  }
  if (axis.labels === false) {
    if (setup.names) axis.grid = false;
    return;
  }
  if (setup.title) axis.title = setup.title;
  if (setup.names) {
    const room = axis.scale === "y" ? 26 : 18;
    const short = setup.names.some((name) => name.length > room) ? shortNames(setup.names, room) : setup.names;
    const chosen = (places ?? []).map((at) => unlike(short[Math.floor(at)] ?? ""));
    // The label of a place, by its rank among the places.
    axis.encode = {
      labels: { update: { text: { signal: `${literal(chosen)}[indexof(${JSON.stringify(places)}, datum.value)]` } } },
    };
    axis.labelLimit = axis.scale === "y" ? 150 : 110;
    axis.ticks = false;
    axis.labelOverlap = setup.names.length > 40;
    delete axis.format;
  } else if (setup.percent) axis.format = "~%";
  else if (setup.log) logarithmic(axis);
}
