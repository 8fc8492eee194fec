// The tree of a question about rows: reportgen/query/tree.py says what it means.

export type Node =
  | { is: "literal"; value: unknown }
  | { is: "search"; word: string }
  | { is: "sought"; of: Node }
  | { is: "list"; items: Node[] }
  | { is: "not" | "neg"; of: Node }
  | { is: "binary"; operator: string; left: Node; right: Node }
  | { is: "field"; table: number | "*" | null; path: string[]; offset: number }
  | { is: "column"; table: number; name: string; path: string[] }
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

/** [least, most] arguments, and what it returns. */
export const FUNCTIONS: Record<string, [number, number, string]> = {
  size: [1, 1, "how many elements a list, or characters a text, has"],
  sum: [1, 99, "the sum of a list's numbers, or of all arguments"],
  avg: [1, 99, "the mean of a list's numbers, or of all arguments"],
  min: [1, 99, "the least of a list, or of all arguments"],
  max: [1, 99, "the greatest of a list, or of all arguments"],
  abs: [1, 1, "a number without its sign"],
  floor: [1, 1, "the next whole number below"],
  ceil: [1, 1, "the next whole number above"],
  round: [1, 2, "rounded to so many decimals"],
  sqrt: [1, 1, "the square root"],
  if: [3, 3, "the second argument where the first holds, else the third"],
  coalesce: [1, 99, "the first argument that is not null"],
  concat: [1, 99, "texts one after the other"],
  substr: [3, 3, "so many characters from a place, counted from 0"],
  lower: [1, 1, "a text in small letters"],
  upper: [1, 1, "a text in capitals"],
  matches: [2, 3, "whether a regular expression is found in a text"],
  at: [2, 2, "a list's element, from 0, or from the end with a minus"],
  bin: [2, 2, "where the bin of a number begins, of bins so wide"],
  search: [1, 1, "whether a text of the row contains it, in capitals or not"],
  exists: [1, 1, "whether there is a value"],
  type: [1, 1, "number, string, bool, array, object or null"],
};
export const EACH: Record<string, string> = {
  count: "how many elements of a list a condition holds for",
  any: "whether it holds for one element",
  all: "whether it holds for every element",
  filter: "the elements that it holds for",
  map: "what it makes of each element",
  reduce: "what it makes of all elements, one after the other",
};
export const NAMES = [...Object.keys(FUNCTIONS), ...Object.keys(EACH)];
export const OPERATORS: Record<string, string> = {
  $eq: "==",
  $ne: "!=",
  $gt: ">",
  $gte: ">=",
  $lt: "<",
  $lte: "<=",
  $in: "in",
  $nin: "not in",
  $subtract: "-",
  $divide: "/",
  $mod: "%",
  $pow: "**",
};
export const CALLS: Record<string, string> = {
  $size: "size",
  $sum: "sum",
  $avg: "avg",
  $min: "min",
  $max: "max",
  $abs: "abs",
  $floor: "floor",
  $ceil: "ceil",
  $round: "round",
  $sqrt: "sqrt",
  $ifNull: "coalesce",
  $concat: "concat",
  $substr: "substr",
  $substrCP: "substr",
  $toLower: "lower",
  $toUpper: "upper",
  $arrayElemAt: "at",
  $exists: "exists",
  $type: "type",
};

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
