// The axes of a line plot as a Vega specification: what the build wrote, changed by what is in force.

import { logarithmic, logTicks, type VegaSpec, type VegaView } from "../../chart";
import { say } from "../../core";
import type { LinePlotPayload as View } from "../../payloads";
import type { Choices } from "../choices";
import type { Drawn } from "../data/drawn";
import { isPoint } from "../ends";
import { axisWord, unitName } from "./axes";

export const hasRight = (view: View): boolean => view.lines.some((line) => line.right);

/** What else the axes depend on. */
export interface Form {
  /** The seconds of a unit of time. */
  unit: number;
  /** Where the x axis begins. */
  from: number;
  /** Pixels that names right of the axes need. */
  room: number;
  drawn: readonly Drawn[];
}

/** Which axes have whole numbers only: "x", "y", both or none; "few" where x has few; "point" where there is a single point and no axes. */
export function wholes(drawn: readonly Drawn[], unit: number): string {
  if (isPoint(drawn)) return "point";
  const [low, high] = ends(drawn.map(({ raw }) => raw.x));
  const x = unit === 1 && drawn.every(({ raw }) => whole(raw.x));
  const y = drawn.every(({ shown, band }) => !band && whole(shown.y));
  const [least, most] = ends(drawn.map(({ shown }) => shown.y));
  return `${x ? (high - low < FEW ? "x few" : "x") : ""}${y && most > least ? "y" : ""}`;
}

/** Whether columns hold whole numbers only: what is drawn is asked at each drawing, and rarely another. */
const wholeness = new WeakMap<Float64Array, boolean>();

function whole(values: Float64Array): boolean {
  const known = wholeness.get(values);
  if (known !== undefined) return known;
  const found = values.every((value) => Number.isInteger(value) || !Number.isFinite(value));
  wholeness.set(values, found);
  return found;
}

function ends(columns: readonly Float64Array[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns)
    for (const value of column) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  return [low, high];
}

/** Labels of times, all with the same parts: Vega's own leave out the hour where a minute begins. */
const SPAN = "span(domain('x'))";
const CLOCK = `utcFormat(datum.value, ${SPAN} < 4e3 ? '%H:%M:%S.%L' : ${SPAN} < 6e5 ? '%H:%M:%S' : ${SPAN} < 1.728e8 ? '%H:%M' : ${SPAN} < 6e10 ? '%b %d' : '%Y-%m')`;

/** Titles that an expression can hold. */
const PLAIN = /^[\w ./()%-]+$/;
/** So few whole numbers have a label each. */
const FEW = 4;
/** Axes that are narrower have no title on the row of their labels. */
const WIDE = 150;

/** Titles longer than this have a row of their own. */
const SHORT = 16;

export function shapeOf(view: View, choices: Choices, { unit, from, room, drawn }: Form): VegaSpec {
  const spec = structuredClone(view.shape);
  spec.padding = { left: 0, top: 4, right: Math.max(14, room), bottom: 4 };
  const axis = choices.axis();
  const whole = wholes(drawn, unit);
  spec.signals = [
    ...((spec.signals as object[] | undefined) ?? []),
    { name: "tx", value: [] },
    { name: "ty", value: [] },
  ];
  if (!hasRight(view)) {
    spec.scales = (spec.scales ?? []).filter((scale) => scale.name !== "right");
    spec.axes = (spec.axes ?? []).filter((each) => each.scale !== "right");
  }
  const types: Record<string, string> = {
    x: choices.scale(),
    y: choices.logY() ? "log" : "linear",
    right: view.logRight ? "log" : "linear",
  };
  for (const scale of spec.scales ?? []) scale.type = types[scale.name] ?? scale.type;
  const titles: Record<string, string> = {
    x: (axis === view.axis && view.titleX) || axisTitle(axis, unit, from),
    y: view.titleY,
    right: view.titleRight,
  };
  if (whole === "point") spec.axes = [];
  for (const each of spec.axes ?? []) {
    if (types[each.scale] === "log" && each.scale !== "right") each.values = { signal: `t${each.scale}` };
    if (whole.includes(each.scale) && types[each.scale] === "linear") each.tickMinStep = 1;
    if (each.labels === false) continue;
    if (types[each.scale] === "log") logarithmic(each);
    if (titles[each.scale]) each.title = titles[each.scale];
    if (each.scale === "x" && types.x === "utc") {
      delete each.format;
      each.encode = { labels: { update: { text: { signal: CLOCK } } } };
    } // its labels are for numbers
    if (view.fontSize) Object.assign(each, { labelFontSize: view.fontSize, titleFontSize: view.fontSize });
    if (each.scale === "y" && view.plotType === "pct-area") each.format = "~%";
    if (each.scale === "x" && types.x !== "utc" && !view.fontSize && !whole.includes("few"))
      beside(each, titles.x ?? "");
  }
  return spec;
}

function axisTitle(axis: string, unit: number, from: number): string {
  if (axis === "wall_time") return say("time (UTC), from {day}", { day: new Date(from).toISOString().slice(0, 10) });
  return axis === "relative_time" ? say("time ({unit})", { unit: unitName(unit) }) : axisWord(axis);
}

/** Put a short title of the x axis on the row of its labels, at the end, where it takes the place of one. */
function beside(each: NonNullable<VegaSpec["axes"]>[number], title: string): void {
  const text = (each.encode as Labels | undefined)?.labels?.update?.text?.signal;
  if (!PLAIN.test(title) || title in Object.prototype || title.length > SHORT || !text) return;
  Object.assign(each, {
    titleAnchor: "end",
    titleAlign: "right",
    titleBaseline: "top",
    titleX: { signal: "width" },
    titleY: 7,
  });
  const room = `${Math.ceil(title.length * 6.2) + 10} + length(${text}) * 3.2`;
  each.title = { signal: `width > ${WIDE} ? ${JSON.stringify(title)} : ''` };
  const clear = `width <= ${WIDE} || scale('x', datum.value) + ${room} < width ? ${text} : ''`;
  each.encode = { ...each.encode, labels: { update: { text: { signal: clear } } } };
}

interface Labels {
  labels?: { update?: { text?: { signal?: string } } };
}

type Ends = readonly [number, number];

/** Set the ends of the axes; `right` is null without an axis there. */
export function stretch(view: VegaView, unit: number, [x0, x1]: Ends, [y0, y1]: Ends, right: Ends | null): void {
  view.signal("x0", x0 / unit).signal("x1", x1 / unit);
  view.signal("y0", y0).signal("y1", y1);
  view.signal("tx", logTicks(x0 / unit, x1 / unit)).signal("ty", logTicks(y0, y1));
  if (right) view.signal("r0", right[0]).signal("r1", right[1]);
}
