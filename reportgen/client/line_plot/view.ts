// What the build hands to a line plot: reportgen/panels/line_plot.py writes it.

import type { VegaSpec } from "../chart";
import type { Group, Line, Settings } from "./drawn";

/** The ends of an axis that are asked for; null where the values say. */
export type Range = [number | null, number | null] | null;

export interface View extends Settings {
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
