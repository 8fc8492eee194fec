// Domains, units and names of a line plot.

const DAY = 86400, HOUR = 3600, MINUTE = 60;

/** The unit, in seconds, in which a stretch of time reads best. */
export const timeUnit = (seconds: number): number =>
  seconds > 3 * DAY ? DAY : seconds > 3 * HOUR ? HOUR : seconds > 5 * MINUTE ? MINUTE : 1;

/** A range that is asked for, or found and given some room; never empty. */
export function widen(
  low: number, high: number, asked: readonly [number | null, number | null] | null, log: boolean, room: number,
): [number, number] {
  if (!(low <= high)) [low, high] = log ? [1, 10] : [0, 1];
  if (low === high) [low, high] = log ? [low / 2, high * 2] : [low - (Math.abs(low) / 10 || 0.5), high + (Math.abs(high) / 10 || 0.5)];
  else if (log) [low, high] = room ? [low / (high / low) ** room, high * (high / low) ** room] : [low, high];
  else [low, high] = [low - (high - low) * room, high + (high - low) * room];
  return [asked?.[0] ?? low, asked?.[1] ?? high];
}

export const unitName = (unit: number): string =>
  unit === DAY ? "days" : unit === HOUR ? "hours" : unit === MINUTE ? "minutes" : "seconds";

/** A long name with its middle left out: runs of a sweep often differ only at the end. */
export const shorten = (name: string, length = 44): string => {
  const letters = [...name];
  return letters.length <= length ? name : `${letters.slice(0, length / 2 - 1).join("")}…${letters.slice(-length / 2).join("")}`;
};
