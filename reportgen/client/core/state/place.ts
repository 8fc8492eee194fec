// The reader's place over a reload. Browsers keep the distance from the top of the page, but panels above may be of another
// height before they are live; so the place is kept as a distance from what was at the top of the view.

import { panelName } from "./panels";

/** What no panel makes: these are the same before and after panels become live. */
const MARKS = "figure.rg-panel, details.rg-section > summary, .rg-block > .rg-markdown > *";

/** A place in the page: a mark by its number, its name where it is a panel or section, and where it is in the view. */
export interface Kept {
  readonly mark: number;
  readonly name: string;
  readonly top: number;
}

const NAMED = "figure.rg-panel, details.rg-section";

const marks = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(MARKS)];

/** The first mark that begins in the view, else the last one before it; null at the top of the page. */
export function place(): Kept | null {
  if (scrollY <= 0) return null;
  let found: Kept | null = null;
  for (const [mark, element] of marks().entries()) {
    if (!element.getClientRects().length) continue;
    const { top } = element.getBoundingClientRect();
    if (top < innerHeight) found = { mark, name: element.closest(NAMED) ? panelName(element) : "", top };
    if (top >= 0) break;
  }
  return found;
}

/** The mark of a place: the panel of its name, where a report that was built again has it elsewhere. */
function markOf({ mark, name }: Kept): HTMLElement | undefined {
  const all = marks();
  const same = (one: HTMLElement | undefined): boolean => !!one?.closest(NAMED) && panelName(one) === name;
  return !name || same(all[mark]) ? all[mark] : all.find(same);
}

/** Go to a place of this report, as it was before it was built again. */
export function goBack(kept: Kept | null): void {
  const mark = kept ? markOf(kept) : undefined;
  if (kept && mark?.getClientRects().length) hold(mark, kept.top);
}

const WAKING = 4000; // ms in which panels near the view become live
const INPUT = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

/** Keep a mark where it is in the view while panels become live, or until the reader does something. */
function hold(mark: HTMLElement, top: number): void {
  const align = (): void => scrollBy(0, mark.getBoundingClientRect().top - top);
  const { style } = document.documentElement;
  style.overflowAnchor = "none"; // the browser would move by the same once more
  align();
  const observer = new ResizeObserver(align);
  const stop = new AbortController();
  const end = (): void => {
    observer.disconnect();
    stop.abort();
    style.overflowAnchor = "";
  };
  for (const name of INPUT) addEventListener(name, end, { capture: true, passive: true, signal: stop.signal });
  observer.observe(document.body);
  setTimeout(end, WAKING);
}

/** Go back to where the reader was, and keep the place when the page is left. */
export function keepPlace(): void {
  const key = `reportgen-place ${location.pathname}`;
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null") as Kept | null;
    const [way] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    if (way?.type !== "navigate") goBack(kept);
    history.scrollRestoration = "manual";
  } catch {
    return; // Storage throws in sandboxed hosts; the browser's own way remains.
  }
  addEventListener("pagehide", () => sessionStorage.setItem(key, JSON.stringify(place())));
}
