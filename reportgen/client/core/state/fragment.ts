// The fragment of the page's address: an anchor, and behind a "~" what the reader set, so that a link restores the view
// and a heading's anchor still works: report.html#results~hide=a1b2c3&x=step

export interface State {
  readonly hidden: ReadonlySet<number>;
  /** Runs that the reader picked out; the others are drawn faintly. */
  readonly focused: ReadonlySet<number>;
  /** Runs under the pointer, in the side, a legend or a chart; they come before `focused`. Not in the address. */
  readonly hovered: ReadonlySet<number>;
  /** The x axis of all line plots, or null for each plot's own. */
  readonly axis: string | null;
  readonly smoothing: number | null;
  /** Whether y axes are logarithmic, or null for each plot's own. */
  readonly logY: boolean | null;
  readonly step: number | null;
  /** Where the step stands on another logged key that some panel steps by. */
  readonly at: { readonly key: string; readonly value: number } | null;
  /** The panel that fills the window, by its name. */
  readonly large: string | null;
  /** The picture or scene that is open whole, by its panel's name and what it is there. */
  readonly picture: string | null;
  /** What the reader set of overlays and the like, by name; absent names stand as the spec says. */
  readonly settings: Readonly<Record<string, string>>;
  /** "light" or "dark" as it is seen now; not in the address. */
  readonly scheme: string;
}

/** What a page shows whose address says nothing. */
export const NOTHING_SET: State = {
  hidden: new Set(),
  focused: new Set(),
  hovered: new Set(),
  axis: null,
  smoothing: null,
  logY: null,
  step: null,
  at: null,
  large: null,
  picture: null,
  settings: {},
  scheme: "light",
};

const SETTING = "o.";

/** The anchor of a fragment, which may begin with "#". */
export const anchorOf = (fragment: string): string => fragment.replace(/^#/, "").split("~")[0] ?? "";

/** An anchor and a view as a fragment, without the "#". */
export const withView = (anchor: string, view: string): string => anchor + (view ? `~${view}` : "");

/**
 * The part of a fragment that restores a state; empty where nothing is set. `ids` are those of the page's runs: a report
 * that is built again with more runs opens as the same view.
 */
export function viewOf(state: State, ids: readonly string[] = []): string {
  const parts = new URLSearchParams();
  const names = (runs: Iterable<number>): string =>
    [...runs]
      .sort((a, b) => a - b)
      .map((run) => ids[run] ?? run)
      .join(".");
  const shown = ids.length - state.hidden.size;
  if (state.hidden.size > shown && shown >= 0)
    parts.set("show", names([...ids.keys()].filter((run) => !state.hidden.has(run))));
  else if (state.hidden.size) parts.set("hide", names(state.hidden));
  if (state.focused.size) parts.set("focus", names(state.focused));
  if (state.axis !== null) parts.set("x", state.axis);
  if (state.smoothing !== null) parts.set("smooth", String(state.smoothing));
  if (state.logY !== null) parts.set("log", state.logY ? "1" : "0");
  if (state.step !== null) parts.set("step", String(state.step));
  if (state.at !== null) parts.set("at", `${state.at.value}:${state.at.key}`);
  if (state.large !== null) parts.set("large", state.large);
  if (state.picture !== null) parts.set("picture", state.picture);
  for (const [name, value] of Object.entries(state.settings)) parts.set(SETTING + name, value);
  return parts.toString();
}

/** What a fragment sets; whatever cannot be read is as if it was not there. */
export function readView(fragment: string, ids: readonly string[] = []): Omit<State, "scheme" | "hovered"> {
  const parts = new URLSearchParams(fragment.split("~")[1] ?? "");
  const number = (name: string): number | null => {
    const text = parts.get(name);
    return text !== null && text !== "" && Number.isFinite(Number(text)) ? Number(text) : null;
  };
  const places = new Map(ids.map((id, run) => [id, run]));
  const runs = (name: string): Set<number> => {
    const found = (parts.get(name) ?? "").split(".").map((id) => places.get(id));
    return new Set(found.filter((run) => run !== undefined));
  };
  const shown = parts.has("show") ? runs("show") : undefined;
  const smoothing = number("smooth");
  const log = number("log");
  return {
    hidden: shown ? new Set([...ids.keys()].filter((run) => !shown.has(run))) : runs("hide"),
    focused: runs("focus"),
    axis: parts.get("x"),
    smoothing: smoothing === null ? null : Math.min(Math.max(smoothing, 0), 0.99),
    logY: log === null ? null : log !== 0,
    step: number("step"),
    at: place(parts.get("at") ?? ""),
    large: parts.get("large"),
    picture: parts.get("picture"),
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
