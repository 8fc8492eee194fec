// The tree of an expression: reportgen/lang/evaluate.py says what it means, language.json is made from its functions.

import language from "./language.json";

export type Node =
  | { is: "literal"; value: unknown }
  | { is: "search"; word: string }
  | { is: "sought"; of: Node }
  | { is: "list"; items: Node[] }
  | { is: "not" | "neg"; of: Node }
  | { is: "binary"; operator: string; left: Node; right: Node }
  | { is: "field"; table: number | "*" | null; path: string[]; offset: number }
  | { is: "column"; table: number; name: string; path: string[] }
  | { is: "found"; found: (row: number) => unknown }
  | { is: "var"; name: string; path: string[] }
  | { is: "part"; of: Node; path: string[] }
  | { is: "call"; name: string; of: Node[] }
  | { is: "each"; how: string; items: Node; name: string; body: Node }
  | { is: "reduce"; items: Node; initial: Node; body: Node };

/** The question is not one; `offset` is where, `hint` what would be right. */
export class QueryError extends Error {
  constructor(
    message: string,
    readonly offset: number,
    readonly hint = "",
  ) {
    super(message);
  }
}

/** No column is called so. */
export class UnknownColumn extends QueryError {}

/** [least, most] arguments. */
type Arity = readonly [number, number, ...unknown[]];
/** [least, most] arguments, and what it returns. */
export const FUNCTIONS = language.functions as unknown as Record<string, [number, number, string]>;
export const EACH: Record<string, string> = language.each;
export const ALIASES: Record<string, string> = language.aliases;
export const NAMES = [...Object.keys(FUNCTIONS), ...Object.keys(EACH)];
export const OPERATORS: Record<string, string> = language.operators;
export const CALLS: Record<string, string> = language.calls;

/** What is wrong with so many arguments of a function or operator; empty where nothing is. */
export function counted(name: string, what: string, [least, most]: Arity, given: number): string {
  if (given >= least && given <= most) return "";
  const wanted = least === most ? `${least}` : most === 99 ? `at least ${least}` : `${least} to ${most}`;
  return `${name} takes ${wanted} ${what}${most === 1 || wanted === "at least 1" ? "" : "s"}, not ${given}`;
}

/** Many conditions joined, as a tree that is no deeper than it must be. */
export function balanced(operator: "and" | "or", parts: Node[]): Node {
  if (!parts.length) return { is: "literal", value: operator === "and" };
  let all = parts;
  while (all.length > 1) {
    const pairs: Node[] = [];
    for (let i = 0; i < all.length; i += 2) {
      const left = all[i] as Node;
      const right = all[i + 1];
      pairs.push(right ? { is: "binary", operator, left, right } : left);
    }
    all = pairs;
  }
  return all[0] as Node;
}

/** Where the bin of a number begins; 0.3 begins a bin of width 0.1, though no double is a tenth. */
export function binned(of: Node, width: number): Node {
  const literal = (value: number): Node => ({ is: "literal", value });
  const parts = Math.round(1 / width);
  const place: Node = {
    is: "call",
    name: "floor",
    of: [
      { is: "call", name: "round", of: [{ is: "binary", operator: "/", left: of, right: literal(width) }, literal(9)] },
    ],
  };
  if (width < 1 && Math.abs(parts * width - 1) < 1e-9)
    return { is: "binary", operator: "/", left: place, right: literal(parts) };
  return { is: "binary", operator: "*", left: place, right: literal(width) };
}

/** A filter; one name or text alone is searched for, unless a column is called so: `cat or dog`. */
export function sought(node: Node): Node {
  if (node.is === "not" || (node.is === "binary" && (node.operator === "and" || node.operator === "or")))
    return inside(node, sought);
  return (node.is === "field" && node.table === null) || (node.is === "literal" && typeof node.value === "string")
    ? { is: "sought", of: node }
    : node;
}

/** A node with `change` done to each node directly inside it. */
export function inside(node: Node, change: (part: Node) => Node): Node {
  switch (node.is) {
    case "list":
      return { ...node, items: node.items.map(change) };
    case "not":
    case "neg":
    case "part":
    case "sought":
      return { ...node, of: change(node.of) };
    case "binary":
      return { ...node, left: change(node.left), right: change(node.right) };
    case "call":
      return { ...node, of: node.of.map(change) };
    case "each":
      return { ...node, items: change(node.items), body: change(node.body) };
    case "reduce":
      return { ...node, items: change(node.items), initial: change(node.initial), body: change(node.body) };
    default:
      return node;
  }
}

/** What someone probably meant: the same but for case and separators, a few letters wrong, or a beginning. */
export function nearest(word: string, known: readonly string[]): string {
  let best = "";
  let least = Infinity;
  for (const name of known) {
    const apart = distance(word, name);
    if (apart < least) [best, least] = [name, apart];
  }
  return best ? `Did you mean '${best}'?` : known.length && known.length <= 12 ? `There are: ${known.join(", ")}.` : "";
}

/** How far a name is from what was written, Infinity where it is another word. */
function distance(word: string, name: string): number {
  const a = word.toLowerCase();
  const b = name.toLowerCase();
  const length = Math.min(a.length, b.length);
  const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, "");
  if (a === b || (bare(a) && bare(a) === bare(b))) return a === b ? 0 : 0.5;
  const apart = edits(a, b);
  const swapped = [...a].sort().join("") === [...b].sort().join("");
  const allowed = length < 2 ? 0 : length < 8 ? 1 : length < 14 ? 2 : 3;
  if (apart <= allowed && (a.length !== 2 || b.length !== 2 || swapped)) return apart;
  return a.length > 2 && b.startsWith(a) ? 4 + b.length - a.length : Infinity;
}

/** Letters to change, add, leave out or swap with the next. */
function edits(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(at(i, j - 1) + 1, at(i - 1, j) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1), swap));
    }
  }
  return at(a.length, b.length);
}
