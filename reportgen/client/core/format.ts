// Numbers as a reader sees them: one rule for the page, and in reportgen/digits.py the same for the build.
//
// Whole numbers stand in full, others at four significant digits and at least one decimal, so that what is not whole
// never looks whole. What is read by machines has every digit: `written`.

const BYTES = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
const WHOLE = 1e16;
const LEAST = 1e-4;
const SIGNIFICANT = 4;
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** `bigint`: a whole number that no double holds. */
type Value = number | bigint;

/**
 * Whole numbers in full, others at so many significant digits and at least one decimal. Zeros at the end are left out;
 * below 0.0001 and from 10^16 on there is a power of ten: 3.427×10⁻⁹.
 */
export const said = (value: Value, significant = SIGNIFICANT, thousands = true): string =>
  signed(value, unsigned(value, significant, thousands));

/**
 * Numbers below each other: where digits were left out, zeros are written up to the decimals of the others, as far as
 * four significant digits go. In a table, where they may be ids or years, whole numbers have no thousands separators.
 */
export function saidInColumn(values: readonly Value[], table = false): string[] {
  const manner = mannerOf(values, table);
  return values.map((value) => saidAs(value, manner));
}

/** How the numbers of a column are written: up to how many decimals zeros are, and whether thousands are separated. */
export interface Manner {
  decimals: number;
  thousands: boolean;
}

export function mannerOf(values: readonly Value[], table = false): Manner {
  const thousands = !table || !values.every((value) => isWhole(value) || !Number.isFinite(Number(value)));
  let cut = false;
  let most = 0;
  for (const value of values) {
    const text = unsigned(value, SIGNIFICANT, thousands);
    most = Math.max(most, decimals(text));
    cut ||= isCut(value, text);
  }
  return { decimals: cut ? most : 0, thousands };
}

export function saidAs(value: Value, { decimals: most, thousands }: Manner): string {
  const text = unsigned(value, SIGNIFICANT, thousands);
  const own = decimals(text);
  const full = 0 < own && own < most ? Math.min(most, places(Number(value), SIGNIFICANT)) : 0;
  return signed(value, text + "0".repeat(Math.max(full - own, 0)));
}

/** The shortest text that reads back as the same number, in ASCII: for exports and titles. */
export function written(value: Value): string {
  if (typeof value === "bigint" || !Number.isFinite(value) || isWhole(value)) return String(value === 0 ? 0 : value);
  const size = Math.abs(value);
  return size < LEAST || size >= WHOLE ? value.toExponential().replace("e+", "e") : String(value);
}

/** Whether a text of `said` or `saidInColumn` leaves digits of the number out. */
export function isCut(value: Value, text: string): boolean {
  if (typeof value === "bigint" || !Number.isFinite(value) || isWhole(value)) return false;
  const [number = "", power = ""] = text.replace(/[,−]/g, "").split("×10");
  const lowered = power.replace(/./g, (one) => (one === "⁻" ? "-" : String(RAISED.indexOf(one))));
  return Number(power ? `${number}e${lowered}` : number) !== Math.abs(value);
}

/** The title of a shown number: the exact one where the text leaves digits out. */
export const titleOf = (value: Value, text: string): string | null => (isCut(value, text) ? written(value) : null);

/** Seconds in their own unit: 90 ms, 1.1 s, 3m 20s or 1h 05m. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return said(seconds);
  const size = Math.abs(seconds);
  const milli = Math.floor(size * 1e3 + 0.5);
  const whole = Math.floor(size + 0.5);
  const pad = (n: number): string => String(n).padStart(2, "0");
  if (milli < 1) return signed(seconds, size ? `${said(size * 1e6, 2)} µs` : "0 s");
  if (milli < 1000) return signed(seconds, `${milli} ms`);
  if (whole < 60) return signed(seconds, `${size.toFixed(size === whole ? 0 : 1)} s`);
  if (whole < 3600) return signed(seconds, `${Math.floor(whole / 60)}m ${pad(whole % 60)}s`);
  return signed(seconds, `${said(Math.floor(whole / 3600))}h ${pad(Math.floor(whole / 60) % 60)}m`);
}

/** A count of bytes in its own unit: 512 B, 23.1 GB. */
export function fileSize(count: number): string {
  if (!Number.isFinite(count)) return said(count);
  let size = Math.abs(count);
  let place = 0;
  for (; size >= 999.95 && place < BYTES.length - 1; place++) size /= 1000;
  return signed(count, `${place ? size.toFixed(1) : said(size)} ${BYTES[place]}`);
}

/** Whether a number is a whole one that is written in full. */
const isWhole = (value: Value): boolean =>
  typeof value === "bigint" || (Number.isInteger(value) && Math.abs(value) < WHOLE);

const signed = (value: Value, text: string): string => (value < 0 ? `−${text}` : text);

const separated = (text: string): string => text.replace(/^\d{4,}/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

/** The size of a number, without its sign. */
function unsigned(value: Value, significant: number, thousands: boolean): string {
  const shown = thousands ? separated : (text: string): string => text;
  if (isWhole(value)) return shown(String(value).replace("-", ""));
  const size = Math.abs(Number(value));
  if (!Number.isFinite(size)) return Number.isNaN(size) ? "NaN" : "∞";
  const [number = "", power = ""] = size.toExponential(significant - 1).split("e");
  if (Number(power) < -4 || size >= WHOLE)
    return `${trim(number)}×10${power.replace(/./g, (one) => (one === "+" ? "" : one === "-" ? "⁻" : (RAISED[Number(one)] ?? "")))}`;
  const text = shown(size.toFixed(Math.max(significant - 1 - Number(power), 1)));
  const short = text.replace(/0+$/, "");
  return short.endsWith(".") ? text : short; // 1.000: not quite one
}

/** How many decimals a number has at so many significant digits. */
const places = (value: number, significant: number): number =>
  Math.max(significant - 1 - Number(value.toExponential(significant - 1).split("e")[1]), 1);

/** How many decimals a text has; one with a power of ten has none that others could be padded to. */
const decimals = (text: string): number => (text.includes("×") ? 0 : (text.split(".")[1]?.length ?? 0));

const trim = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
