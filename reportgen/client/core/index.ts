// What every element shares: data blocks, the page's state, the side, and when to wake.
export { addressOf, drop, share } from "./addresses";
export { block, file, keepPictures, moduleText, page, passing, picture, type Floats, type Numbers } from "./blocks";
export { csv, csvCell, download, fileName } from "./download";
export { RgElement, button, create, library } from "./element";
export { apart, brief, duration, exact, plain } from "./format";
export { change, isHidden, mark, runsOf, set, setAll, state, subscribe, type State } from "./state";
export { followStep, placeIn } from "./step";
export { shorten, Tip, type TipRow } from "./tip";
export { popover } from "./popover";
export { offerAxes, offerLog, offerSmoothing } from "./side";

import { startState } from "./state";
import { startSide } from "./side";

startState();
startSide();
