// Domains, units and names of a line plot.

import { say } from "../../core";

const DAY = 86400;
const HOUR = 3600;
const MINUTE = 60;

/** The unit, in seconds, in which a stretch of time reads best. */
export const timeUnit = (seconds: number): number =>
  seconds > 3 * DAY ? DAY : seconds > 3 * HOUR ? HOUR : seconds > 5 * MINUTE ? MINUTE : 1;

/** The shortest axis whose length can still be divided. */
const LEAST = 1e-305;

/** An end of an axis, half of the largest float at most where the length would be none. */
const finite = (end: number, other: number): number => {
  const most = Math.abs(end - other) === Infinity ? Number.MAX_VALUE / 2 : Number.MAX_VALUE;
  return Math.min(Math.max(end, -most), most);
};

/** A range that is asked for, or found and given some room; never empty. */
export function widen(
  low: number,
  high: number,
  asked: readonly [number | null, number | null] | null,
  log: boolean,
  room: number,
): [number, number] {
  if (!(low <= high)) [low, high] = log ? [1, 10] : [0, 1];
  const [least, most] = [low, high];
  if (low === high)
    [low, high] = log ? [low / 2, high * 2] : [low - (Math.abs(low) / 10 || 0.5), high + (Math.abs(high) / 10 || 0.5)];
  else if (log) [low, high] = room ? [low / (high / low) ** room, high * (high / low) ** room] : [low, high];
  else [low, high] = [low - (high - low) * room, high + (high - low) * room];
  if (high - low === Infinity) [low, high] = least < most ? [least, most] : [least / 2, most];
  if (!log && high - low < LEAST) [low, high] = [low - LEAST, high + LEAST];
  return [asked?.[0] ?? finite(low, high), asked?.[1] ?? finite(high, low)];
}

/** The name of an x axis that is no time. */
export const axisWord = (axis: string): string => (axis === "step" ? say("step") : axis);

export const unitName = (unit: number): string =>
  unit === DAY ? say("days") : unit === HOUR ? say("hours") : unit === MINUTE ? say("minutes") : say("seconds");
