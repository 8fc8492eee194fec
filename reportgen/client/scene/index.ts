// What panels with scenes share.
export type { SceneCell } from "./cell";
export { Company } from "./company";
export { controlsOf } from "./controls";
export { openScene } from "./full";
export { SceneElement } from "./scene";
