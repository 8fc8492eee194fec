// One item of a gallery as a figure: an image, video, sound, document, text or chart, or a place that says what is missing.

import { create, say } from "../core";
import type { ImageElement, Scene } from "../image";
import type { FigurePayload } from "../payloads";
import type { Company, SceneElement } from "../scene";
import { type Item, isA, isGap, type Naming, nameOf, noteOf } from "./layout";
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

const WIDE = new Set(["figure", "HTML", "Markdown", "html", "audio", "text"]);

export function figure(item: Item, extra: string, making: Making): HTMLElement {
  const element = create(
    "figure",
    { class: `rg-item${WIDE.has(item.kind) ? " rg-item-wide" : ""}`, "data-item": item.number },
    content(item, making, true),
  );
  const caption = create("figcaption");
  if (item.caption) caption.append(create("bdi", {}, item.caption));
  if (noteOf(item) && !isGap(item)) caption.append(create("span", { class: "rg-note" }, noteOf(item)));
  if (extra) caption.append(create("span", { class: "rg-note" }, extra));
  if (caption.childNodes.length) element.append(caption);
  return element;
}

const GAPS = 20;

/** One list of several items following each other that cannot be shown. */
export function gaps(items: readonly Item[], extra: (item: Item) => string): HTMLElement {
  const lines = items
    .slice(0, GAPS)
    .map((item) => [extra(item), item.caption, `${item.kind}: ${noteOf(item)}`].filter(Boolean).join(", "));
  if (items.length > GAPS) lines.push(say("and {n} more", { n: (items.length - GAPS).toLocaleString("en-US") }));
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
  const name = item.caption || nameOf(view, item);
  if (isA(item, "scene") && company) {
    const element = document.createElement("rg-scene") as SceneElement;
    return scenes.get(item.number) ?? element.setup(item, name, company, (from) => open(item, from));
  }
  if (isA(item, "figure")) return chart(item);
  if (isA(item, "array")) return tensor(item.facts, item.box);
  if (isA(item, "text")) return create("pre", { class: "rg-text", tabindex: 0 }, create("bdi", {}, item.text));
  if (isA(item, "image")) {
    const known = images.get(item.number);
    if (known) return known;
    const image = document.createElement("rg-image") as ImageElement;
    const preview = before(item.block) ?? previews.get(item.block);
    image.setup(item, scene, name, preview, () => open(item));
    if (item.unscaled && !captioned)
      image.append(create("span", { class: "rg-chip", title: item.note ?? "" }, say("not normalised?")));
    return image;
  }
  if (isA(item, "video")) return (document.createElement("rg-video") as Player<typeof item>).setup(item, name);
  if (isA(item, "audio")) return (document.createElement("rg-audio") as Player<typeof item>).setup(item, name);
  if (isA(item, "html")) return (document.createElement("rg-html") as Player<typeof item>).setup(item, name);
  return create("span", { class: "rg-placeholder" }, create("b", {}, item.kind), " ", create("bdi", {}, noteOf(item)));
}

/** An element that shows what was logged. */
type Player<T> = HTMLElement & { setup(item: T, name: string): HTMLElement };

function chart({ element: name, view, height, width }: FigurePayload): HTMLElement {
  const plot = create("div", { class: "rg-plot" });
  plot.style.height = `${height}px`;
  if (width) plot.style.maxWidth = `${width}px`;
  const element = document.createElement(name);
  element.dataset.view = view;
  element.append(plot);
  return element;
}
