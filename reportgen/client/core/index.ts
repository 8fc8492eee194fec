// What every element shares: data blocks, the page's state, the side, and when to wake.
export { addressOf, drop, share } from "./addresses";
export {
  type BlockId,
  block,
  column,
  type Floats,
  file,
  keepPictures,
  moduleText,
  type Numbers,
  page,
  passing,
  picture,
} from "./blocks";
export { csv, csvCell, download, fileName } from "./download";
export { button, create, library, loaded, RgElement } from "./element";
export { apart, brief, duration, exact, plain, plural } from "./format";
export { begin, during } from "./idle";
export { popover } from "./popover";
export { offerAxes, offerLog, offerSmoothing } from "./side";
export {
  change,
  isHidden,
  mark,
  runsOf,
  type State,
  set,
  setAll,
  state,
  subscribe,
} from "./state";
export { followStep, placeIn } from "./step";
export { shorten, Tip, type TipRow } from "./tip";
