// One item of a gallery as a figure: an image, video, sound, document, text or chart, or a place that says what is missing.

import { create } from "../core";
import type { ImageElement, Scene } from "../image";
import type { Company, SceneCell, SceneElement } from "../scene";
import { type Item, type Naming, nameOf } from "./layout";
import { tensor } from "./tensor";

export interface Making {
  view: Naming;
  scene: Scene | undefined;
  /** Small pictures of the static page by block, shown until the large ones are decoded. */
  previews: ReadonlyMap<string, string>;
  /** Images that the gallery held before, by item: one that stays is not made anew. */
  images: ReadonlyMap<number, ImageElement>;
  /** What stood in a place before, until the new picture is there. */
  before: (block: string) => string | undefined;
  open(item: Item, from?: SceneElement): void;
  /** The panel's scenes, and those that the gallery held before, by item. */
  company: Company | undefined;
  scenes: ReadonlyMap<number, HTMLElement>;
}

const WIDE = new Set(["figure", "HTML", "html", "audio", "text"]);

export function figure(item: Item, extra: string, making: Making): HTMLElement {
  const element = create(
    "figure",
    { class: `rg-item${WIDE.has(item.kind) ? " rg-item-wide" : ""}`, "data-item": item.number },
    content(item, making, true),
  );
  const caption = create("figcaption");
  if (item.caption) caption.append(create("bdi", {}, item.caption));
  if (item.note && item.kind !== "placeholder" && (item.block || item.kind === "audio"))
    caption.append(create("span", { class: "rg-note" }, item.note));
  if (extra) caption.append(create("span", { class: "rg-note" }, extra));
  if (caption.childNodes.length) element.append(caption);
  return element;
}

/** Whether there is a line of text where an item would be: it cannot be shown. */
export const isGap = (item: Item | undefined): boolean =>
  item !== undefined && !item.block && !item.element && !item.facts && item.text === undefined;

const GAPS = 20;

/** One list of several items following each other that cannot be shown. */
export function gaps(items: readonly Item[], extra: (item: Item) => string): HTMLElement {
  const lines = items
    .slice(0, GAPS)
    .map((item) => [extra(item), item.caption, `${item.kind}: ${item.note ?? ""}`].filter(Boolean).join(", "));
  if (items.length > GAPS) lines.push(`and ${(items.length - GAPS).toLocaleString("en-US")} more`);
  return create(
    "ul",
    { class: "rg-item rg-item-wide rg-empty rg-gaps" },
    ...lines.map((line) => create("li", {}, create("bdi", {}, line))),
  );
}

/** What shows an item. Where no caption tells what is odd about a picture (`captioned`), a word on it does. */
export function content(
  item: Item,
  { view, scene, previews, images, before, open, company, scenes }: Making,
  captioned = false,
): HTMLElement {
  if (item.kind === "scene" && company) {
    const known = scenes.get(item.number);
    const element = document.createElement("rg-scene") as SceneElement;
    return (
      known ??
      element.setup(item as unknown as SceneCell, item.caption || nameOf(view, item), company, (from) =>
        open(item, from),
      )
    );
  }
  if (item.kind === "figure" && item.element) return chart(item);
  if (item.kind === "array" && item.facts) return tensor(item.facts, item.box ?? []);
  if (item.kind === "text" && item.text !== undefined)
    return create("pre", { class: "rg-text", tabindex: 0 }, create("bdi", {}, item.text));
  if (item.kind === "image" && item.block) {
    const known = images.get(item.number);
    if (known) return known;
    const image = document.createElement("rg-image") as ImageElement;
    const preview = before(item.block) ?? previews.get(item.block);
    image.setup(item as Parameters<ImageElement["setup"]>[0], scene, item.caption || nameOf(view, item), preview, () =>
      open(item),
    );
    if (item.unscaled && !captioned)
      image.append(create("span", { class: "rg-chip", title: item.note ?? "" }, "not normalised?"));
    return image;
  }
  if (item.block && (item.kind === "video" || item.kind === "audio" || item.kind === "html")) {
    const element = document.createElement(`rg-${item.kind}`) as HTMLElement & {
      setup(item: Item, name: string): HTMLElement;
    };
    return element.setup(item, item.caption || nameOf(view, item));
  }
  return create(
    "span",
    { class: "rg-placeholder" },
    create("b", {}, item.kind),
    " ",
    create("bdi", {}, item.note ?? ""),
  );
}

function chart(item: Item & { height?: number; width?: number }): HTMLElement {
  const plot = create("div", { class: "rg-plot" });
  plot.style.height = `${item.height ?? 320}px`;
  if (item.width) plot.style.maxWidth = `${item.width}px`;
  const element = document.createElement(item.element ?? "rg-chart");
  element.dataset.view = item.view;
  element.append(plot);
  return element;
}
