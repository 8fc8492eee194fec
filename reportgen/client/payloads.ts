// What panels hand to elements: made of the TypedDicts in reportgen/panels by tests/client/payloads.py. Do not edit:
// `pytest tests/client/test_payloads.py --golden` writes it.

import type { VegaSpec } from "./chart/vega";
import type { BlockId } from "./core";
import type { Distribution } from "./query/engine/distribution";

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

/** A band around a line: blocks of its edges, and the metrics that they are, lower and upper. */
export interface LineEdgesPayload {
  keys: string[];
  low: BlockId;
  high: BlockId;
}

/** A line: its look, and blocks of its values and of each axis. */
export interface LinePayload {
  run: number;
  key: string;
  label: string;
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
  edges: LineEdgesPayload | null;
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
  ignoreOutliers: "auto" | "on" | "off";
  noise: "auto" | "band" | "line";
  goals: Record<string, "minimize" | "maximize" | "">;
  runsOnly: boolean;
  fontSize: number;
}

/** An image; `unscaled` where it was probably logged without scaling, and `note` says how that is seen. */
export interface ImagePayload {
  boxes?: [number, number];
  masks?: MaskPayload[];
  kind: "image";
  block: string;
  width: number;
  height: number;
  unscaled?: boolean;
  animated?: boolean;
  note?: string;
  caption?: string;
}

/** A chart: the element that draws it, and the block that says what. */
export interface FigurePayload {
  kind: "figure";
  element: string;
  view: string;
  height: number;
  width?: number;
  caption?: string;
}

/** A video's file; of an animated GIF also its size and first frame. */
export interface VideoPayload {
  kind: "video";
  block: string;
  type: string;
  name: string;
  width?: number;
  height?: number;
  poster?: string;
  caption?: string;
}

/** A sound's file; of one that could be decoded also its facts, waveform and spectrogram. */
export interface AudioPayload {
  kind: "audio";
  block: string;
  type: string;
  name: string;
  seconds?: number;
  rate?: number;
  channels?: number;
  peaks?: string;
  spectrum?: string;
  note?: string;
  caption?: string;
}

/** A logged document. */
export interface HtmlPayload {
  kind: "html";
  block: string;
  note: string;
  caption?: string;
}

/** A logged text. */
export interface TextPayload {
  kind: "text";
  text: string;
  caption?: string;
}

/** What cannot be shown, of any kind, and why. */
export interface GapPayload {
  kind: string;
  note: string;
  caption?: string;
}

/**
 * A mask: places of its classes in the legend, with their pixels and numbers of corners.
 *
 * `outline` holds the corners of all; `bitmaps` the noisy ones by place in `classes`.
 */
export interface MaskPayload {
  group: number;
  width: number;
  height: number;
  classes: number[];
  pixels: number[];
  corners: number[];
  outline: string;
  bitmaps?: Record<string, string>;
}

/** What lies over an image: rows of the boxes' columns, from and up to, and masks. */
export interface OverImagePayload {
  boxes?: [number, number];
  masks?: MaskPayload[];
}

/** A group of boxes or masks; a second mask is an outline, so that both can be seen. */
export interface LayerPayload {
  kind: "boxes" | "masks";
  name: string;
  dashed: boolean;
  hidden: boolean;
  style?: "outline";
}

/** A class of the legend; `key` is what settings call it, where that is not its name. */
export interface ClassPayload {
  id: number;
  name: string;
  color: string;
  hidden: boolean;
  key?: string;
}

/** A score of every box, NaN where it was not logged, and its ends. */
export interface ScorePayload {
  name: string;
  block: string;
  min: number;
  max: number;
}

/** What the images of a panel share: groups, classes, captions; and boxes as columns, in pixels of their image. */
export interface LegendPayload {
  groups: LayerPayload[];
  classes: ClassPayload[];
  captions: string[];
  columns: Record<string, string>;
  scores: ScorePayload[];
  outlines?: string;
}

/**
 * The groups that are held against each other.
 *
 * `ranks` numbers the legend's classes by what they mean, and `classes` holds the first of each number.
 */
export interface MatchedPayload {
  found: number;
  true: number;
  score: string;
  ranks: number[];
  classes: number[];
}

