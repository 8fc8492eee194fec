// From what a line plot holds and how it is set to what it draws: lines, bands, areas. Free of the page.

import { mean as meanOf, stddev, stderr } from "../../chart";
import type { LineGroupPayload as Group, LinePayload as Line, LinePlotPayload } from "../../payloads";
import { type Band, combine, type Statistic, stack } from "./groups";
import { nearest, type Points, smooth } from "./series";

export type { LineGroupPayload as Group, LinePayload as Line } from "../../payloads";

/** What a reader may set. */
export type Settings = Pick<
  LinePlotPayload,
  "smoothing" | "smoothingType" | "original" | "aggregate" | "range" | "plotType" | "ignoreOutliers" | "noise"
>;

/** Something that is drawn: a line with, where it has them, the raw points behind it, a band, or an area's edges. */
export interface Drawn {
  name: string;
  legend: string;
  color: string;
  dash: string;
  width: number;
  points: boolean;
  right: boolean;
  runs: number[];
  key: string;
  /** What the script calls the metric. */
  label: string;
  raw: Points;
  shown: Points;
  faint: Points[];
  /** The logged points where they are drawn: by the line, or behind it. */
  logged: Points | null;
  /** Whether the logged points are fewer than the run logged. */
  reduced: boolean;
  band: Band | null;
  area: Band | null;
  /** The values of each run of a group, on the x of `shown`. */
  members: Float64Array[];
}

/** The points of a line along an axis, and the band around it. */
export interface Course {
  line: Line;
  raw: Points;
  band?: Band | null;
}

export function drawnOf(lines: readonly Course[], groups: readonly Group[], set: Settings): Drawn[] {
  const single = lines.map(({ line, raw, band = null }) => {
    const shown = { x: raw.x, y: smooth(raw, set.smoothingType, set.smoothing) };
    const faint = set.smoothing > 0 && set.original && set.smoothingType !== "none" ? [raw] : [];
    return {
      ...base(line),
      runs: [line.run],
      raw,
      shown,
      faint,
      logged: band ? null : shown.y === raw.y ? raw : (faint[0] ?? null), // one band is enough
      reduced: line.total > raw.x.length,
      band,
      area: null,
      members: [],
      group: line.group,
    };
  });
  const drawn: Drawn[] = groups.length ? grouped(single, groups, set) : single;
  if (set.plotType === "line") return drawn;
  const stacked = drawn.filter(({ right }) => !right); // what has an axis of its own stays a line
  const areas = stack(
    stacked.map(({ shown }) => shown),
    set.plotType === "pct-area",
  );
  return drawn.map((each) => {
    if (each.right) return each;
    const area = areas[stacked.indexOf(each)] ?? null;
    return {
      ...each,
      area,
      faint: [],
      logged: null,
      band: null,
      points: false,
      ...(area ? { shown: { x: area.x, y: area.high } } : {}),
    };
  });
}

const base = (
  line: Line,
): Pick<Drawn, "name" | "legend" | "color" | "dash" | "width" | "points" | "right" | "key" | "label"> => ({
  name: line.name,
  legend: line.legend,
  color: line.color,
  dash: line.dash,
  width: line.width,
  points: line.points,
  right: line.right,
  key: line.key,
  label: line.label,
});

function grouped(single: readonly (Drawn & { group: number })[], groups: readonly Group[], set: Settings): Drawn[] {
  const cells = new Map<string, (Drawn & { group: number })[]>();
  for (const each of single) {
    const cell = `${each.group}\0${each.key}`;
    cells.set(cell, [...(cells.get(cell) ?? []), each]);
  }
  return [...cells.values()].flatMap((members) => {
    const first = members[0];
    const group = first && groups[first.group];
    if (!first || !group) return members;
    const look = {
      ...first,
      color: group.color,
      name: group.name,
      legend: group.legend,
      runs: members.flatMap(({ runs }) => runs),
    };
    if (set.aggregate === "samples") return members.map((each) => ({ ...each, color: group.color }));
    const { line, band, values } = combine(
      members.map(({ shown }) => shown),
      set.aggregate,
      set.range,
    );
    const faint = set.range === "samples" ? members.map(({ shown }) => shown) : [];
    return [{ ...look, raw: line, shown: line, faint, logged: null, band, members: values }];
  });
}

/** What `${mean}`, `${min}` and so on say of a drawn line at x: over the runs of a group, or of the one run. */
export function statistic(drawn: Drawn, x: number): Statistic & { y: number; original: number } {
  const i = nearest(drawn.shown.x, x);
  const y = drawn.shown.y[i] ?? NaN;
  const here = (drawn.members.length ? drawn.members.map((column) => column[i] ?? NaN) : [y]).filter(Number.isFinite);
  const original = drawn.members.length ? y : (drawn.raw.y[nearest(drawn.raw.x, x)] ?? NaN);
  return {
    y,
    original,
    count: here.length,
    mean: here.length ? meanOf(here) : NaN,
    min: here.length ? Math.min(...here) : NaN,
    max: here.length ? Math.max(...here) : NaN,
    stddev: stddev(here),
    stderr: stderr(here),
  };
}
