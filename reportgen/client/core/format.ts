// Numbers as a reader wants them: short on axes and in tables, exact on demand.

const UNITS: [number, string][] = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];
const WHOLE = 1e16;

/** Four significant digits, with a unit letter for thousands and up. */
export function brief(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const unit = UNITS.find(([limit]) => size >= limit * 10);
  if (unit) return `${trim((value / unit[0]).toPrecision(4))}${unit[1]}`;
  return size !== 0 && size < 1e-3 ? value.toExponential(2) : plain(value, 4);
}

/** Short texts that tell values apart: as many digits as that takes. */
export function apart(values: readonly number[]): string[] {
  const count = new Set(values).size;
  for (let digits = 4; digits < 17; digits++) {
    const texts = digits === 4 ? values.map(brief) : values.map((value) => trim(value.toPrecision(digits)));
    if (new Set(texts).size === count) return texts;
  }
  return values.map(String);
}

/** Six significant digits, whole numbers in full with thousands separated. */
export function exact(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < WHOLE ? value.toLocaleString("en-US") : plain(value);
}

/** Whole numbers in full, others at so many significant digits and at least one decimal: what is not whole never looks it. */
export function plain(value: number, significant = 6, thousands = false): string {
  if (thousands)
    return plain(value, significant).replace(/^-?\d+(?=\.|$)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return String(value);
  if (size >= WHOLE) return value.toExponential();
  if (Number.isInteger(value)) return String(value);
  if (size < 1e-4) return value.toExponential(significant - 1).replace(/\.?0+e/, "e");
  const before = size >= 1 ? Math.trunc(size).toString().length : Math.floor(Math.log10(size)) + 1;
  const text = value.toFixed(before < significant ? significant - before : 3);
  const short = text.replace(/0+$/, "");
  return short.endsWith(".") ? text : short; // 1.00000: not quite one
}

/** A count with its noun: 1 row, 1,200 rows. */
export const plural = (count: number, noun: string, many = `${noun}s`): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? noun : many}`;

/** Seconds as 1h 05m, 3m 20s or 4.2s. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const pad = (n: number): string => String(n).padStart(2, "0");
  if (whole >= 3600) return `${Math.floor(whole / 3600)}h ${pad(Math.floor(whole / 60) % 60)}m`;
  return whole >= 60 ? `${Math.floor(whole / 60)}m ${pad(whole % 60)}s` : `${trim(seconds.toPrecision(3))}s`;
}

const trim = (text: string): string => (text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text);