/**
 * The error explorer: where its sliders stand, the groups of boxes, and the masks of items that have two.
 *
 * Of each class of a mask: [class, pixels in both, in the found one, in the true one].
 */
export interface ErrorsPayload {
  iou: number;
  minScore: number;
  open: boolean;
  boxes?: MatchedPayload;
  masks?: Record<string, [number, number, number, number][]>;
}

/** Where an item was logged, and where it stands on the step slider, if not at its step. */
export interface PlacePayload {
  run: number;
  key: string;
  step: number;
  index: number;
  at?: number;
  caption?: string;
}

/** What every panel of media hands over: its items, the names of their runs, how they are laid out. */
export interface MediaPayload {
  items: (PlacePayload & CellPayload)[];
  runs: Record<string, string>;
  axes: ("step" | "index" | "run")[];
  manyRuns: boolean;
  manyKeys: boolean;
  pageSize: number;
  stepKey: string;
  grid: boolean;
  pairs: boolean;
}

/** What the page also needs of images: their legend, how they are looked at first, the error explorer. */
export interface MorePayload {
  legend?: LegendPayload;
  settings?: Record<string, string>;
  errors?: ErrorsPayload;
}

/** A label at a place of a scene. */
export interface MarkPayload {
  text: string;
  at: [number, number, number];
  part: string;
  color: string;
  score?: number;
}

/** How the points of a scene are coloured: by the categories of the legend, or by a ramp from low to high. */
export interface PointsPayload {
  points?: number;
  ramp?: [number, number];
  stops?: string[];
  colors?: "color" | "category" | "value" | "height";
  colorBy?: "color" | "category" | "value" | "height";
  legend?: [string, string, string, number?][];
}

/** A scene: a block of its GLB, or of what it is packed from, and how it is looked at. */
export interface ScenePayload {
  points?: number;
  ramp?: [number, number];
  stops?: string[];
  colors?: "color" | "category" | "value" | "height";
  colorBy?: "color" | "category" | "value" | "height";
  legend?: [string, string, string, number?][];
  kind: "scene";
  block: string;
  packed: boolean;
  poster: string;
  what: "mesh" | "points" | "molecule";
  up: "y" | "z";
  lit: boolean;
  camera: [number, number, number, number, number, number];
  facts: string;
  notes: string[];
  units: string;
  labelled: boolean;
  background: "auto" | "light" | "dark";
  pointSize: number;
  grid: boolean;
  origin?: [number, number, number];
  labels?: MarkPayload[];
  minScore?: number;
  hydrogens?: boolean;
  atoms?: string;
  caption?: string;
}

/** A tensor in numbers: facts in words, and shares of its range, where it has one. */
export interface TensorPayload {
  kind: "array";
  facts: string[][];
  box: number[];
  caption?: string;
}

/** For each pair its runs and the questions that its counts ask of a table that joins their samples. */
export interface EvaluationComparerPayload {
  pairs: EvaluationPairPayload[];
}

/** A pair: the indices of its runs, its task and stratum, and a question for each count that asks one. */
export interface EvaluationPairPayload {
  runs: [number, number];
  task: string;
  stratum: string;
  questions: Record<string, string>;
}

/** A metric and [run, value] pairs, the best first. */
export interface HeadlineFigurePayload {
  goal: string;
  values: [number, number][];
}

/** What the strip is made of, to follow which runs are shown. */
export interface HeadlinePayload {
  figures: HeadlineFigurePayload[];
  runs: number[];
}

/** A run's means, row by row. */
export interface HeatMapPicturePayload {
  run: number;
  values: BlockId;
}

