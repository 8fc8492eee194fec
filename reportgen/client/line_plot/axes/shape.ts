// The axes of a line plot as a Vega specification: what the build wrote, changed by what is in force.

import { logarithmic, type VegaSpec, type VegaView } from "../../chart";
import type { LinePlotPayload as View } from "../../payloads";
import type { Choices } from "../choices";
import { unitName } from "./axes";

export const hasRight = (view: View): boolean => view.lines.some((line) => line.right);

/** `unit` is the seconds of a unit of time, `from` where the x axis begins. */
export function shapeOf(view: View, choices: Choices, unit: number, from: number): VegaSpec {
  const spec = structuredClone(view.shape);
  const axis = choices.axis();
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
  for (const each of spec.axes ?? []) {
    if (each.labels === false) continue;
    if (types[each.scale] === "log") logarithmic(each);
    if (titles[each.scale]) each.title = titles[each.scale];
    if (each.scale === "x" && types.x === "utc") {
      delete each.encode;
      delete each.format;
    } // its labels are for numbers
    if (view.fontSize) Object.assign(each, { labelFontSize: view.fontSize, titleFontSize: view.fontSize });
    if (each.scale === "y" && view.plotType === "pct-area") each.format = "~%";
  }
  return spec;
}

function axisTitle(axis: string, unit: number, from: number): string {
  if (axis === "wall_time") return `time (UTC), from ${new Date(from).toISOString().slice(0, 10)}`;
  return axis === "relative_time" ? `time (${unitName(unit)})` : axis;
}

type Ends = readonly [number, number];

/** Set the ends of the axes; `right` is null without an axis there. */
export function stretch(view: VegaView, unit: number, [x0, x1]: Ends, [y0, y1]: Ends, right: Ends | null): void {
  view.signal("x0", x0 / unit).signal("x1", x1 / unit);
  view.signal("y0", y0).signal("y1", y1);
  if (right) view.signal("r0", right[0]).signal("r1", right[1]);
}
