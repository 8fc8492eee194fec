// What a reader sets for all charts at once, in the side: x axis, smoothing, y scale.

import { say } from "../data/texts";
import { button, create } from "../element";
import { change, set, state, subscribe } from "../state/state";

const axes = new Map<string, HTMLOptionElement>();
const AXIS_NAMES: Record<string, string> = {
  step: say("Step"),
  relative_time: say("Time since start"),
  wall_time: say("Clock time"),
};

/** An x axis as a reader knows it. */
export const axisName = (axis: string): string => AXIS_NAMES[axis] ?? axis;

/** Let the reader choose among these x axes for all plots. */
export function offerAxes(names: readonly string[]): void {
  const slot = document.querySelector<HTMLElement>(".rg-view");
  if (!slot) return;
  let select = slot.querySelector<HTMLSelectElement>("select");
  if (!select) {
    select = create("select", { id: "rg-axis" }, create("option", { value: "" }, say("Per chart")));
    const chosen = select;
    chosen.addEventListener("change", () => change({ axis: chosen.value || null }));
    slot
      .querySelector("h2")
      ?.after(create("label", { class: "rg-field", for: "rg-axis" }, create("span", {}, say("X axis"))), chosen);
    slot.hidden = false;
    subscribe(() => (chosen.value = state.axis ?? ""));
  }
  for (const name of names) {
    if (axes.has(name)) continue;
    const option = create("option", { value: name }, axisName(name));
    axes.set(name, option);
    select.append(option);
  }
  select.value = state.axis ?? "";
}

let smoothingOffered = false;

/** Let the reader smooth all line plots. */
export function offerSmoothing(): void {
  const slot = document.querySelector<HTMLElement>(".rg-view");
  if (!slot || smoothingOffered) return;
  smoothingOffered = true;
  const output = create("output", { for: "rg-smoothing" });
  const input = create("input", { type: "range", id: "rg-smoothing", min: 0, max: 0.99, step: 0.01, value: 0 });
  const reset = button(say("Reset"), () => change({ smoothing: null }), { class: "rg-quiet" });
  const show = (): void => {
    input.value = String(state.smoothing ?? 0);
    output.textContent = state.smoothing === null ? say("Per chart") : state.smoothing.toFixed(2);
    reset.hidden = state.smoothing === null;
  };
  input.addEventListener("input", () => change({ smoothing: Number(input.value) }));
  slot.append(
    create("label", { class: "rg-field", for: "rg-smoothing" }, create("span", {}, say("Smoothing")), output),
    input,
    reset,
  );
  slot.hidden = false;
  show();
  subscribe(show);
}

let logOffered = false;

/** Let the reader choose the y scale of all line plots. */
export function offerLog(): void {
  const slot = document.querySelector<HTMLElement>(".rg-view");
  if (!slot || logOffered) return;
  logOffered = true;
  const options: [string, string][] = [
    ["", say("Per chart")],
    ["0", say("Linear")],
    ["1", say("Logarithmic")],
  ];
  const select = create(
    "select",
    { id: "rg-log" },
    ...options.map(([value, text]) => create("option", { value }, text)),
  );
  select.addEventListener("change", () => change({ logY: select.value === "" ? null : select.value === "1" }));
  slot.append(create("label", { class: "rg-field", for: "rg-log" }, create("span", {}, say("Y axis"))), select);
  const show = (): void => {
    select.value = state.logY === null ? "" : state.logY ? "1" : "0";
  };
  show();
  subscribe(show);
}

/** Let the reader choose for all charts among the values of a setting, which the address keeps. */
export function offerChoice(name: string, label: string, options: readonly [string, string][]): void {
  const slot = document.querySelector<HTMLElement>(".rg-view");
  const id = `rg-${name}`;
  if (!slot || document.getElementById(id)) return;
  const select = create(
    "select",
    { id },
    ...[["", say("Per chart")] as const, ...options].map(([value, text]) => create("option", { value }, text)),
  );
  select.addEventListener("change", () => set(name, select.value || null));
  slot.append(create("label", { class: "rg-field", for: id }, create("span", {}, label)), select);
  slot.hidden = false;
  const show = (): void => {
    select.value = state.settings[name] ?? "";
    if (select.selectedIndex < 0) select.value = ""; // an address may say anything
  };
  show();
  subscribe(show);
}
