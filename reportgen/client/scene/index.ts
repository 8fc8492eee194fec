// What panels with scenes share.
export type { SceneCell } from "./cell";
export { controlsOf } from "./controls";
export { openScene } from "./full";
export { Company, SceneElement } from "./scene";
export { unpack } from "./unpack";
