// One slider for all panels of a grid, or all charts of a panel, that follow the page's step; each says its own step.

import { plural, say } from "../data/texts";
import { create } from "../element";

/** What holds several charts, the outermost first. */
const GROUPS = [".rg-panel-grid", ".rg-histograms"];

/** A slider has a mark for each step up to so many. */
const MARKS = 60;

interface Shared {
  bar: HTMLElement;
  places: Set<number>;
  stop: (() => void) | undefined;
}

/** Bind a slider to places, as `followStep` does. */
type Follow = (bar: HTMLElement, places: readonly number[]) => () => void;

const found = new WeakMap<Element, Shared>();

/** Let the slider `box` give way to one above the group that it lies in, where the group has several. */
export function share(box: HTMLElement, places: readonly number[], follow: Follow): void {
  if (!("key" in box.dataset)) return;
  const group = GROUPS.map((name) => box.closest(name)).find((each) => each && sliders(each).length > 1);
  if (!group) return;
  const shared = found.get(group) ?? above(group);
  const before = shared.places.size;
  for (const place of places) shared.places.add(place);
  if (shared.places.size === before) return;
  const all = [...shared.places].sort((a, b) => a - b);
  const input = shared.bar.querySelector("input");
  if (input) input.max = String(all.length - 1);
  const slider = shared.bar.querySelector<HTMLElement>(".rg-step");
  if (all.length > 1 && all.length <= MARKS + 1) slider?.style.setProperty("--gaps", String(all.length - 1));
  else for (const name of ["style", "data-style"]) slider?.removeAttribute(name);
  const note = shared.bar.querySelector(".rg-note");
  if (note) note.textContent = plural(all.length, "step");
  shared.stop?.();
  shared.stop = follow(shared.bar, all);
}

const sliders = (group: Element): HTMLElement[] => [
  ...group.querySelectorAll<HTMLElement>('.rg-step[data-key="step"]'),
];

/** A slider above a group, whose own ones only say where each chart is. */
function above(group: Element): Shared {
  for (const each of sliders(group)) each.classList.add("rg-step-own");
  const input = create("input", { type: "range", min: 0, step: 1, "aria-label": say("Step of all charts below") });
  const label = create("label", {}, create("span", { class: "rg-label" }, say("step")), " ", create("output"), input);
  const note = create("span", { class: "rg-note" });
  const bar = create("div", { class: "rg-step-shared" }, create("div", { class: "rg-step rg-control" }, label, note));
  group.before(bar);
  const shared: Shared = { bar, places: new Set(), stop: undefined };
  found.set(group, shared);
  return shared;
}
