// Whole numbers that doubles do not tell apart are BigInts, all others numbers: both are numbers to a question.

export type Num = number | bigint;

const EXACT = BigInt(2 ** 53);
const LARGEST = 10n ** 38n;

export const isNumber = (value: unknown): value is Num => typeof value === "number" || typeof value === "bigint";
export const isFiniteNumber = (value: unknown): value is Num => isNumber(value) && Number.isFinite(Number(value));
export const isWhole = (value: Num): boolean => typeof value === "bigint" || Number.isInteger(value);
export const isNaNumber = (value: unknown): boolean => typeof value === "number" && Number.isNaN(value);

/** A whole number as questions see it. */
export const normal = (value: bigint): Num => (value > -EXACT && value < EXACT ? Number(value) : value);

/** A number as it is written: whole ones with all of their digits, up to 38. */
export function numberOf(text: string): Num {
  if (!/^[-+]?\d{16,}$/.test(text)) return Number(text);
  const whole = BigInt(text.replace(/^\+/, ""));
  const size = whole < 0n ? -whole : whole;
  return size < LARGEST ? normal(whole) : Number(text);
}

/** Where one number lies from another: negative, zero or positive; NaN where one of them is NaN. */
export const compareNumbers = (a: Num, b: Num): number =>
  a < b ? -1 : a > b ? 1 : Number.isNaN(Number(a)) || Number.isNaN(Number(b)) ? NaN : 0;

/** One number less another, as a double: exact before it is rounded. */
export const difference = (a: Num, b: Num): number =>
  typeof a === "number" && typeof b === "number"
    ? a - b
    : isWhole(a) && isWhole(b)
      ? Number(BigInt(a) - BigInt(b))
      : Number(a) - Number(b);

const WHOLE: Record<string, (a: bigint, b: bigint) => bigint> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "//": (a, b) => (a - modulo(a, b)) / b,
  "%": (a, b) => modulo(a, b),
};

const modulo = (a: bigint, b: bigint): bigint => {
  const rest = a % b;
  return rest && rest < 0n !== b < 0n ? rest + b : rest;
};

/** What an operator makes of whole numbers of which one is large; nothing beyond 38 digits. `undefined` for all others. */
export function exactly(operator: string, a: Num, b: Num): Num | null | undefined {
  const act = WHOLE[operator];
  if (!act || (typeof a === "number" && typeof b === "number") || !isWhole(a) || !isWhole(b)) return undefined;
  if ((operator === "//" || operator === "%") && BigInt(b) === 0n) return null;
  const made = act(BigInt(a), BigInt(b));
  return made < LARGEST && made > -LARGEST ? normal(made) : null;
}

/** A value as JSON, with all digits; what JSON has no number for is a text. */
export function jsonOf(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return JSON.stringify(String(value));
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(",")}]`;
  if (typeof value === "object" && value !== null)
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}:${jsonOf(inner)}`)
      .join(",")}}`;
  return JSON.stringify(value ?? null);
}

const TOLD: Record<string, number> = { NaN, Infinity, "-Infinity": -Infinity };

/** Values as reportgen/panels/table/columns.py marked what JSON cannot hold: after a NUL. */
export function revived(value: unknown): unknown {
  if (typeof value === "string" && value.startsWith("\0"))
    return value[1] === "i" ? normal(BigInt(value.slice(2))) : value[1] === "s" ? value.slice(2) : TOLD[value.slice(1)];
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revived(inner)]));
  return value;
}
