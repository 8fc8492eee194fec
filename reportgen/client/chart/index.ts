// What chart elements share besides the core.

export { shorten, Tip, type TipRow } from "../core";
export {
  type AxisSetup,
  type Box,
  CanvasElement,
  type Drawing,
  type Label,
  logarithmic,
  type Mark,
  type Place,
  type Stroke,
} from "./canvas";
export { type Row, rowsOf } from "./data/rows";
export * from "./data/statistics";
export { type Area, ChartElement } from "./element";
export { heatColor, heatImage, ramp } from "./heat";
export { addMenu, type MenuHost, type Setting } from "./menu";
export { type Cursor, followCursor, moveCursor } from "./pointer/cursor";
export { type Hear, hearing } from "./pointer/hearing";
export { onPress } from "./pointer/press";
export { isTouch, keepUntilElsewhere } from "./pointer/touch";
export type { Logged, Sheet } from "./save";
export { followThreshold, setThreshold, slid, thresholdOf } from "./threshold";
export { logTicks, logTicksOf } from "./ticks";
export type { Scale, Vega, VegaSpec, VegaView } from "./vega";
