// What the reader points at and what is pinned: every panel draws the other runs faintly.

import { change, runsOf, state } from "../state/state";

let wanted: ReadonlySet<number> | null = null;
let waiting = false;

/** Light runs up in every panel, or none, with the next frame. */
export function point(runs: readonly number[]): void {
  wanted = new Set(runs);
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    const next = wanted ?? new Set();
    if (next.size !== state.hovered.size || [...next].some((run) => !state.hovered.has(run))) change({ hovered: next });
  });
}

/** Keep a run lit, or no longer. */
export function pin(run: number): void {
  const focused = new Set(state.focused);
  if (!focused.delete(run)) focused.add(run);
  change({ focused });
}

export const unpinAll = (): void => change({ focused: new Set() });

/** What lights its runs up when it is pointed at; pictures do not, since that would dim what one wants to see. */
const POINTED = ".rg-legend [data-run], .rg-runs > li[data-run], .rg-bars > li[data-run], rg-run-table tr[data-run]";

export function startFocus(): void {
  const over = (event: Event): void => {
    if (event instanceof PointerEvent && event.pointerType === "touch") return;
    const target = event.target as Element | null;
    const element = target?.closest<HTMLElement>(POINTED);
    if (element) point(runsOf(element));
    else if (state.hovered.size || wanted?.size) leave(target);
  };
  // Charts say what is pointed at in them themselves.
  const leave = (target: Element | null): void => {
    if (!target?.closest(".rg-plot")) point([]);
  };
  document.addEventListener("pointerover", over, { passive: true });
  document.documentElement.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") point([]); // a finger that is lifted leaves what it read
  });
  document.addEventListener("focusin", (event) => {
    if ((event.target as Element).matches(":focus-visible")) over(event);
  });
}
