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
export { type Cursor, followCursor, moveCursor } from "./cursor";
export { type Area, ChartElement } from "./element";
export { heatColor, heatImage, ramp } from "./heat";
export { addMenu, type MenuHost, type Setting } from "./menu";
export { onPress } from "./press";
export { type Row, rowsOf } from "./rows";
export type { Sheet } from "./save";
export * from "./statistics";
export { followThreshold, setThreshold, thresholdOf } from "./threshold";
export { isTouch, keepUntilElsewhere } from "./touch";
export type { Scale, Vega, VegaSpec, VegaView } from "./vega";
