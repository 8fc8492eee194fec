// What panels with images share: the element, the legend, and the full screen.
export { type ClassEntry, type Group, type ImageCell, type Legend, type Overlays, overlaysOf } from "./data";
export { ImageElement } from "./image";
export { legendOf } from "./legend";
export { Look } from "./look";
export type { Mark, Scene } from "./overlay";
export { compare, openViewer, type Picture } from "./viewer";