/** What a reader points at: members from top to bottom, and the steps between which a column lies. */
export interface HeatMapPayload {
  members: string[];
  edges: number[];
  pictures: HeatMapPicturePayload[];
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

/**
 * An axis: values by run with their heights from 0 to 1; of texts, the places in `names`; ticks by height.
 *
 * `gaps` says by the place of a run what it has where no value is: NaN, none.
 */
export interface ParallelAxisPayload {
  title: string;
  values: (number | null)[];
  shares: (number | null)[];
  names: string[];
  ticks: number[];
  labels: string[];
  gaps: Record<string, string>;
}

/** Runs over several axes; `shades` are shares of the colour scale, empty for the colours of the runs. */
export interface ParallelCoordinatesPayload {
  shape: VegaSpec;
  runs: number[];
  shades: (number | null)[];
  axes: ParallelAxisPayload[];
}

/** A column: `coverage` runs have a value, `baseline` is its mean there; small histograms are a `picture`. */
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
  baseline: number | null;
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
  isBaseline: boolean;
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
  order: string[];
  baselineRuns: number;
}

/** All pieces of media of a cell. */
export interface SeveralPayload {
  kind: "several";
  items: CellPayload[];
}

/**
 * A column of a table: stored, or `derived` by a question.
 *
 * Texts are places in a list of `texts`, timestamps milliseconds since 1970 told to the day or the second,
 * `width` numbers are a vector; `missing` has the rows without a value. Of `integer` columns some number is too
 * large for a double; `marked` values hold what JSON cannot; `cells` are of media. Of joined tables `table` says
 * which it is of, and `of` its name there; `whole` are its distributions over all rows and over those that the
 * spec keeps, where the page carries a part of them. The column of the runs has their places and colours,
 * one of conversations its `talks`.
 */
export interface ColumnPayload {
  name: string;
  type: string;
  block?: string;
  texts?: string;
  missing?: string;
  width?: number;
  timestamps?: string;
  integer?: boolean;
  marked?: boolean;
  cells?: string;
  derived?: string;
  table?: number;
  of?: string;
  whole?: [Distribution, Distribution];
  hidden?: boolean;
  pinned?: boolean;
  runs?: Record<string, number>;
  colors?: Record<string, string>;
  talks?: TalksPayload;
}

/**
 * A column of conversations: a block of what cells show and questions find, and those of its messages.
 *
 * `refs` are places in the table's pool, row by row, and row n has those from `starts[n]` on. Both are absent
 * where the report leaves transcripts out.
 */
export interface TalksPayload {
  facts: string;
  refs?: string;
  starts?: string;
}

/** All messages of a table, each once: blocks of them, and the place of the first in each. */
export interface PoolPayload {
  blocks: string[];
  firsts: number[];
}

/**
 * The map of a table's rows: the columns that are their places, what colours it at first, how it was made.
 *
 * `column` holds the vectors; it is empty where the table had the places ready.
 */
export interface MapPayload {
  column: string;
  x: string;
  y: string;
  color: string;
  said: string;
}

/** One of the joined tables. */
export interface SidePayload {
  label: string;
  color: string;
}

/** A group of the whole table: what its rows have in common, how many they are, how each column is distributed. */
export interface GroupEntryPayload {
  keys: unknown[];
  count: number;
  distributions: Record<string, Distribution>;
}

/**
 * A table: its columns, the rows that the page carries, and how the reader looks at them first.
 *
 * `places` is a block of their rows in the whole table, which has `total` rows of which the spec's filter keeps
 * `kept`; `baked` is that filter where the page carries a part of them, by chance where `sampled`. `source`
 * are the fields of the spec that say which rows these are. Joined tables stand as `tables`, with what they are
 * joined on as `keys`. `pool` are the messages of its conversations.
 */
export interface TablePayload {
  columns: ColumnPayload[];
  rows: number;
  places: string;
  total: number;
  kept: number;
  filter: string;
  only: Record<string, string>;
  baked: string;
  order: [string, boolean][];
  groupby: string[];
  height: "small" | "medium" | "large";
  source: Record<string, string | number | string[]>;
  name: string;
  sampled?: boolean;
  groups?: GroupEntryPayload[];
  tables?: SidePayload[];
  keys?: string[];
  layout?: "joined" | "side_by_side" | "concatenated";
  better?: string;
  matched?: string;
  legend?: LegendPayload;
  settings?: Record<string, string>;
  map?: MapPayload;
  pool?: PoolPayload;
}

export type CellPayload =
  | ImagePayload
  | FigurePayload
  | ScenePayload
  | VideoPayload
  | AudioPayload
  | HtmlPayload
  | TextPayload
  | TensorPayload
  | GapPayload;
