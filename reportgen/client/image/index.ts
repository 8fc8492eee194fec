// What panels with images share: the element, the legend, and the full screen.
export { type ClassEntry, type Group, type ImageCell, type Legend, type Overlays, overlaysOf } from "./data";
export { ImageElement } from "./image";
export { type Folded, foldedLegend } from "./overlay/fold";
export { legendOf } from "./overlay/legend";
export { Look } from "./overlay/look";
export type { Mark, Scene } from "./overlay/overlay";
export { compare, openViewer, type Picture } from "./viewer/viewer";
