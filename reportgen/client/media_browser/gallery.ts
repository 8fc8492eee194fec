// The sections of a gallery: rows of figures, or a grid along two axes.

import { create, say } from "../core";
import type { ImageElement } from "../image";
import { figure, gaps, type Making } from "./figure";
import { type Item, isA, isGap, onAxis, placeOf, placesOn, type Section, type View } from "./layout";

/** What sections are made with. */
export interface Gallery {
  view: View;
  making: Making;
  /** Where the step slider stands. */
  at: number;
  /** Let a figure be picked for comparing. */
  pickable(element: HTMLElement, item: Item): HTMLElement;
}

export function sectionOf(section: Section, gallery: Gallery): HTMLElement {
  const { view } = gallery;
  const run = section.run >= 0 ? { "data-run": section.run } : {};
  const element = create("section", { class: "rg-media-group", ...run });
  const first = section.items[0];
  if (first && ((view.manyRuns && section.run >= 0) || view.manyKeys))
    element.append(headOf(section, first, view, gallery.at));
  const lay = view.grid ? gridOf : view.pairs ? pairsOf : rowOf;
  element.append(lay(section.items, gallery));
  return element;
}

/** The run, the key and the step of a section, as far as they differ. */
function headOf({ run, key, items }: Section, first: Item, view: View, at: number): HTMLElement {
  const head = create("p", { class: "rg-media-head" });
  if (view.manyRuns && run >= 0) {
    const dot = create("i", { class: "rg-dot" });
    dot.style.background = `var(--run-${run})`;
    head.append(dot, create("bdi", {}, view.runs[run] ?? ""));
  }
  if (view.manyKeys) head.append(create("bdi", { class: "rg-key" }, key));
  if (!view.axes.includes("step") && first.run >= 0 && new Set(items.map(placeOf)).size === 1) {
    const place = placeOf(first);
    const late = Number.isFinite(at) && place !== at ? ` ${say("(latest)")}` : "";
    const text = `${view.stepKey || say("step")} ${place.toLocaleString("en-US")}${late}`;
    head.append(create("span", { class: "rg-note" }, text));
  }
  return head;
}

/** Figures one after the other; several gaps in a row are one. */
function rowOf(items: readonly Item[], { view, making, pickable }: Gallery): HTMLElement {
  const axis = view.axes[0] ?? "index";
  const extra = (item: Item): string => (axis === "index" ? "" : onAxis(view, item, axis).name);
  const figures: HTMLElement[] = [];
  for (let at = 0; at < items.length; ) {
    let end = at;
    for (let next = items[end]; next && isGap(next); next = items[end]) end += 1;
    const item = items[at];
    if (end > at + 1) figures.push(gaps(items.slice(at, end), extra));
    else if (item) figures.push(pickable(figure(item, extra(item), making), item));
    at = Math.max(end, at + 1);
  }
  return create("div", { class: "rg-gallery" }, ...figures);
}

/** The runs' items of each index beside each other; a run that stands at another step says so. */
function pairsOf(items: readonly Item[], { view, making, at, pickable }: Gallery): HTMLElement {
  const apart = new Set([...items.map(placeOf), ...(Number.isFinite(at) ? [at] : [])]).size > 1;
  const runs = placesOn(view, items, "run");
  const pairs = new Map<number, Map<number, Item>>();
  for (const item of items) {
    const here = pairs.get(item.index);
    if (here) here.set(item.run, item);
    else pairs.set(item.index, new Map([[item.run, item]]));
  }
  const side = (run: { order: number; name: string }, item: Item | undefined): HTMLElement => {
    const element = create("div", { class: "rg-pair-side", "data-run": run.order });
    element.style.setProperty("--own", `var(--run-${run.order})`);
    const extra = item && apart ? `${run.name}, ${onAxis(view, item, "step").name}` : run.name;
    element.append(item ? pickable(figure(item, extra, making), item) : missingOf(run.name));
    return element;
  };
  const made = [...pairs].map(([index, own]) => {
    const group = { class: "rg-pair", role: "group", "aria-label": `#${index}` };
    return create("div", group, ...runs.map((run) => side(run, own.get(run.order))));
  });
  const gallery = create("div", { class: "rg-gallery" }, ...made);
  gallery.style.setProperty("--runs", String(runs.length));
  return gallery;
}

