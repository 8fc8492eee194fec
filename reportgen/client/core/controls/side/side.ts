// The side and what the page has once: runs, contents, search, light and dark; a sheet from below on a phone.

import { say } from "../../data/texts";
import { change } from "../../state/state";
import { startFocus } from "../focus";
import { startLegends } from "../legends";
import { startPalette } from "../search/palette";
import { startContents } from "./contents";
import { startRuns } from "./list";
import { startSheet } from "./sheet";

const root = document.documentElement;

/** Storage throws in sandboxed hosts; a choice is then kept for this visit only. */
function stored(key: string, value?: string): string | null {
  try {
    if (value !== undefined) localStorage.setItem(key, value);
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function startSide(): void {
  root.classList.add("rg-live");
  for (const control of document.querySelectorAll<HTMLElement>("[data-live]")) control.hidden = false;
  for (const control of document.querySelectorAll<HTMLButtonElement>("button[disabled]")) control.disabled = false;
  scheme();
  startRuns();
  startFocus();
  startContents();
  startPalette();
  startSheet();
  startLegends();
}

function scheme(): void {
  const toggle = document.querySelector<HTMLButtonElement>(".rg-scheme");
  const dark = (): boolean =>
    root.dataset.scheme ? root.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const kept = stored("reportgen-scheme");
  if (kept === "dark" || kept === "light") root.dataset.scheme = kept;
  const label = (): void =>
    toggle?.setAttribute("aria-label", dark() ? say("Use light colours") : say("Use dark colours"));
  label();
  toggle?.addEventListener("click", () => {
    const next = dark() ? "light" : "dark";
    root.dataset.scheme = next;
    stored("reportgen-scheme", next);
    label();
    tell();
  });
  const tell = (): void => change({ scheme: dark() ? "dark" : "light" });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    label();
    tell();
  });
  tell();
}
