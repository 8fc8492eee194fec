// The legend of overlays: groups, classes and score limits, each with its own settings. It is shared by all images
// of a panel, and what is set holds on the whole page.

import { button, create, popover, said, say, set, setAll, subscribe } from "../../core";
import { type ClassEntry, type Group, keyOf, type Legend } from "../data";
import type { Look } from "./look";

const MANY = 12;

/** A legend that follows the page's settings until `signal` is aborted. */
export function legendOf(legend: Legend, look: Look, signal: AbortSignal): HTMLElement {
  const box = create("div", { class: "rg-overlays rg-control", role: "group", "aria-label": say("Overlays") });
  const entries = distinct(legend);
  const chips = [
    ...legend.groups.map((group) => groupChip(group, legend, look)),
    ...entries.map((entry) => classChip(entry, legend, look)),
  ];
  const groups = create(
    "div",
    { class: "rg-chips" },
    ...chips.slice(0, legend.groups.length).map(({ element }) => element),
  );
  const classes = create(
    "div",
    { class: "rg-chips rg-class-chips" },
    ...chips.slice(legend.groups.length).map(({ element }) => element),
  );
  const scores = legend.scores.map((score) => scoreLimit(score, look));
  box.append(groups);
  if (entries.length) box.append(classHead(legend, entries, classes), classes);
  if (scores.length) box.append(create("div", { class: "rg-scores" }, ...scores.map((score) => score.element)));
  const show = (): void => {
    for (const part of [...chips, ...scores]) part.show();
  };
  show();
  signal.addEventListener(
    "abort",
    subscribe((now, before) => {
      if (now.settings !== before.settings) show();
    }),
  );
  return box;
}

/** The classes that can be switched: those of one name are one, whatever their layers call them by number. */
export function distinct(legend: Legend): ClassEntry[] {
  const seen = new Set<string>();
  return legend.classes.filter((entry) => !seen.has(keyOf(entry)) && seen.add(keyOf(entry)));
}

const shown = (legend: Legend, on: (entry: ClassEntry) => boolean): Record<string, string> =>
  Object.fromEntries(legend.classes.map((entry) => [`show.class.${keyOf(entry)}`, on(entry) ? "1" : "0"]));

interface Part {
  element: HTMLElement;
  show(): void;
}

/** A button that switches something on and off, and a smaller one with more. */
function chip(
  name: string,
  note: string,
  shown: () => boolean,
  key: string,
  swatch: HTMLElement,
  more: () => Node[],
): Part {
  const label = note
    ? create("span", {}, create("bdi", {}, name), create("small", {}, ` ${note}`))
    : create("bdi", {}, name);
  const toggle = button("", () => set(key, shown() ? "0" : "1"), { class: "rg-chip-main" });
  toggle.append(swatch, label);
  const menu = button("", () => popover(menu, more), {
    class: "rg-chip-more",
    "aria-expanded": "false",
    "aria-label": say("Settings for {name}", { name }),
  });
  const element = create("span", { class: "rg-chip-box" }, toggle, menu);
  return { element, show: () => toggle.setAttribute("aria-pressed", String(shown())) };
}

function groupChip(group: Group, legend: Legend, look: Look): Part {
  const alone = legend.groups.filter((other) => other.name === group.name).length === 1;
  const mixed = new Set(legend.groups.map((other) => other.kind)).size > 1;
  const swatch = create("i", { class: `rg-swatch-${group.kind}${group.dashed ? " rg-dashed" : ""}` });
  const where = `${group.kind}.${group.name}`;
  const settings = (): Node[] => [
    ...(group.kind === "boxes" ? [labels(look)] : []),
    color(`color.${where}`, say("Single colour"), look.text(`color.${where}`) ?? "#ffffff"),
    opacity(`opacity.${where}`, look, group.kind),
    style(`style.${where}`, look, group.kind),
    reset(`color.${where}`, `opacity.${where}`, `style.${where}`),
  ];
  return chip(
    group.name,
    alone && !mixed ? "" : group.kind === "boxes" ? say("boxes") : say("masks"),
    () => look.showsGroup(group),
    `show.${where}`,
    swatch,
    settings,
  );
}

function classChip(entry: ClassEntry, legend: Legend, look: Look): Part {
  const swatch = create("i", { class: "rg-dot" });
  const only = (): void => setAll(shown(legend, (other) => keyOf(other) === keyOf(entry)));
  const settings = (): Node[] => [
    color(`color.class.${keyOf(entry)}`, say("Colour"), look.color(entry)),
    opacity(`opacity.class.${keyOf(entry)}`, look, "masks"),
    style(`style.class.${keyOf(entry)}`, look, "masks"),
    create("div", { class: "rg-actions" }, button(say("Only this class"), only)),
    reset(`color.class.${keyOf(entry)}`, `opacity.class.${keyOf(entry)}`, `style.class.${keyOf(entry)}`),
  ];
  const part = chip(
    entry.name,
    entry.key ? say("masks") : "",
    () => look.showsClass(entry),
    `show.class.${keyOf(entry)}`,
    swatch,
    settings,
  );
  return {
    element: part.element,
    show: () => {
      swatch.style.background = look.color(entry);
      part.show();
    },
  };
}

