// On paper nothing can be opened or scrolled: few folded sections are printed open, wide tables are made to fit.

import { plural } from "./data/texts";

/** Panels in folded sections beyond which only what the reader opened is printed. */
const MANY = 24;
/** Pixels across a page, as the style sheet sets it. */
const PAPER = 930;
/** The smallest that a table is printed, as a share of its size. */
const LEAST = 0.45;

let undo: (() => void)[] = [];
const listeners: ((printed: boolean) => void)[] = [];

/** Call `listener` before the page is printed, to draw at once what belongs on paper, and with false after it. */
export const whenPrinted = (listener: (printed: boolean) => void): void => void listeners.push(listener);

function unfold(): void {
  const folded = [...document.querySelectorAll<HTMLDetailsElement>("details.rg-section:not([open])")];
  const panels = folded.reduce((sum, section) => sum + section.querySelectorAll(".rg-panel").length, 0);
  if (panels > MANY) return;
  for (const section of folded) {
    section.open = true;
    undo.push(() => (section.open = false));
  }
}

/** Tables wider than the paper are printed smaller; what then does not fit is said. */
function fit(): void {
  for (const box of document.querySelectorAll<HTMLElement>(".rg-grid, .rg-table-scroll")) {
    const inner = box.querySelector<HTMLElement>(".rg-grid-header > *, table");
    if (!inner?.offsetParent) continue;
    const wide = Math.max(inner.scrollWidth, inner.offsetWidth);
    if (wide <= PAPER) continue;
    const zoom = Math.max(LEAST, PAPER / wide);
    box.style.setProperty("--print-zoom", String(zoom));
    const parts = [...inner.querySelectorAll<HTMLElement>(inner.matches("table") ? "thead th" : ":scope > *")];
    const edge = inner.getBoundingClientRect().left + PAPER / zoom;
    const lost = parts.filter((part) => part.getBoundingClientRect().right > edge + 1).length;
    if (lost)
      box.dataset.lost = plural(lost, "more column does not fit on the paper", "more columns do not fit on the paper");
    undo.push(() => {
      box.style.removeProperty("--print-zoom");
      delete box.dataset.lost;
    });
  }
}

export function startPrint(): void {
  addEventListener("beforeprint", () => {
    unfold();
    for (const listener of listeners) listener(true);
    fit();
  });
  addEventListener("afterprint", () => {
    for (const one of undo.reverse()) one();
    undo = [];
    for (const listener of listeners) listener(false);
  });
}
