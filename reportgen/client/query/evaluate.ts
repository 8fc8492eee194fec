// What a tree means for a row: compiled to functions, once for all rows. As reportgen/lang/evaluate.py.

import { pattern } from "./pattern";
import type { Node } from "./tree";
import { compareNumbers, exactly, isNaNumber, isNumber, type Num } from "./whole";

/** A row's value: `row` counts within the table. */
export type Get = (row: number) => unknown;
export type Reader = (table: number, name: string) => Get;
type Names = Record<string, unknown>;
type Run = (row: number, names: Names) => unknown;

/** A bound tree as a function of the row. */
export function compile(tree: Node, read: Reader): Get {
  const run = made(tree, read);
  const none: Names = {};
  return (row) => run(row, none);
}

export function truth(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "number";
  if (typeof value === "number" || typeof value === "string") return typeof value;
  return Array.isArray(value) ? "array" : "object";
}

/** What a path finds in a value; through a list it finds a list, of what its elements have. */
export function follow(value: unknown, path: readonly string[], from = 0): unknown {
  let at: unknown = value;
  for (let i = from; i < path.length; i++) {
    if (Array.isArray(at))
      return at.map((item) => follow(item, path, i)).filter((item) => item !== null && item !== undefined);
    const name = path[i] ?? "";
    at =
      typeof at === "object" && at !== null && Object.hasOwn(at, name) ? (at as Record<string, unknown>)[name] : null;
  }
  return at ?? null;
}

function made(node: Node, read: Reader): Run {
  switch (node.is) {
    case "literal": {
      const { value } = node;
      return () => value;
    }
    case "column": {
      const get = read(node.table, node.name);
      const { path } = node;
      return path.length ? (row) => follow(get(row), path) : (row) => get(row) ?? null;
    }
    case "var": {
      const { name, path } = node;
      return (_, names) => follow(names[name] ?? null, path);
    }
    case "list": {
      const items = node.items.map((item) => made(item, read));
      return (row, names) => items.map((item) => item(row, names));
    }
    case "part": {
      const of = made(node.of, read);
      const { path } = node;
      return (row, names) => follow(of(row, names), path);
    }
    case "not": {
      const of = made(node.of, read);
      return (row, names) => !truth(of(row, names));
    }
    case "neg": {
      const of = made(node.of, read);
      return (row, names) => {
        const value = of(row, names);
        return isNumber(value) ? -value : null;
      };
    }
    case "binary":
      return binary(node.operator, made(node.left, read), made(node.right, read));
    case "each":
      return each(node.how, made(node.items, read), node.name, made(node.body, read));
    case "reduce": {
      const items = made(node.items, read);
      const initial = made(node.initial, read);
      const body = made(node.body, read);
      return (row, names) => {
        const values = items(row, names);
        return Array.isArray(values)
          ? values.reduce(
              (value: unknown, item: unknown) => body(row, { ...names, value, this: item }),
              initial(row, names),
            )
          : null;
      };
    }
    case "call": {
      const of = node.of.map((part) => made(part, read));
      const [first, second, third] = of;
      if (node.name === "if" && first && second && third)
        return (row, names) => (truth(first(row, names)) ? second : third)(row, names);
      const call = CALLS[node.name] ?? (() => null);
      return (row, names) => call(...of.map((part) => part(row, names)));
    }
    case "field":
    case "search":
    case "sought":
      throw new Error("a name without its column");
  }
}

function binary(operator: string, left: Run, right: Run): Run {
  if (operator === "and") return (row, names) => truth(left(row, names)) && truth(right(row, names));
  if (operator === "or") return (row, names) => truth(left(row, names)) || truth(right(row, names));
  const act = BINARY[operator] ?? (() => null);
  return (row, names) => act(left(row, names), right(row, names));
}

export function equal(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i]));
  const kind = kindOf(a);
  if (kind !== kindOf(b)) return false;
  if (kind === "null") return true;
  if (kind === "number") return compareNumbers(a as Num, b as Num) === 0;
  if (kind !== "object") return a === b;
  const one = a as Record<string, unknown>;
  const other = b as Record<string, unknown>;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && equal(one[key], other[key]))
  );
}

