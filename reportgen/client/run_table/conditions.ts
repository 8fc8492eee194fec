// Which runs a condition keeps, in the language of all filters: `accuracy > 0.9 and arch == "vit"`, or a word.

import type { Library } from "../libraries/query";
import { truth } from "../query/values";
import type { Cell } from "./cells";

/** A column as conditions name it: by its path, or by its label where only one has it. */
export interface Named {
  path: string;
  label: string;
  numeric: boolean;
}

export interface Rows {
  columns: readonly Named[];
  /** A run's name and its cells by column. */
  rows: readonly { name: string; cells: readonly Cell[] }[];
}

/** Return which rows are kept; throws QueryError where the text is a condition with a mistake in it. */
export function keptBy(text: string, { columns, rows }: Rows, library: Library): (row: number) => boolean {
  const places = new Map<string, number>([["name", -1]]);
  for (const [i, { path, label }] of columns.entries()) {
    places.set(path, i);
    if (columns.filter((other) => other.label === label).length === 1) places.set(label, i);
  }
  const types = new Map([...places].map(([name, i]) => [name, columns[i]?.numeric ? "number" : "text"]));
  const tree = library.askFilter(named(text, [...places.keys()]), [types], types);
  const keeps = library.compile(tree, (_, name) => (row) => {
    const place = places.get(name) ?? -1;
    return place < 0 ? (rows[row]?.name ?? null) : (rows[row]?.cells[place] ?? null);
  });
  return (row) => truth(keeps(row)) === true;
}

/** Whether a text is meant as a condition, and not as words to look for. */
export const isCondition = (text: string): boolean => /[<>=]|\b(and|or|not|in|contains|exists)\b/.test(text);

/** Quote names that are no plain words, such as `val/acc`, where they are not quoted. */
export function named(text: string, names: readonly string[]): string {
  const odd = names.filter((name) => !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)).sort((a, b) => b.length - a.length);
  if (!odd.length) return text;
  const any = odd.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const found = new RegExp(`("[^"]*"|'[^']*'|\`[^\`]*\`)|(?<![\\w./])(${any})(?![\\w./])`, "gu");
  return text.replace(found, (whole, quoted?: string) => (quoted === undefined ? `\`${whole}\`` : whole));
}
