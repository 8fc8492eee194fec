// The page's one shared state: hidden runs, x axis, smoothing, step. It lives in the URL's fragment, behind a "~",
// so that a link restores the view and a heading's anchor still works: report.html#results~hide=2&x=step

export interface State {
  readonly hidden: ReadonlySet<number>;
  /** The x axis of all line plots, or null for each plot's own. */
  readonly axis: string | null;
  readonly smoothing: number | null;
  /** Whether y axes are logarithmic, or null for each plot's own. */
  readonly logY: boolean | null;
  readonly step: number | null;
  /** "light" or "dark" as it is seen now; not in the address. */
  readonly scheme: string;
}

export let state: State = { hidden: new Set(), axis: null, smoothing: null, logY: null, step: null, scheme: "light" };

type Listener = (state: State, before: State) => void;
const listeners = new Set<Listener>();

/** Call `listener` on every change, until the returned function is called. */
export function subscribe(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const isHidden = (run: number): boolean => state.hidden.has(run);

export function change(parts: Partial<State>): void {
  const before = state;
  state = { ...state, ...parts };
  remember();
  mark(document);
  for (const listener of [...listeners]) listener(state, before);
}

/** Show on every element of a run below `root` whether the run is hidden. */
export function mark(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-run]")) {
    element.classList.toggle("rg-off", runsOf(element).every(isHidden));
  }
}

/** The runs that an element stands for: one, or those of a group ("1.4.5"). */
export const runsOf = (element: HTMLElement): number[] => (element.dataset["run"] ?? "").split(".").map(Number);

const anchor = (): string => location.hash.slice(1).split("~")[0] ?? "";

function remember(): void {
  const parts = new URLSearchParams();
  if (state.hidden.size) parts.set("hide", [...state.hidden].sort((a, b) => a - b).join("."));
  if (state.axis !== null) parts.set("x", state.axis);
  if (state.smoothing !== null) parts.set("smooth", String(state.smoothing));
  if (state.logY !== null) parts.set("log", state.logY ? "1" : "0");
  if (state.step !== null) parts.set("step", String(state.step));
  const text = parts.toString();
  setFragment(anchor() + (text ? `~${text}` : ""));
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
  const parts = new URLSearchParams(location.hash.split("~")[1] ?? "");
  const number = (name: string): number | null => {
    const text = parts.get(name);
    return text !== null && text !== "" && Number.isFinite(Number(text)) ? Number(text) : null;
  };
  const hidden = (parts.get("hide") ?? "").split(".").filter(Boolean).map(Number).filter(Number.isInteger);
  const smoothing = number("smooth");
  state = {
    ...state,
    hidden: new Set(hidden),
    axis: parts.get("x"),
    smoothing: smoothing === null ? null : Math.min(Math.max(smoothing, 0), 0.99),
    logY: number("log") === null ? null : number("log") !== 0,
    step: number("step"),
  };
}

/** An anchor as the id that it names; an address cut in the middle of a character stands as it is. */
export function idOf(anchor: string): string {
  try {
    return decodeURIComponent(anchor);
  } catch {
    return anchor;
  }
}

function go(id: string): void {
  const target = document.getElementById(idOf(id));
  if (!target) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
  target.scrollIntoView();
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

export function startState(): void {
  recall();
  mark(document);
  if (anchor() && location.hash.includes("~")) go(anchor());
  addEventListener("hashchange", () => {
    const before = state;
    if (!location.hash.includes("~")) return;
    recall();
    mark(document);
    for (const listener of [...listeners]) listener(state, before);
    go(anchor());
  });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest<HTMLAnchorElement>('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const id = link.getAttribute("href")?.slice(1) ?? "";
    const view = location.hash.split("~")[1];
    setFragment(id + (view ? `~${view}` : ""));
    go(id);
  });
}
