// What panels hand to elements: made of the TypedDicts in reportgen/panels by tests/client/payloads.py. Do not edit:
// `pytest tests/client/test_payloads.py --golden` writes it.

import type { VegaSpec } from "./chart";
import type { BlockId } from "./core";

/** A short column: its values. */
export interface InlinePayload {
  v: unknown[];
}

/** A column of numbers, NaN where there is none. */
export interface NumbersPayload {
  b: BlockId;
}

/** A column of texts: each once, and a block of their places, -1 where there is none. */
export interface WordsPayload {
  w: string[];
  b: BlockId;
}

/** Columns of `n` values. */
export interface FramePayload {
  n: number;
  columns: Record<string, InlinePayload | NumbersPayload | WordsPayload>;
}

/** The values of a row and metric, by run. */
export interface BarPayload {
  row: number;
  metric: number;
  runs: number[];
  values: number[];
}

/** A bar plot. */
export interface BarPlotPayload {
  shape: VegaSpec;
  rows: string[];
  colors: number[];
  metrics: string[];
  plotType: "bar" | "boxplot" | "violin";
  cells: BarPayload[];
  aggregate: "mean" | "min" | "max" | "median" | "sum";
  range: "minmax" | "stddev" | "stderr" | "none";
  grouped: boolean;
  rangeX: [number | null, number | null] | null;
  titleX: string;
}

/** A check box of a chart's menu: each scale's type, off and on. */
export interface SwitchPayload {
  label: string;
  on: boolean;
  scales: Record<string, [string, string]>;
}

/** A chart by Vega and its data sets. */
export interface ChartPayload {
  vega: VegaSpec;
  library: string;
  titles: Record<string, string>;
  run: string;
  step: string;
  sheet: string;
  fixed: boolean;
  data: Record<string, FramePayload>;
  switches: SwitchPayload[];
}

/** A curve: blocks of its thresholds and of what is found at each. */
export interface CurveLinePayload {
  run: number;
  label: string;
  color: string;
  dash: string;
  thresholds: BlockId;
  tp: BlockId;
  fp: BlockId;
  positives: number;
  negatives: number;
  area: string;
}

/** Curves of several runs and classes. */
export interface CurvePayload {
  shape: VegaSpec;
  kind: "pr" | "roc";
  lines: CurveLinePayload[];
  source: string;
  chance: number | null;
}

/** A run's matrix; blocks of its rows where a threshold can recount them, of every step where there are several. */
export interface ConfusionTablePayload {
  run: number;
  name: string;
  counts: BlockId;
  truth?: BlockId;
  predicted?: BlockId;
  score?: BlockId;
  binary?: boolean;
  pair?: [number, number];
  steps?: number[];
  every?: BlockId;
}

/** Confusion matrices over the same classes. */
export interface ConfusionMatrixPayload {
  shape: VegaSpec;
  classes: string[];
  tables: ConfusionTablePayload[];
  source: string;
  show: "counts" | "rows" | "columns";
}

/** A line: its look, and blocks of its values and of each axis. */
export interface LinePayload {
  run: number;
  key: string;
  name: string;
  color: string;
  dash: string;
  width: number;
  points: boolean;
  right: boolean;
  group: number;
  total: number;
  start: number | null;
  x: Record<string, BlockId>;
  y: BlockId;
  legend: string;
}

/** A group of runs. */
export interface LineGroupPayload {
  name: string;
  color: string;
  legend: string;
}

/** A line plot. */
export interface LinePlotPayload {
  shape: VegaSpec;
  axis: string;
  axes: string[];
  lines: LinePayload[];
  groups: LineGroupPayload[];
  logX: boolean;
  logY: boolean;
  logRight: boolean;
  rangeX: [number | null, number | null] | null;
  rangeY: [number | null, number | null] | null;
  rangeRight: [number | null, number | null] | null;
  titleX: string;
  titleY: string;
  titleRight: string;
  smoothing: number;
  smoothingType: "exponentialTimeWeighted" | "exponential" | "gaussian" | "average" | "none";
  original: boolean;
  aggregate: "mean" | "min" | "max" | "median" | "sum" | "samples";
  range: "minmax" | "stddev" | "stderr" | "none" | "samples";
  plotType: "line" | "stacked-area" | "pct-area";
  outliers: boolean;
  fontSize: number;
}

/** The histograms of a run: blocks of its steps, and of the mass of every bin, a step after the other. */
export interface HistogramRowsPayload {
  run: number;
  name: string;
  steps: BlockId;
  mass: BlockId;
}

/** Histograms on common edges; mass is drawn divided by `widths`, where bins differ in width. */
export interface HistogramPayload {
  shape: VegaSpec;
  edges: number[];
  measure: string;
  single: boolean;
  widths: number[] | null;
  unit: number;
  logColor: boolean;
  percentiles: boolean;
  view: "heat_map" | "ridgeline";
  rows: HistogramRowsPayload[];
}

/** An axis: values by run with their heights from 0 to 1; of texts, the places in `names`. */
export interface ParallelAxisPayload {
  title: string;
  values: (number | null)[];
  shares: (number | null)[];
  names: string[];
  log: boolean;
  inverted: boolean;
}

/** Runs over several axes; `shades` are the values that colour them. */
export interface ParallelCoordinatesPayload {
  shape: VegaSpec;
  runs: number[];
  shades: (number | null)[];
  axes: ParallelAxisPayload[];
}

/** A column: `coverage` runs have a value; one of small histograms is a `picture`. */
export interface RunTableColumnPayload {
  path: string;
  label: string;
  group: string;
  goal: string;
  differs: boolean;
  numeric: boolean;
  shown: boolean;
  coverage: number;
  picture: boolean;
}

/** A whole number that no double holds. */
export interface WholePayload {
  whole: string;
}

/** The run of a row. */
export interface RunTableRunPayload {
  index: number;
  name: string;
  state: string;
}

/** A run's values by column. */
export interface RunTableRowPayload {
  run: RunTableRunPayload;
  group: string;
  cells: (string | number | boolean | WholePayload | null)[];
}

/** All runs with all of their values. */
export interface RunTablePayload {
  columns: RunTableColumnPayload[];
  rows: RunTableRowPayload[];
  diffOnly: boolean;
}
