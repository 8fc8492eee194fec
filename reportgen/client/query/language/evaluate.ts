// What a tree means for a row: compiled to functions, once for all rows. As reportgen/lang/evaluate.py.

import { compareTexts, equal, follow, type Get, truth } from "../values";
import { exactly, isNumber, type Num } from "../whole";
import { CALLS } from "./functions";
import { inside, type Node } from "./tree";

export type Reader = (table: number, name: string) => Get;
/** Whether all texts of a conversation contain a word, where that is found faster than by reading them. */
export type Seeker = (table: number, name: string, word: string, isLower: boolean) => Get | undefined;
type Names = Record<string, unknown>;
type Run = (row: number, names: Names) => unknown;

/** A bound tree as a function of the row. */
export function compile(tree: Node, read: Reader, seek: Seeker = () => undefined): Get {
  const run = made(seeking(tree, seek), read);
  const none: Names = {};
  return (row) => run(row, none);
}

/** A tree in which what `seek` finds is found by it. */
function seeking(node: Node, seek: Seeker): Node {
  const whole = inside(node, (part) => seeking(part, seek));
  if (node.is !== "binary" || node.operator !== "in" || node.left.is !== "literal") return whole;
  const { left, right } = node;
  const isLower = right.is === "call" && right.name === "lower";
  const of = isLower ? right.of[0] : right;
  if (of?.is !== "column" || of.path.join() !== "text" || typeof left.value !== "string") return whole;
  const found = seek(of.table, of.name, left.value, isLower);
  return found ? { is: "found", found } : whole;
}

function made(node: Node, read: Reader): Run {
  switch (node.is) {
    case "found":
      return node.found;
    case "literal":
      return () => node.value;
    case "column": {
      const get = read(node.table, node.name);
      const { path } = node;
      return path.length ? (row) => follow(get(row), path) : (row) => get(row) ?? null;
    }
    case "var":
      return (_, names) => follow(names[node.name] ?? null, node.path);
    case "list": {
      const items = node.items.map((item) => made(item, read));
      return (row, names) => items.map((item) => item(row, names));
    }
    case "part":
      return unary(node.of, read, (value) => follow(value, node.path));
    case "not":
      return unary(node.of, read, (value) => !truth(value));
    case "neg":
      return unary(node.of, read, (value) => (isNumber(value) ? -value : null));
    case "binary":
      return binary(node.operator, made(node.left, read), made(node.right, read));
    case "each":
      return each(node.how, made(node.items, read), node.name, made(node.body, read));
    case "reduce":
      return reduce(made(node.items, read), made(node.initial, read), made(node.body, read));
    case "call":
      return call(
        node.name,
        node.of.map((part) => made(part, read)),
      );
    case "field":
    case "search":
    case "sought":
      throw new Error("a name without its column");
  }
}

function unary(node: Node, read: Reader, act: (value: unknown) => unknown): Run {
  const of = made(node, read);
  return (row, names) => act(of(row, names));
}

function call(name: string, of: readonly Run[]): Run {
  const [first, second, third] = of;
  if (name === "if" && first && second && third)
    return (row, names) => (truth(first(row, names)) ? second : third)(row, names);
  const act = CALLS[name] ?? (() => null);
  return (row, names) => act(...of.map((part) => part(row, names)));
}

function binary(operator: string, left: Run, right: Run): Run {
  if (operator === "and") return (row, names) => truth(left(row, names)) && truth(right(row, names));
  if (operator === "or") return (row, names) => truth(left(row, names)) || truth(right(row, names));
  const act = BINARY[operator] ?? (() => null);
  return (row, names) => act(left(row, names), right(row, names));
}

type Of2 = (a: unknown, b: unknown) => unknown;

const order =
  (holds: (difference: number) => boolean, numbers: (a: Num, b: Num) => boolean): Of2 =>
  (a, b) => {
    if (isNumber(a) && isNumber(b)) return numbers(a, b);
    return typeof a === "string" && typeof b === "string" && holds(compareTexts(a, b));
  };
const sums =
  (act: (a: number, b: number) => number | null, operator = ""): Of2 =>
  (a, b) => {
    if (!isNumber(a) || !isNumber(b)) return null;
    const whole = exactly(operator, a, b);
    return whole === undefined ? act(Number(a), Number(b)) : whole;
  };

function contains(a: unknown, b: unknown): boolean {
  if (typeof b === "string") return typeof a === "string" && b.includes(a);
  return Array.isArray(b) && b.some((item) => equal(a, item));
}

const BINARY: Record<string, Of2> = {
  "==": equal,
  "!=": (a, b) => !equal(a, b),
  in: contains,
  "not in": (a, b) => !contains(a, b),
  "<": order(
    (d) => d < 0,
    (a, b) => a < b,
  ),
  "<=": order(
    (d) => d <= 0,
    (a, b) => a <= b,
  ),
  ">": order(
    (d) => d > 0,
    (a, b) => a > b,
  ),
  ">=": order(
    (d) => d >= 0,
    (a, b) => a >= b,
  ),
  "+": sums((a, b) => a + b, "+"),
  "-": sums((a, b) => a - b, "-"),
  "*": sums((a, b) => a * b, "*"),
  "/": sums((a, b) => (b === 0 ? null : a / b)),
  "//": sums((a, b) => (b === 0 ? null : Math.floor(a / b)), "//"),
  "%": sums((a, b) => {
    if (b === 0) return null;
    const rest = a % b;
    return rest && rest < 0 !== b < 0 ? rest + b : rest;
  }, "%"),
  "**": sums((a, b) => {
    const power = a ** b;
    return Number.isFinite(a) && Number.isFinite(b) && !Number.isFinite(power) ? null : power;
  }),
};

function each(how: string, items: Run, name: string, body: Run): Run {
  return (row, names) => {
    const values = items(row, names);
    if (!Array.isArray(values)) return how === "count" ? 0 : how === "any" ? false : null;
    const found = (item: unknown): unknown => body(row, { ...names, [name]: item });
    switch (how) {
      case "map":
        return values.map(found);
      case "filter":
        return values.filter((item) => truth(found(item)));
      case "any":
        return values.some((item) => truth(found(item)));
      case "all":
        return values.every((item) => truth(found(item)));
      default:
        return values.reduce((count: number, item) => count + Number(truth(found(item))), 0);
    }
  };
}

function reduce(items: Run, initial: Run, body: Run): Run {
  return (row, names) => {
    const values = items(row, names);
    if (!Array.isArray(values)) return null;
    return values.reduce(
      (value: unknown, item: unknown) => body(row, { ...names, value, this: item }),
      initial(row, names),
    );
  };
}
