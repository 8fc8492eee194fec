// What the scripts of images and scenes bring into the page, where there are some: overlays, their legend, full screens.

import { loaded } from "../core";
import type { Folded, Legend, Picture, Scene } from "../image";
import type { SceneElement } from "../scene";
import { type Item, isA } from "./layout";

export const images = (): typeof import("../image") | undefined => loaded("image");
export const scenes = (): typeof import("../scene") | undefined => loaded("scene");

/** What lies over the images of a panel, and how the reader looks at it. */
export async function sceneOf(legend: Legend | undefined, settings = {}): Promise<Scene | undefined> {
  const shared = images();
  return legend && shared
    ? { overlays: await shared.overlaysOf(legend), look: new shared.Look(legend, settings) }
    : undefined;
}

/** What makes the legend of a panel, where its images have overlays. */
export function legendOf(scene: Scene | undefined): ((signal: AbortSignal) => HTMLElement) | undefined {
  const shared = images();
  return scene && shared ? (signal) => shared.legendOf(scene.overlays.legend, scene.look, signal) : undefined;
}

/** The legend of a panel folded into one button, where its images have overlays. */
export function foldedOf(scene: Scene | undefined): Folded | undefined {
  return scene && images()?.foldedLegend(scene.overlays.legend, scene.look, new AbortController().signal);
}

/** What a panel calls an item, and what stands for it in the page's address. */
export interface Telling {
  name(item: Item): string;
  link(item: Item): string;
}

/** The images of a panel among its items, as the full screen shows them. */
function pictures(items: readonly Item[], scene: Scene | undefined, told: Telling): Picture[] {
  const images = items.filter((one) => isA(one, "image"));
  return images.map((cell) => ({
    cell,
    scene,
    caption: cell.caption ?? "",
    name: told.name(cell),
    link: told.link(cell),
  }));
}

/** Show images beside each other or over each other. */
export function compareItems(items: readonly Item[], scene: Scene | undefined, told: Telling): void {
  images()?.compare(pictures(items, scene, told), legendOf(scene));
}

/** Open a scene or an image as large as the window; an image with the others `among` which it stands. */
export function openItem(
  item: Item,
  among: readonly Item[],
  scene: Scene | undefined,
  told: Telling,
  from?: SceneElement,
): void {
  if (isA(item, "scene")) return scenes()?.openScene(item, told.name(item), item.caption ?? "", told.link(item), from);
  if (!isA(item, "image")) return;
  const shown = among.filter((one) => isA(one, "image"));
  images()?.openViewer(pictures(shown, scene, told), shown.indexOf(item), legendOf(scene));
}
