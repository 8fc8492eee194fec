// The functions of a question, by the names in language.json.

import { compareTexts, kindOf } from "../values";
import { compareNumbers, isNaNumber, isNumber, type Num } from "../whole";
import { pattern } from "./pattern";

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

export const CALLS: Record<string, Call> = {
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
  slice: (values, start, stop) => {
    const ends = [start, stop].map((end) => (isNumber(end) ? Number(end) : undefined));
    if (!Array.isArray(values) || ends.some((end) => end !== undefined && !Number.isFinite(end))) return null;
    return (values as unknown[]).slice(...ends.map((end) => (end === undefined ? end : Math.trunc(end))));
  },
  exists: (value) => value !== null && value !== undefined,
  type: kindOf,
};
