// The page's one shared state: hidden runs, x axis, smoothing, step. It lives in the address (fragment.ts), so that a
// link restores the view.

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

/** Whether a run steps back because the reader points at others, or picked others out. */
export function isFaint(run: number): boolean {
  const lit = state.hovered.size ? state.hovered : state.focused;
  return lit.size > 0 && !lit.has(run);
}

export function change(parts: Partial<State>): void {
  const before = state;
  state = { ...state, ...("step" in parts ? { at: null } : {}), ...parts };
  if (viewOf(state) !== viewOf(before)) remember();
  mark(document);
  for (const listener of [...listeners]) listener(state, before);
}

/** Set one of the settings; null goes back to what the spec says. */
export function set(name: string, value: string | null): void {
  const { [name]: _, ...settings } = state.settings;
  change({ settings: value === null ? settings : { ...settings, [name]: value } });
}

/** Set several settings at once. */
export function setAll(values: Readonly<Record<string, string>>): void {
  change({ settings: { ...state.settings, ...values } });
}

/** Show on every element of a run below `root` whether the run is hidden. */
export function mark(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-run]")) {
    element.classList.toggle("rg-off", runsOf(element).every(isHidden));
  }
}

/** The runs that an element stands for: one, or those of a group ("1.4.5"). */
export const runsOf = (element: HTMLElement): number[] => (element.dataset.run ?? "").split(".").map(Number);

function remember(): void {
  setFragment(withView(anchorOf(location.hash), viewOf(state)));
}

/** Sandboxed hosts make history calls throw; the view then simply is not in the address. */
function setFragment(text: string): void {
  try {
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  } catch {
    // The page works without.
  }
}

function recall(): void {
  state = { ...state, ...readView(location.hash) };
}

/** Open whatever is closed around an element, itself included; returns whether anything was. */
function unfold(target: Element): boolean {
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
  if (!target) return;
  unfold(target);
  target.scrollIntoView();
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

export function startState(): void {
  recall();
  mark(document);
  const anchor = anchorOf(location.hash);
  if (anchor && location.hash.includes("~")) go(anchor);
  else reveal();
  addEventListener("hashchange", () => {
    const before = state;
    if (!location.hash.includes("~")) {
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
