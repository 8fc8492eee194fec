// The controls above a panel's scenes: only what its scenes have. What is set holds on the whole page.

import { button, create, ghost, plural, popover, said, say, set, setAll, state, subscribe } from "../core";
import type { Entry, SceneCell } from "./cell";
import {
  background,
  coloring,
  minScore,
  pointSize,
  showsGrid,
  showsHydrogens,
  showsLabels,
  showsPart,
  together,
} from "./options";

interface Part {
  element: HTMLElement;
  show(): void;
}

/** Controls that follow the page's settings until `signal` is aborted. */
export function controlsOf(cells: readonly SceneCell[], signal: AbortSignal): HTMLElement {
  const [first] = cells;
  const box = create("div", { class: "rg-scene-controls rg-control", role: "group", "aria-label": say("Scenes") });
  if (!first) return box;
  const scores = ofScores(cells, first);
  const look = [...ofPoints(cells), ...flags(cells, first), ...ofView(first)];
  const parts = [...scores, ...look];
  const menu: HTMLButtonElement = ghost("view", say("View"), () =>
    popover(menu, () => look.map(({ element }) => element)),
  );
  box.append(...scores.map(({ element }) => element), create("div", { class: "rg-scene-menu" }, menu));
  const legend = legendOf(cells);
  if (legend.length) {
    const chips = legend.map(chip);
    parts.push(...chips);
    box.append(chipRow(chips, legend));
  }
  const show = (): void => {
    for (const part of parts) part.show();
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

/** The size and the colours of points, where a scene has some. */
function ofPoints(cells: readonly SceneCell[]): Part[] {
  const cloud = cells.find(({ points }) => points !== undefined);
  if (!cloud) return [];
  const size = range(
    say("Points"),
    1,
    12,
    0.5,
    () => pointSize(cloud),
    (value) => `${value} px`,
    "scene.size",
  );
  if (cloud.colors === "height") return [size];
  const options = [
    ["logged", colorWord(cloud.colors)],
    ["height", say("Height")],
  ] as const;
  const now = (): string => (coloring(cloud) === "height" ? "height" : "logged");
  return [size, select(say("Colour by"), options, now, "scene.color")];
}

/** What the logged colours of points are. */
const colorWord = (colors: string | undefined): string =>
  colors === "category" ? say("Category") : colors === "intensity" ? say("Intensity") : say("Colour");

/** The least score that is shown, where something has a score. */
function ofScores(cells: readonly SceneCell[], first: SceneCell): Part[] {
  const scores = cells.flatMap(({ labels = [] }) =>
    labels.flatMap(({ score }) => (score === undefined ? [] : [score])),
  );
  return scores.length ? [scoreLimit(first, scores)] : [];
}

/** What is shown or not. */
function flags(cells: readonly SceneCell[], first: SceneCell): Part[] {
  const all: [boolean, string, () => boolean, string][] = [
    [
      cells.some(({ labels = [] }) => labels.some(({ part, text }) => part !== "axes" && text)),
      say("Labels"),
      () => showsLabels(first),
      "scene.labels",
    ],
    [cells.some(({ packed }) => packed), say("Grid"), () => showsGrid(first), "scene.grid"],
    [
      cells.some(({ hydrogens }) => hydrogens !== undefined),
      say("Hydrogens"),
      () => showsHydrogens(cells.find(({ hydrogens }) => hydrogens !== undefined) ?? first),
      "scene.hydrogens",
    ],
    [cells.length > 1, say("Link cameras"), together, "scene.together"],
  ];
  return all.filter(([wanted]) => wanted).map(([, name, on, key]) => flag(name, on, key));
}

/** Which way is up, where that can be asked, and the background. */
function ofView(first: SceneCell): Part[] {
  const up = [
    ["", say("As logged")],
    ["y", "y"],
    ["z", "z"],
  ] as const;
  const backgrounds = [
    ["auto", say("Match page")],
    ["light", say("Light")],
    ["dark", say("Dark")],
  ] as const;
  return [
    ...(first.what === "molecule" ? [] : [select(say("Up"), up, () => state.settings["scene.up"] ?? "", "scene.up")]),
    select(say("Background"), backgrounds, () => background(first), "scene.background"),
  ];
}

/** The legend as chips, with a way to show all and none where they are many. */
function chipRow(chips: readonly Part[], legend: readonly Entry[]): HTMLElement {
  const row = create("div", { class: "rg-chips" }, ...chips.map(({ element }) => element));
  const nodes = legend.flatMap(([, , node]) => (node ? [node] : []));
  if (nodes.length <= 3) return row;
  const all = (on: boolean) => (): void =>
    setAll(Object.fromEntries(nodes.map((node) => [`scene.show.${node}`, on ? "1" : "0"])));
  row.append(
    create(
      "span",
      { class: "rg-all" },
      button(say("All"), all(true), { "aria-label": say("Show all categories") }),
      button(say("None"), all(false), { "aria-label": say("Show none of the categories") }),
    ),
  );
  return row;
}

/** The entries of all scenes, each name once; how many there are of each is told where there is one scene. */
function legendOf(cells: readonly SceneCell[]): Entry[] {
  const found = new Map<string, Entry>();
  for (const { legend = [] } of cells) {
    for (const [name, color, node, count] of legend) {
      const known = found.get(`${name} ${node}`);
      if (!known)
        found.set(`${name} ${node}`, [
          name,
          color,
          node,
          ...(count === undefined || cells.length > 1 ? [] : [count]),
        ] as Entry);
    }
  }
  return [...found.values()];
}

function chip([name, color, node, count]: Entry): Part {
  const dot = create("i", { class: "rg-dot" });
  dot.style.background = color;
  const label = create("bdi", {}, name);
  if (!node)
    return { element: create("span", { class: "rg-chip-box rg-scene-key" }, dot, label), show: () => undefined };
  const toggle = button("", () => set(`scene.show.${node}`, showsPart(node) ? "0" : "1"), { class: "rg-chip-main" });
  toggle.append(dot, label, ...(count === undefined ? [] : [" ", create("small", {}, plural(count, "point"))]));
  return {
    element: create("span", { class: "rg-chip-box rg-scene-chip" }, toggle),
    show: () => toggle.setAttribute("aria-pressed", String(showsPart(node))),
  };
}

function range(
  name: string,
  min: number,
  max: number,
  step: number,
  now: () => number,
  words: (value: number) => string,
  key: string,
): Part {
  const input = create("input", { type: "range", min, max, step, "aria-label": name });
  const output = create("output");
  input.addEventListener("input", () => set(key, input.value));
  const show = (): void => {
    input.value = String(now());
    output.textContent = words(now());
    input.setAttribute("aria-valuetext", words(now()));
  };
  return {
    element: create("label", { class: "rg-score" }, create("span", { class: "rg-label" }, name), input, output),
    show,
  };
}

function scoreLimit(first: SceneCell, scores: readonly number[]): Part {
  const low = scores.reduce((least, score) => Math.min(least, score), 0);
  const high = scores.reduce((most, score) => Math.max(most, score), 1);
  const limit = (): number => Math.max(minScore(first), low);
  return range(
    say("Score ≥"),
    low,
    high,
    (high - low) / 100,
    limit,
    (value) => (value <= low ? say("any") : said(value)),
    "scene.score",
  );
}

function select(name: string, options: readonly (readonly [string, string])[], now: () => string, key: string): Part {
  const element = create(
    "select",
    { "aria-label": name },
    ...options.map(([value, text]) => create("option", { value }, text)),
  );
  element.addEventListener("change", () => set(key, element.value || null));
  return {
    element: create("label", { class: "rg-scene-select" }, create("span", { class: "rg-label" }, name), element),
    show: () => {
      element.value = now();
    },
  };
}

function flag(name: string, on: () => boolean, key: string): Part {
  const input = create("input", { type: "checkbox" });
  input.addEventListener("change", () => set(key, input.checked ? "1" : "0"));
  return {
    element: create("label", { class: "rg-check" }, input, create("span", {}, name)),
    show: () => {
      input.checked = on();
    },
  };
}
