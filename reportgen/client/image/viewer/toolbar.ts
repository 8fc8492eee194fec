// The tools above the full screen: its buttons, and how compared pictures lie.

import { button, create } from "../../core";
import type { Picture } from "./pane";

export type Mode = "side" | "wipe" | "onion" | "difference";
const MODES: [Mode, string][] = [
  ["side", "Side by side"],
  ["wipe", "Wipe"],
  ["onion", "Overlay"],
  ["difference", "Difference"],
];

/** What is on or off. */
export type Flag = "pixelated" | "stretched" | "overlays";

/** What the tools act on. */
export interface Tooled {
  readonly on: Record<Flag, boolean>;
  /** A flag is another one now. */
  applied(flag: Flag): void;
  go(by: number): void;
  zoomBy(factor: number): void;
  fit(): void;
  original(): void;
  toggleHistogram(): void;
}

/** The buttons, by their key; `first` come before them, `panel` is a legend that one of them shows. */
export function toolbar(host: Tooled, first: readonly HTMLElement[], panel: HTMLElement | undefined): HTMLElement {
  const tools = [
    ...first,
    button("−", () => host.zoomBy(1 / 1.5), { "aria-label": "Zoom out", title: "Zoom out (−)" }),
    button("+", () => host.zoomBy(1.5), { "aria-label": "Zoom in", title: "Zoom in (+)" }),
    button("Fit", () => host.fit(), { title: "Fit (0)" }),
    button("1:1", () => host.original(), { title: "Actual size (1)" }),
    flag(host, "Pixels", "pixelated", "Pixelated (p)"),
    flag(host, "Contrast", "stretched", "Auto contrast (c)"),
    flag(host, "Overlays", "overlays", "Boxes and masks (o)"),
    button("Histogram", () => host.toggleHistogram(), {
      title: "Histogram of pixel values (h)",
      "aria-pressed": "false",
      "data-key": "histogram",
    }),
    ...(panel ? [legendToggle(panel)] : []),
  ];
  return create("div", { class: "rg-viewer-tools", role: "toolbar", "aria-label": "View" }, ...tools);
}

/** The buttons to the picture before and after. */
export const turners = (host: Tooled): HTMLElement[] => [
  button("←", () => host.go(-1), { "aria-label": "Previous", title: "Previous (←)", class: "rg-previous" }),
  button("→", () => host.go(1), { "aria-label": "Next", title: "Next (→)", class: "rg-next" }),
];

function flag(host: Tooled, text: string, key: Flag, title: string): HTMLElement {
  const toggle = button(
    text,
    () => {
      host.on[key] = !host.on[key];
      toggle.setAttribute("aria-pressed", String(host.on[key]));
      host.applied(key);
    },
    { title, "aria-pressed": String(host.on[key]), "data-key": key },
  );
  return toggle;
}

function legendToggle(panel: HTMLElement): HTMLElement {
  const toggle = button(
    "Legend",
    () => {
      panel.hidden = !panel.hidden;
      toggle.setAttribute("aria-pressed", String(!panel.hidden));
    },
    { "aria-pressed": "false", title: "Groups, classes and scores" },
  );
  return toggle;
}

/** How compared pictures lie: the second over the first but side by side, by a share of it. */
export interface Comparison {
  mode: Mode;
  share: number;
  second: number;
}

/** The choice of how pictures are compared; `changed` is called after each. */
export function compareTools(list: readonly Picture[], how: Comparison, changed: () => void): HTMLElement {
  const select = create(
    "select",
    { "aria-label": "Comparison mode" },
    ...MODES.map(([value, text]) => create("option", { value }, text)),
  );
  const slide = create("input", {
    type: "range",
    min: 0,
    max: 1,
    step: 0.01,
    value: 0.5,
    "aria-label": "Share of the second image",
    hidden: true,
  });
  const other = create(
    "select",
    { "aria-label": "Second image", hidden: true },
    ...list.slice(1).map((picture, i) => create("option", { value: i + 1 }, picture.name)),
  );
  select.addEventListener("change", () => {
    how.mode = select.value as Mode;
    slide.hidden = how.mode === "side" || how.mode === "difference";
    other.hidden = how.mode === "side" || list.length < 3;
    changed();
  });
  slide.addEventListener("input", () => {
    how.share = Number(slide.value);
    changed();
  });
  other.addEventListener("change", () => {
    how.second = Number(other.value);
    changed();
  });
  return create("span", { class: "rg-compare-modes" }, select, other, slide);
}
