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
  /** Where the step stands on another logged key that some panel steps by. */
  readonly at: { readonly key: string; readonly value: number } | null;
  /** What the reader set of overlays and the like, by name; absent names stand as the spec says. */
  readonly settings: Readonly<Record<string, string>>;
  /** "light" or "dark" as it is seen now; not in the address. */
  readonly scheme: string;
}

export let state: State = {
  hidden: new Set(),
  axis: null,
  smoothing: null,
  logY: null,
  step: null,
  at: null,
  settings: {},
  scheme: "light",
};

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
  state = { ...state, ...("step" in parts ? { at: null } : {}), ...parts };
  remember();
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

const SETTING = "o.";

const anchor = (): string => location.hash.slice(1).split("~")[0] ?? "";

function remember(): void {
  const parts = new URLSearchParams();
  if (state.hidden.size) parts.set("hide", [...state.hidden].sort((a, b) => a - b).join("."));
  if (state.axis !== null) parts.set("x", state.axis);
  if (state.smoothing !== null) parts.set("smooth", String(state.smoothing));
  if (state.logY !== null) parts.set("log", state.logY ? "1" : "0");
  if (state.step !== null) parts.set("step", String(state.step));
  if (state.at !== null) parts.set("at", `${state.at.value}:${state.at.key}`);
  for (const [name, value] of Object.entries(state.settings)) parts.set(SETTING + name, value);
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
    at: place(parts.get("at") ?? ""),
    settings: Object.fromEntries(
      [...parts]
        .filter(([name]) => name.startsWith(SETTING))
        .map(([name, value]) => [name.slice(SETTING.length), value]),
    ),
  };
}

/** A place on a key, as "3:epoch". */
function place(text: string): State["at"] {
  const colon = text.indexOf(":");
  const value = Number(text.slice(0, colon));
  return colon > 0 && Number.isFinite(value) ? { key: text.slice(colon + 1), value } : null;
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
  for (let fold = target.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null)
    fold.open = true;
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
