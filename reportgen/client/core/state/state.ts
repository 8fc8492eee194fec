// The page's one shared state: hidden runs, x axis, smoothing, step. It lives in the address (fragment.ts), so that a
// link restores the view.

import { listedRuns } from "../runs";
import { anchorOf, idOf, NOTHING_SET, readView, type State, viewOf, withView } from "./fragment";

export type { State } from "./fragment";

export let state: State = NOTHING_SET;

type Listener = (state: State, before: State) => void;
const listeners = new Set<Listener>();

/** Call `listener` on every change, until the returned function is called. */
export function subscribe(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const isHidden = (run: number): boolean => state.hidden.has(run);

/** The runs that stand out: those pointed at, else those picked out. A hidden run lights nothing and fades nothing. */
let lit: ReadonlySet<number> = new Set();

function findLit({ hidden, hovered, focused }: State): void {
  const shown = (runs: ReadonlySet<number>): ReadonlySet<number> =>
    hidden.size ? new Set([...runs].filter((run) => !hidden.has(run))) : runs;
  const pointed = shown(hovered);
  lit = pointed.size ? pointed : shown(focused);
}

/** Whether a run steps back because the reader points at others, or picked others out. */
export const isFaint = (run: number): boolean => lit.size > 0 && !lit.has(run);

/** Whether other runs step back, or other ones stand out. */
export const isRefocused = (now: State, before: State): boolean =>
  now.hovered !== before.hovered || now.focused !== before.focused;

/** Change some of the state; as an `entry` of its own where the browser's way back is to undo it. */
export function change(parts: Partial<State>, entry = false): void {
  const before = state;
  state = { ...state, ...("step" in parts ? { at: null } : {}), ...parts };
  if (Object.keys(parts).some((name) => name !== "hovered")) remember(entry);
  if (state.hidden !== before.hidden || isRefocused(state, before)) {
    findLit(state);
    mark(document);
  }
  for (const listener of [...listeners]) listener(state, before);
}

/** Set one of the settings; null goes back to what the spec says. The way back undoes it where it is an `entry`. */
export function set(name: string, value: string | null, entry = false): void {
  const { [name]: _, ...settings } = state.settings;
  change({ settings: value === null ? settings : { ...settings, [name]: value } }, entry);
}

/** Set several settings at once. */
export function setAll(values: Readonly<Record<string, string>>): void {
  change({ settings: { ...state.settings, ...values } });
}

/** Show on every element of a run below `root` whether the run is hidden, steps back, or stands out. */
export function mark(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-run]")) {
    const runs = runsOf(element);
    element.classList.toggle("rg-off", state.hidden.size > 0 && runs.every(isHidden));
    element.classList.toggle("rg-faint", lit.size > 0 && runs.every(isFaint));
    element.classList.toggle("rg-lit", lit.size > 0 && runs.some((run) => lit.has(run)));
  }
}

/** The runs that an element stands for: one, or those of a group ("1.4.5"). */
export const runsOf = (element: HTMLElement): number[] => (element.dataset.run ?? "").split(".").map(Number);

const ids = (): string[] => listedRuns().map(({ id }) => id);

function remember(entry: boolean): void {
  const fragment = withView(anchorOf(location.hash), viewOf(state, ids()));
  if (location.hash.slice(1) !== fragment) setFragment(fragment, entry);
}

/** Marks entries of the browser's history that the page made: what they say is all that is set. */
const OWN = { reportgen: true };
const isOwn = (): boolean => (history.state as Partial<typeof OWN> | null)?.reportgen === true;

/** Sandboxed hosts make history calls throw; the view then simply is not in the address. */
function setFragment(text: string, entry = false): void {
  try {
    const address = text ? `#${text}` : location.pathname + location.search;
    if (entry) {
      history.replaceState(OWN, "");
      history.pushState(OWN, "", address);
    } else history.replaceState(history.state, "", address);
  } catch {
    // The page works without.
  }
}

function recall(): void {
  state = { ...state, ...readView(location.hash, ids()) };
  findLit(state);
}

/** Open whatever is closed around an element, itself included; returns whether anything was. */
export function unfold(target: Element): boolean {
  let closed = false;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) {
    closed ||= !fold.open;
    fold.open = true;
  }
  return closed;
}

/** Open the section that the address names; the browser has scrolled, or kept the reader's place. */
function reveal(): void {
  const target = document.getElementById(idOf(anchorOf(location.hash)));
  if (target && unfold(target)) target.scrollIntoView();
}

function go(id: string): void {
  const target = document.getElementById(idOf(id));
  if (target) goTo(target);
}

/** Bring a place of the page into view, whatever is closed around it, and put the keyboard's focus there. */
export function goTo(target: HTMLElement): void {
  unfold(target);
  target.scrollIntoView();
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

/** Read the address and follow it; `before` puts the page as it says, ahead of going to a place in it. */
export function startState(before: () => void): void {
  recall();
  mark(document);
  before();
  const anchor = anchorOf(location.hash);
  if (anchor && location.hash.includes("~")) go(anchor);
  else reveal();
  addEventListener("hashchange", () => {
    const before = state;
    if (!location.hash.includes("~") && !isOwn()) {
      reveal();
      return;
    }
    recall();
    mark(document);
    for (const listener of [...listeners]) listener(state, before);
    go(anchorOf(location.hash));
  });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest<HTMLAnchorElement>('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const id = link.getAttribute("href")?.slice(1) ?? "";
    setFragment(withView(id, location.hash.split("~")[1] ?? ""));
    go(id);
  });
}
