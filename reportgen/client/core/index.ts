// What every element shares: data blocks, the page's state, the side, and when to wake.

export { alignPoints, partsOf } from "./align";
export { toolsOf } from "./controls/enlarge";
export { point } from "./controls/focus";
export { ghost, ghostParts, type Icon, iconOf } from "./controls/ghost";
export { popover } from "./controls/popover";
export { followStep, placeIn } from "./controls/step";
export { axisName, offerAxes, offerChoice, offerLog, offerSmoothing } from "./controls/view";
export { addressOf, drop, share } from "./data/addresses";
export {
  type BlockId,
  block,
  bytes,
  column,
  type Floats,
  file,
  keepPictures,
  moduleAddress,
  type Numbers,
  page,
  passing,
  picture,
} from "./data/blocks";
export { plural, say } from "./data/texts";
export { csv, csvCell, download, fileName } from "./download";
export { button, create, library, loaded, RgElement } from "./element";
export {
  duration,
  fileSize,
  isCut,
  type Manner,
  mannerOf,
  said,
  saidAs,
  saidInColumn,
  titleOf,
  written,
} from "./format";
export { begin, during } from "./idle";
export { shorten, shortNames } from "./names";
export { whenPrinted } from "./print";
export { dashOf, listedRuns, shortName } from "./runs";
export { choose, chosen, panelName } from "./state/panels";
export { goBack, place } from "./state/place";
export {
  change,
  isFaint,
  isHidden,
  isRefocused,
  mark,
  runsOf,
  type State,
  set,
  setAll,
  state,
  subscribe,
} from "./state/state";
export { Tip, type TipRow } from "./tip";
export { fewRows } from "./tip_rows";
