// How a reader looks at the run table, as the page's address keeps it: the order, the columns, and whether only those
// that differ are shown. What the address does not say is as the spec says.

import { choose, chosen } from "../core";
import type { RunTablePayload } from "../payloads";

type View = Pick<RunTablePayload, "columns" | "order" | "diffOnly">;

export interface Sort {
  column: number;
  down: boolean;
}

export interface Look {
  sort: Sort | null;
  shown: Set<number>;
  differing: boolean;
}

const ALL = "all";
const NONE = "none";

export function lookOf(element: Element, view: View): Look {
  const text = chosen(element, "sort");
  return {
    sort: (text ? sortOf([text], view) : null) ?? sortOf(view.order, view),
    shown: readColumns(chosen(element, "columns"), view.columns),
    differing: chosen(element, "differing") === undefined ? view.diffOnly : chosen(element, "differing") === "on",
  };
}

export const sameLook = (a: Look, b: Look): boolean =>
  JSON.stringify([a.sort, [...a.shown].sort(), a.differing]) ===
  JSON.stringify([b.sort, [...b.shown].sort(), b.differing]);

/** Keep in the address which columns the reader chose. */
export function keepColumns(element: Element, { shown, differing }: Look, { columns, diffOnly }: View): void {
  choose(element, "columns", writeColumns(shown, columns));
  choose(element, "differing", differing === diffOnly ? null : differing ? "on" : "off");
}

type Column = Pick<View["columns"][number], "path" | "shown">;

/** What the reader shows and hides other than the spec, `["+config.lr","-duration"]`; null for nothing. */
export function writeColumns(shown: ReadonlySet<number>, columns: readonly Column[]): string | null {
  const others = columns.flatMap((column, i) =>
    column.shown === shown.has(i) ? [] : [`${shown.has(i) ? "+" : "-"}${column.path}`],
  );
  if (!others.length) return null;
  return shown.size === columns.length ? ALL : shown.size ? JSON.stringify(others) : NONE;
}

/** The places of the columns that are shown; columns that the report no longer has are left out. */
export function readColumns(text: string | undefined, columns: readonly Column[]): Set<number> {
  let others: readonly unknown[] = [];
  try {
    const told: unknown = text?.startsWith("[") ? JSON.parse(text) : [];
    if (Array.isArray(told)) others = told;
  } catch {
    // An address that was cut.
  }
  return new Set(
    columns.flatMap(({ path, shown }, i) => {
      const on = text === ALL || others.includes(`+${path}`) || (shown && !others.includes(`-${path}`));
      return on && text !== NONE ? [i] : [];
    }),
  );
}

/** How the spec sorts runs, where that is by one column of the table. */
function sortOf(order: readonly string[], { columns }: Pick<View, "columns">): Sort | null {
  const [first = ""] = order;
  const path = first.replace(/^-/, "");
  const column = columns.findIndex((one) => one.path === path);
  return order.length === 1 && (column >= 0 || path === "name") ? { column, down: first.startsWith("-") } : null;
}
