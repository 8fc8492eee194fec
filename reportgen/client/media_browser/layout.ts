// What of a panel's items is shown, and beside what: reportgen/panels/base/media/gallery.py makes the first view the same way.

import { isHidden } from "../core";
import type { ImageCell, Legend } from "../image";

export type Axis = "step" | "index" | "run";

export interface Item extends Partial<ImageCell> {
  /** Its place among the panel's items. */
  number: number;
  run: number;
  key: string;
  step: number;
  index: number;
  at?: number;
  caption?: string;
  kind: string;
  note?: string;
  facts?: string[][];
  box?: number[];
  element?: string;
  view?: string;
  text?: string;
  type?: string;
  name?: string;
  poster?: string;
  seconds?: number;
  rate?: number;
  channels?: number;
  peaks?: string;
  spectrum?: string;
}

export interface View {
  items: Item[];
  runs: Record<string, string>;
  axes: Axis[];
  manyRuns: boolean;
  manyKeys: boolean;
  grid: boolean;
  pageSize: number;
  stepKey: string;
  legend?: Legend;
  settings?: Record<string, string>;
  errors?: ErrorsView;
}

export interface ErrorsView {
  iou: number;
  minScore: number;
  open: boolean;
  /** `ranks` numbers the legend's classes by what they mean, and `classes` holds the first of each number. */
  boxes?: { found: number; true: number; score: string; ranks: number[]; classes: number[] };
  /** Of each item with two masks: [class, pixels in both, in the found one, in the true one] of each class. */
  masks?: Record<string, [number, number, number, number][]>;
}

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