const missingOf = (run: string): HTMLElement =>
  create(
    "figure",
    { class: "rg-item" },
    create("p", { class: "rg-empty" }, "–"),
    create("figcaption", {}, create("span", { class: "rg-note" }, run)),
  );

/** A table of items: columns along the first axis, rows along the second. */
function gridOf(items: readonly Item[], { view, making, pickable }: Gallery): HTMLElement {
  const [across = "step", down = "run"] = view.axes;
  const columns = placesOn(view, items, across);
  const cells = new Map<string, Item[]>();
  for (const item of items) {
    const key = `${onAxis(view, item, across).order} ${onAxis(view, item, down).order}`;
    const here = cells.get(key);
    if (here) here.push(item);
    else cells.set(key, [item]);
  }
  const heads = columns.map(({ name }) => create("th", { scope: "col" }, create("bdi", {}, name)));
  const body = placesOn(view, items, down).map(({ order, name }) => {
    const row = columns.map((column) => {
      const here = cells.get(`${column.order} ${order}`) ?? [];
      return create("td", {}, ...here.map((item) => pickable(figure(item, "", making), item)));
    });
    return create("tr", {}, create("th", { scope: "row" }, create("bdi", {}, name)), ...row);
  });
  const table = create(
    "table",
    {},
    create("thead", {}, create("tr", {}, create("td"), ...heads)),
    create("tbody", {}, ...body),
  );
  const label = say("Grid: {across} in columns, {down} in rows", { across: axisWord(across), down: axisWord(down) });
  const attributes = { class: "rg-table-scroll rg-media-grid", tabindex: 0, role: "group", "aria-label": label };
  return create("div", attributes, table);
}

/** An axis of a grid in words. */
const axisWord = (axis: string): string => ({ step: say("step"), run: say("run"), index: say("index") })[axis] ?? axis;

/** What a gallery holds now: its images and scenes by item, and what each block or place shows. */
export function heldBy(gallery: HTMLElement, items: readonly Item[]): Pick<Making, "images" | "before" | "scenes"> {
  const scenes = new Map(
    [...gallery.querySelectorAll<HTMLElement>("[data-item] > rg-scene")].map((element) => [
      Number(element.parentElement?.dataset.item),
      element,
    ]),
  );
  const images = new Map<number, ImageElement>();
  const addresses = new Map<string, string>();
  const places: (string | undefined)[] = [];
  for (const element of gallery.querySelectorAll<ImageElement>("[data-item] rg-image")) {
    const item = items[Number(element.closest<HTMLElement>("[data-item]")?.dataset.item)];
    const address = element.shownAddress;
    if (item) images.set(item.number, element);
    if (item && isA(item, "image") && address) addresses.set(item.block, address);
    places.push(address);
  }
  let place = 0;
  return {
    images,
    scenes,
    before: (block) => {
      const there = places[place++];
      return addresses.get(block) ?? there;
    },
  };
}

/** Fill a gallery anew; what of it had the focus has it again. */
export function refill(gallery: HTMLElement, parts: readonly HTMLElement[]): void {
  const active = gallery.contains(document.activeElement) ? document.activeElement : null;
  const focused = active?.closest<HTMLElement>("[data-item]")?.dataset.item;
  const kind = active?.localName ?? "";
  gallery.replaceChildren(...parts);
  if (focused === undefined) return;
  const inner = kind === "input" ? "input" : kind === "div" ? "[role=slider]" : "button";
  gallery.querySelector<HTMLElement>(`[data-item="${focused}"] ${inner}`)?.focus();
}