/** Texts in the order of their code points, as every engine has them. */
export function compareTexts(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    // Halves of pairs stand for code points above all others.
    if (x >= 0xd800 && x < 0xe000) x += 0x10000;
    if (y >= 0xd800 && y < 0xe000) y += 0x10000;
    return x - y;
  }
  return a.length - b.length;
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

type Call = (...values: unknown[]) => unknown;

const ofNumber =
  (act: (value: number) => number | null, large: (value: bigint) => Num | null = (value) => act(Number(value))): Call =>
  (value) =>
    typeof value === "bigint" ? large(value) : typeof value === "number" ? act(value) : null;
const doubles = (values: unknown[]): number[] => values.filter(isNumber).map(Number);
const same = (value: bigint): bigint => value;
const ofText =
  (act: (value: string) => string): Call =>
  (value) =>
    typeof value === "string" ? act(value) : null;
const elements = (values: unknown[]): unknown[] =>
  values.length === 1 && Array.isArray(values[0]) ? (values[0] as unknown[]) : values;

const extreme =
  (sign: number): Call =>
  (...values) => {
    const all = elements(values);
    const numbers = all.filter((value): value is Num => isNumber(value) && !isNaNumber(value));
    if (numbers.length) return numbers.reduce((best, value) => (compareNumbers(value, best) * sign > 0 ? value : best));
    const texts = all.filter((value): value is string => typeof value === "string");
    return texts.length ? texts.reduce((best, value) => (compareTexts(value, best) * sign > 0 ? value : best)) : null;
  };

const round: Call = (given, decimals = 0) => {
  if (!isNumber(given) || typeof decimals !== "number") return null;
  if (typeof given === "bigint" && decimals >= 0) return given;
  const value = Number(given);
  if (!Number.isFinite(value)) return value;
  const scale = 10 ** Math.max(-15, Math.min(15, Math.trunc(decimals)));
  const scaled = Math.abs(value) * scale + 0.5;
  const size = Math.floor(scaled) / scale;
  if (!Number.isFinite(scaled)) return value;
  return value < 0 ? -size : size;
};

const CALLS: Record<string, Call> = {
  size: (value) => (Array.isArray(value) ? value.length : typeof value === "string" ? [...value].length : null),
  sum: (...values) => doubles(elements(values)).reduce((total, value) => total + value, 0),
  avg: (...values) => {
    const all = doubles(elements(values));
    return all.length ? all.reduce((total, value) => total + value, 0) / all.length : null;
  },
  min: extreme(-1),
  max: extreme(1),
  abs: ofNumber(Math.abs, (value) => (value < 0n ? -value : value)),
  floor: ofNumber(Math.floor, same),
  ceil: ofNumber(Math.ceil, same),
  round,
  sqrt: ofNumber((value) => (value < 0 ? null : Math.sqrt(value))),
  coalesce: (...values) => values.find((value) => value !== null && value !== undefined) ?? null,
  concat: (...values) => (values.every((value) => typeof value === "string") ? values.join("") : null),
  substr: (text, start, count) => {
    if (typeof text !== "string" || typeof start !== "number" || typeof count !== "number" || start < 0) return null;
    const all = [...text];
    const first = Math.trunc(start);
    return all.slice(first, count < 0 ? undefined : first + Math.trunc(count)).join("");
  },
  lower: ofText((text) => text.toLowerCase()),
  upper: ofText((text) => text.toUpperCase()),
  matches: (text, wanted, options) =>
    typeof text === "string" &&
    typeof wanted === "string" &&
    (pattern(wanted, String(options ?? ""))?.test(text) ?? false),
  at: (values, place) =>
    Array.isArray(values) && typeof place === "number" && Number.isFinite(place)
      ? ((values as unknown[]).at(Math.trunc(place)) ?? null)
      : null,
  exists: (value) => value !== null && value !== undefined,
  type: kindOf,
};
