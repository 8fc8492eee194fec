// Numbers as a reader wants them: short on axes and in tables, exact on demand.

const UNITS: [number, string][] = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];

/** Four significant digits, with a unit letter for thousands and up. */
export function brief(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const unit = UNITS.find(([limit]) => size >= limit * 10);
  if (unit) return `${trim((value / unit[0]).toPrecision(4))}${unit[1]}`;
  return size !== 0 && size < 1e-3 ? value.toExponential(2) : trim(value.toPrecision(4));
}

/** Six significant digits, whole numbers in full with thousands separated. */
export function exact(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString("en-US");
  return Math.abs(value) < 1e-4 || Math.abs(value) >= 1e9 ? value.toExponential(4) : trim(value.toPrecision(6));
}

/** Seconds as 1h 05m, 3m 20s or 4.2s. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const pad = (n: number): string => String(n).padStart(2, "0");
  if (whole >= 3600) return `${Math.floor(whole / 3600)}h ${pad(Math.floor(whole / 60) % 60)}m`;
  return whole >= 60 ? `${Math.floor(whole / 60)}m ${pad(whole % 60)}s` : `${trim(seconds.toPrecision(3))}s`;
}

const trim = (text: string): string => (text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text);
