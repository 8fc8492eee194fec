// What chart elements share besides the core.
export { ChartElement, type Area } from "./element";
export { followCursor, moveCursor, type Cursor } from "./cursor";
export { addMenu, type MenuHost, type Setting } from "./menu";
export { rowsOf, type Row, type StoredFrame } from "./rows";
export type { Sheet } from "./save";
export * from "./statistics";
export { shorten, Tip, type TipRow } from "../core";
export type { Scale, Vega, VegaSpec, VegaView } from "./vega";
export { CanvasElement, logarithmic, type AxisSetup, type Box, type Drawing, type Label, type Place, type Stroke, type Symbol } from "./canvas";
export { onPress } from "./press";
export { isTouch, keepUntilElsewhere } from "./touch";
export { heatColor, heatImage, ramp } from "./heat";
export { followThreshold, setThreshold, thresholdOf } from "./threshold";