function classHead(legend: Legend, entries: readonly ClassEntry[], chips: HTMLElement): HTMLElement {
  const every = (on: boolean): void => setAll(shown(legend, () => on));
  const head = create("div", { class: "rg-class-head" });
  if (entries.length > MANY) {
    const search = create("input", {
      type: "search",
      class: "rg-search",
      placeholder: say("Search {n} classes", { n: entries.length }),
      "aria-label": say("Search classes"),
    });
    search.addEventListener("input", () => {
      for (const [place, chipBox] of [...chips.children].entries()) {
        (chipBox as HTMLElement).hidden = !(entries[place]?.name ?? "")
          .toLowerCase()
          .includes(search.value.toLowerCase());
      }
    });
    head.append(search);
  }
  if (entries.length > 3) {
    head.append(
      create(
        "span",
        { class: "rg-all" },
        button(say("All"), () => every(true), { "aria-label": say("Show all classes") }),
        button(say("None"), () => every(false), { "aria-label": say("Show none of the classes") }),
      ),
    );
  }
  return head;
}

/** A slider over a score, with a button that turns "at least" into "at most". */
function scoreLimit({ name, min, max }: Legend["scores"][number], look: Look): Part {
  const key = `score.${name}`;
  const low = Math.min(min, 0);
  const high = max > 0 && max <= 1 ? 1 : Math.max(max, low + 1e-9);
  let least = look.filter(name)?.least ?? true;
  const input = create("input", {
    type: "range",
    min: 0,
    max: 1000,
    step: 1,
    "aria-label": say("Threshold for {name}", { name }),
  });
  const output = create("output");
  const turn = button(
    "≥",
    () => {
      least = !least;
      const kept = look.filter(name);
      if (kept) set(key, `${least ? ">=" : "<="}${kept.value}`);
      else show();
    },
    { class: "rg-turn" },
  );
  const clear = button("×", () => set(key, look.text(key) === undefined ? null : ""), {
    class: "rg-quiet",
    "aria-label": say("Remove threshold for {name}", { name }),
  });
  input.addEventListener("input", () =>
    set(key, `${least ? ">=" : "<="}${Number((low + (Number(input.value) / 1000) * (high - low)).toPrecision(3))}`),
  );
  const show = (): void => {
    const filter = look.filter(name);
    least = filter?.least ?? least;
    input.value = String(Math.round((((filter?.value ?? (least ? low : high)) - low) / (high - low)) * 1000));
    output.textContent = filter ? said(filter.value) : say("any");
    input.setAttribute("aria-valuetext", filter ? `${least ? "≥" : "≤"} ${said(filter.value)}` : say("any"));
    turn.textContent = least ? "≥" : "≤";
    turn.setAttribute(
      "aria-label",
      say(least ? "{name} at least: switch to at most" : "{name} at most: switch to at least", { name }),
    );
    clear.hidden = !filter;
  };
  return { element: create("div", { class: "rg-score" }, create("bdi", {}, name), turn, input, output, clear), show };
}

function color(key: string, label: string, now: string): HTMLElement {
  const input = create("input", { type: "color", value: now });
  input.addEventListener("input", () => set(key, input.value));
  return create("label", { class: "rg-field" }, create("span", {}, label), input);
}

function opacity(key: string, look: Look, kind: string): HTMLElement {
  const now = (): string => look.text(key) ?? look.text(`${kind}.opacity`) ?? "1";
  const input = create("input", { type: "range", min: 0, max: 1, step: 0.05, value: now() });
  input.addEventListener("input", () => set(key, input.value));
  return create("label", { class: "rg-field" }, create("span", {}, say("Opacity")), input);
}

function style(key: string, look: Look, kind: string): HTMLElement {
  const select = create(
    "select",
    {},
    create("option", { value: "fill" }, say("Filled")),
    create("option", { value: "outline" }, say("Outline")),
  );
  select.value = look.text(key) ?? look.text(`${kind}.style`) ?? "fill";
  select.addEventListener("change", () => set(key, select.value));
  return create("label", { class: "rg-field" }, create("span", {}, say("Style")), select);
}

function labels(look: Look): HTMLElement {
  const input = create("input", { type: "checkbox" });
  input.checked = look.labels;
  input.addEventListener("change", () => set("boxes.labels", input.checked ? "1" : "0"));
  return create("label", { class: "rg-check" }, input, create("span", {}, say("Labels")));
}

function reset(...keys: string[]): HTMLElement {
  const back = (): void => {
    for (const key of keys) set(key, null);
  };
  return create("div", { class: "rg-actions" }, button(say("Default"), back));
}
