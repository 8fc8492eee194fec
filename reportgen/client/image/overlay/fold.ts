// The legend of overlays folded into one button, with the colours of the classes that are shown next to it.

import { create, ghost, say, subscribe } from "../../core";
import type { Legend } from "../data";
import { distinct, legendOf } from "./legend";
import type { Look } from "./look";

const NAMED = 8; // classes that are named while the legend is folded

/** A button with a key of colours for a row of tools, and what it opens for the place below that row. */
export interface Folded {
  head: HTMLElement;
  box: HTMLElement;
}

export function foldedLegend(legend: Legend, look: Look, signal: AbortSignal): Folded {
  const box = legendOf(legend, look, signal);
  box.hidden = true;
  const toggle = ghost("overlays", say("Overlays"), () => {
    box.hidden = !box.hidden;
    toggle.setAttribute("aria-expanded", String(!box.hidden));
    key.hidden = !box.hidden;
  });
  const key = create("span", { class: "rg-overlay-key" });
  const show = (): void => key.replaceChildren(...colors(legend, look));
  show();
  signal.addEventListener(
    "abort",
    subscribe((now, before) => {
      if (now.settings !== before.settings) show();
    }),
  );
  return { head: create("span", { class: "rg-overlay-head rg-control" }, toggle, key), box };
}

/** Colours of masks are explained here; boxes carry their names. */
function colors(legend: Legend, look: Look): HTMLElement[] {
  if (!legend.groups.some((group) => group.kind === "masks" && look.showsGroup(group))) return [];
  const shown = distinct(legend).filter((entry) => look.showsClass(entry));
  const named = shown.slice(0, NAMED).map((entry) => {
    const dot = create("i", { class: "rg-dot" });
    dot.style.background = look.color(entry);
    return create("span", {}, dot, create("bdi", {}, entry.name));
  });
  const more = shown.length - named.length;
  return more > 0 ? [...named, create("span", {}, say("+{n} more", { n: more.toLocaleString("en-US") }))] : named;
}
