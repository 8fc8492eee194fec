// A quiet button that opens something: an icon, a word, and a sign that there is more.

import { button, create } from "../element";

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  columns: "M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",
  rows: "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11",
  save: "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11",
  view: "M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M8.5 5a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M4.5 11a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0",
  overlays: "M2.5 2.5h8v8h-8zM5.5 10.5v3h8v-8h-3",
};

export type Icon = keyof typeof ICONS;

export function iconOf(path: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 16 16",
    width: "16",
    height: "16",
    "aria-hidden": "true",
  }))
    svg.setAttribute(name, value);
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** What such a button shows; a `note` is behind its word. */
export const ghostParts = (icon: Icon, word: string, note: Node | string = ""): Node[] => [
  iconOf(ICONS[icon]),
  create("span", {}, word, note ? " " : "", note),
  create("span", { class: "rg-more", "aria-hidden": "true" }, "▾"),
];

export function ghost(icon: Icon, word: string, click: () => void): HTMLButtonElement {
  const made = button("", click, { class: "rg-ghost", "aria-expanded": "false" });
  made.append(...ghostParts(icon, word));
  return made;
}
