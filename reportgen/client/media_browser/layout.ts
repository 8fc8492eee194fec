// What of a panel's items is shown, and beside what: reportgen/panels/base/media/gallery.py makes the first view the same way.

import { isHidden } from "../core";
import type { CellPayload, MediaPayload, MorePayload, PlacePayload } from "../payloads";

export type Axis = "step" | "index" | "run";

/** A piece of media, with its place among the panel's. */
export type Item = PlacePayload & CellPayload & { number: number };
export type View = Omit<MediaPayload, "items"> & MorePayload & { items: Item[] };

type Kind = "image" | "scene" | "figure" | "video" | "audio" | "html" | "text" | "array";
export type Shown<K extends Kind> = Item & Extract<CellPayload, { kind: K }>;

/** Whether there is a line of text where an item would be: it cannot be shown. */
export const isGap = (item: Item): boolean => !["block", "element", "facts", "text"].some((name) => name in item);

/** Whether an item is of a kind, and can be shown. */
export const isA = <K extends Kind>(item: Item, kind: K): item is Shown<K> => item.kind === kind && !isGap(item);

/** What is said of an item beside it, or in its place. */
export const noteOf = (item: Item): string => ("note" in item && item.note) || "";

export interface Section {
  key: string;
  run: number;
  items: Item[];
}

export const placeOf = (item: Item): number => item.at ?? item.step;
/** What of a panel is in the names of its items. */
export type Naming = Pick<View, "manyRuns" | "runs" | "stepKey">;
export const nameOf = (view: Naming, item: Item): string =>
  [
    view.manyRuns ? view.runs[item.run] : "",
    item.key,
    item.run < 0 ? "" : `${view.stepKey || "step"} ${placeOf(item).toLocaleString("en-US")}`,
    item.index ? `#${item.index}` : "",
  ]
    .filter(Boolean)
    .join(", ");

/** The sections at a place of the sliders; each run and key shows what it had last logged by then. */
export function sections(view: View, at: number, index: number): Section[] {
  let chosen = view.items.filter((item) => !isHidden(item.run));
  if (!view.axes.includes("step")) {
    const last = new Map<string, Item>();
    for (const item of chosen) {
      const key = `${item.run} ${item.key}`;
      const before = last.get(key);
      if (
        placeOf(item) <= at &&
        (!before || placeOf(before) < placeOf(item) || (placeOf(before) === placeOf(item) && before.step <= item.step))
      )
        last.set(key, item);
    }
    chosen = chosen.filter((item) => {
      const shown = last.get(`${item.run} ${item.key}`);
      return shown?.step === item.step && placeOf(shown) === placeOf(item);
    });
  }
  if (!view.axes.includes("index")) chosen = chosen.filter((item) => item.index === index);
  const groups = new Map<string, Section>();
  for (const item of chosen) {
    const run = view.axes.includes("run") ? -1 : item.run;
    const name = `${run} ${item.key}`;
    const section = groups.get(name) ?? { key: item.key, run, items: [] };
    section.items.push(item);
    groups.set(name, section);
  }
  return [...groups.values()];
}

/** Where an item stands on an axis, to sort by, and what the place is called. */
export function onAxis(view: View, item: Item, axis: Axis): { order: number; name: string } {
  if (axis === "step")
    return { order: placeOf(item), name: `${view.stepKey || "step"} ${placeOf(item).toLocaleString("en-US")}` };
  if (axis === "index") return { order: item.index, name: String(item.index) };
  return { order: item.run, name: view.runs[item.run] ?? "" };
}

/** The places on an axis that some of the items take, in order. */
export function placesOn(view: View, items: readonly Item[], axis: Axis): { order: number; name: string }[] {
  const found = new Map<number, string>();
  for (const item of items) {
    const { order, name } = onAxis(view, item, axis);
    found.set(order, name);
  }
  return [...found].sort(([a], [b]) => a - b).map(([order, name]) => ({ order, name }));
}
