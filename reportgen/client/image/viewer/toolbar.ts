// The tools above the full screen: its buttons, and how compared pictures lie.

import { button, create, iconOf, say } from "../../core";
import type { Picture } from "./pane";

export type Mode = "side" | "wipe" | "onion" | "difference";
const MODES: [Mode, string][] = [
  ["side", say("Side by side")],
  ["wipe", say("Wipe")],
  ["onion", say("Overlay")],
  ["difference", say("Difference")],
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
    group(...first),
    group(
      icon("zoomOut", say("Zoom out"), "−", () => host.zoomBy(1 / 1.5)),
      icon("fit", say("Fit"), "0", () => host.fit()),
      icon("actual", say("Actual size"), "1", () => host.original()),
      icon("zoomIn", say("Zoom in"), "+", () => host.zoomBy(1.5)),
    ),
    group(
      flag(host, say("Boxes and masks"), "overlays", "o"),
      flag(host, say("Pixelated"), "pixelated", "p"),
      flag(host, say("Auto contrast"), "stretched", "c"),
      icon("histogram", say("Histogram of pixel values"), "h", () => host.toggleHistogram(), {
        "aria-pressed": "false",
        "data-key": "histogram",
      }),
      ...(panel ? [legendToggle(panel)] : []),
    ),
  ];
  return create("div", { class: "rg-viewer-tools", role: "toolbar", "aria-label": say("View") }, ...tools);
}

const ICONS = {
  previous: "M10 3 5 8l5 5",
  next: "M6 3l5 5-5 5",
  zoomOut: "M3.5 8h9",
  zoomIn: "M3.5 8h9M8 3.5v9",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  actual: "M3.5 5 5 4v8M11.5 5 13 4v8M8.5 6.2v.1M8.5 10v.1",
  overlays: "M2.5 4.5h7v6h-7zM6 7.5h7.5v6H6z",
  pixelated: "M2.5 2.5h11v11h-11zM6.2 2.5v11M9.8 2.5v11M2.5 6.2h11M2.5 9.8h11",
  stretched: "M8 2.5a5.5 5.5 0 0 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
  histogram: "M3 13.5v-4M6.3 13.5v-8M9.7 13.5v-11M13 13.5v-6",
  legend: "M2.5 4h2v2h-2zM7.5 5h6M2.5 10h2v2h-2zM7.5 11h6",
};

const group = (...parts: readonly HTMLElement[]): HTMLElement => create("span", { class: "rg-viewer-group" }, ...parts);

/** A button with a picture; its name and its key are in its title. */
function icon(
  name: keyof typeof ICONS,
  label: string,
  key: string,
  click: () => void,
  attributes: Record<string, string> = {},
): HTMLButtonElement {
  const title = key ? `${label} (${key})` : label;
  const made = button("", click, { "aria-label": label, title, ...attributes });
  made.append(iconOf(ICONS[name]));
  return made;
}

/** The buttons to the picture before and after. */
export const turners = (host: Tooled): HTMLElement[] => [
  icon("previous", say("Previous"), "←", () => host.go(-1), { class: "rg-previous" }),
  icon("next", say("Next"), "→", () => host.go(1), { class: "rg-next" }),
];

function flag(host: Tooled, label: string, name: Flag, key: string): HTMLElement {
  const flip = (): void => {
    host.on[name] = !host.on[name];
    toggle.setAttribute("aria-pressed", String(host.on[name]));
    host.applied(name);
  };
  const toggle = icon(name, label, key, flip, { "aria-pressed": String(host.on[name]), "data-key": name });
  return toggle;
}

function legendToggle(panel: HTMLElement): HTMLElement {
  const flip = (): void => {
    panel.hidden = !panel.hidden;
    toggle.setAttribute("aria-pressed", String(!panel.hidden));
  };
  const toggle = icon("legend", say("Groups, classes and scores"), "l", flip, {
    "aria-pressed": "false",
    "data-key": "legend",
  });
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
    { "aria-label": say("Comparison mode") },
    ...MODES.map(([value, text]) => create("option", { value }, text)),
  );
  const slide = create("input", {
    type: "range",
    min: 0,
    max: 1,
    step: 0.01,
    value: 0.5,
    "aria-label": say("Share of the second image"),
    hidden: true,
  });
  const other = create(
    "select",
    { "aria-label": say("Second image"), hidden: true },
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
