// What a line plot draws between its axes, in pixels: strokes and areas, points, and marks for what is no number.

import type { Area } from "../chart";
import { isFaint } from "../core";
import { courseOf } from "./axes/domains";
import type { Plane } from "./axes/plane";
import type { Bad } from "./data/columns";
import type { Drawn } from "./data/drawn";
import { type Columns, columns, faintness, isNoise } from "./data/noise";
import { lowerBound, outline, type Points, path, type Screen, sketch } from "./data/series";
import { STEPPED_BACK, type Stroke } from "./lines";
import { type Goals, MANY, standingOut } from "./said";

/** How lines are told apart: which stand out, what is noise, and which leave the y axis. */
export interface Look {
  noise: "auto" | "band" | "line";
  strong: ReadonlySet<Drawn>;
  many: boolean;
  /** Whether dashes tell no metrics apart. */
  oneMetric: boolean;
  leaving: readonly Drawn[];
}

export const lookOf = (
  all: readonly Drawn[],
  goals: Goals,
  noise: Look["noise"],
  leaving: readonly Drawn[] | null,
): Look => ({
  noise,
  strong: standingOut(all, goals),
  many: all.length > MANY,
  oneMetric: new Set(all.map(({ key }) => key)).size < 2,
  leaving: leaving ?? [],
});

const MAX_MARKS = 300;
const NONE = { strokeWidth: 0, strokeDash: null, opacity: 1, fillOpacity: 0 };
const FAINT = { stroke: "var(--line-2)", strokeWidth: 1, opacity: 0.7 };
/** Pixels of a column of a band, and of one that the line through its middle is the mean of. */
const BAND = 3;
const MIDDLE = 8;
const MAX_EXITS = 3;

/** Areas and bands first, then raw lines, then the lines themselves; `screen` is where the plot lies. */
export function strokes(all: readonly Drawn[], plane: Plane, plot: Area, screen: Screen, look: Look): Stroke[] {
  const { toX, toY } = plane;
  const own = { ...screen, left: screen.left + plot.left, top: screen.top + plot.top };
  const fills: Stroke[] = [];
  const rows: Stroke[] = [];
  const noisy = banded(all, plane, plot.width, look.noise);
  const thin = faintness(all.filter((drawn) => noisy.has(drawn) && look.strong.has(drawn)).length);
  for (const drawn of all) {
    const { color, right } = drawn;
    const fill = drawn.area ?? drawn.band;
    const edges = (x: Float64Array, low: Float64Array, high: Float64Array): string =>
      outline(x, low, high, toX, toY(right));
    if (fill && (drawn.area || look.strong.has(drawn)))
      fills.push({
        ...NONE,
        of: drawn,
        path: edges(fill.x, fill.low, fill.high),
        fill: color,
        fillOpacity: drawn.area ? 0.5 : 0.16,
      });
    if (!noisy.has(drawn) || !look.strong.has(drawn) || !drawn.logged) continue;
    const { x, low, high } = seen(drawn, drawn.logged, plot.width, BAND);
    fills.push({ ...NONE, of: drawn, path: edges(x, low, high), fill: color, fillOpacity: thin, noise: true });
  }
  const drawing = { ...plane, own, width: plot.width, look };
  for (const drawn of all)
    if (!noisy.has(drawn) && look.strong.has(drawn))
      for (const points of drawn.faint)
        rows.push({ ...line(drawn, points, drawing, false), ...RAW, lit: RAW, of: { runs: drawn.runs } });
  const ordered = [...all.filter((drawn) => !look.strong.has(drawn)), ...look.strong];
  for (const drawn of look.many ? ordered : all) {
    const calm = noisy.has(drawn) && drawn.shown.y === drawn.logged?.y;
    const points = calm ? middles(drawn, plot.width) : drawn.shown;
    rows.push(line(drawn, points, drawing, noisy.has(drawn)));
  }
  const quiet = rows.splice(0, look.many ? all.length - look.strong.size : 0);
  return [...quiet, ...fills, ...rows, ...exits(look.leaving, plane, plot)];

  function seen(drawn: Drawn, points: Points, width: number, pixels: number): Columns {
    const share = (x: number): number => toX(x) / width;
    const count = Math.min(Math.floor(width / pixels), Math.floor(inView(points, plane.domain) / 4));
    return columns(points, share, Math.max(count, 1), drawn.reduced);
  }

  function middles(drawn: Drawn, width: number): Points {
    const { x, middle } = seen(drawn, drawn.shown, width, MIDDLE);
    return { x, y: middle };
  }
}

const RAW = { opacity: 0.25, strokeWidth: 1, strokeDash: null };

const inView = ({ x }: Points, [from, to]: readonly [number, number]): number =>
  lowerBound(x, to) - lowerBound(x, from) + 1;

/** The lines that are drawn as bands: all dense lines of a metric where half of them are noise, so that they look alike. */
function banded(all: readonly Drawn[], plane: Plane, width: number, noise: Look["noise"]): Set<Drawn> {
  const dense = all.filter(({ logged, points, area }) => {
    const count = logged && !points && !area ? inView(logged, plane.domain) : 0;
    return noise !== "line" && count >= (noise === "band" ? LEAST_BAND : Math.max(width, LEAST_BAND));
  });
  if (noise === "band") return new Set(dense);
  const share = (x: number): number => plane.toX(x) / width;
  const votes = new Map<string, number>();
  for (const { key, logged, right } of dense) {
    const noisy = logged && isNoise(logged, share, plane.toY(right), width);
    votes.set(key, (votes.get(key) ?? 0) + (noisy ? 1 : -1));
  }
  return new Set(dense.filter(({ key }) => (votes.get(key) ?? -1) >= 0));
}

/** Points in view without which there is no band. */
const LEAST_BAND = 40;

function line(
  drawn: Drawn,
  points: Points,
  { domain, toX, toY, own, look }: Plane & { own: Screen; look: Look },
  noisy: boolean,
): Stroke {
  const lit = { stroke: drawn.color, strokeWidth: drawn.points ? 0 : drawn.width, opacity: 1 };
  const strong = look.strong.has(drawn);
  const dashed = drawn.dash && !look.many && !(noisy && look.oneMetric);
  const quiet = !strong && look.many && !drawn.points;
  return {
    ...NONE,
    ...(strong ? lit : { ...FAINT, strokeWidth: drawn.points ? 0 : FAINT.strokeWidth }),
    ...(noisy && strong && drawn.width === USUAL ? { strokeWidth: 1.5 } : {}),
    path: (quiet ? sketch : path)(points, domain, toX, toY(drawn.right), own),
    of: drawn,
    strokeDash: dashed ? drawn.dash.split(" ").map(Number) : null,
    lit,
    quiet,
  };
}

const USUAL = 1.75;

/** Arrows where lines leave the axes above or below. */
function exits(leaving: readonly Drawn[], { domain, toX, toY }: Plane, plot: Area): Stroke[] {
  const share = (x: number): number => toX(x) / plot.width;
  return leaving.flatMap((drawn) => {
    const { x, y } = courseOf(drawn, share);
    let text = "";
    let count = 0;
    let before = 0;
    let last = -Infinity;
    for (let i = lowerBound(x, domain[0]); i < x.length && (x[i] ?? 0) <= domain[1] && count < MAX_EXITS; i++) {
      const px = toX(x[i] ?? NaN);
      const py = toY(drawn.right)(y[i] ?? NaN);
      if (!Number.isFinite(py)) continue;
      const side = py < 0 ? 1 : py > plot.height ? -1 : 0;
      if (side && side !== before && px > last + APART) {
        text += `M${Math.round(px) - 4} ${side > 0 ? 6 : Math.round(plot.height) - 6}l4 ${-4 * side}l4 ${4 * side}`;
        count++;
        last = px;
      }
      before = side;
    }
    return text ? [{ ...NONE, path: text, stroke: drawn.color, strokeWidth: 1.5, of: drawn, exit: true }] : [];
  });
}

/** Pixels between two arrows of a line. */
const APART = 40;

/** Points of lines that are drawn as points, and a mark at the edge for each value that is no number. */
export function marks(all: readonly Drawn[], bad: readonly Bad[], plane: Plane, height: number): object[] {
  const seen = new Set<string>();
  return [...points(all, plane, seen), ...atEdges(bad, plane, height, seen)];
}

function points(all: readonly Drawn[], { domain, toX, toY }: Plane, seen: Set<string>): object[] {
  const rows: object[] = [];
  for (const { points: asPoints, shown, right, color, runs } of all) {
    const fillOpacity = runs.every(isFaint) ? STEPPED_BACK : 1;
    if (!asPoints && shown.x.length !== 1) continue;
    for (let i = lowerBound(shown.x, domain[0]); i < shown.x.length && (shown.x[i] ?? 0) <= domain[1]; i++) {
      const px = toX(shown.x[i] ?? NaN);
      const py = toY(right)(shown.y[i] ?? NaN);
      const place = `${Math.round(px)} ${Math.round(py)}`;
      if (Number.isFinite(py) && !seen.has(place))
        rows.push({ x: px, y: py, fill: color, fillOpacity, shape: "circle", size: 16 });
      seen.add(place);
    }
  }
  return rows;
}

function atEdges(bad: readonly Bad[], { domain, toX }: Plane, height: number, seen: Set<string>): object[] {
  const rows: object[] = [];
  for (const { line, x, y } of bad) {
    if (x < domain[0] || x > domain[1]) continue;
    const px = toX(x);
    const place = `${Math.round(px / 3)} ${line.run} ${y}`;
    if (seen.has(place) || !Number.isFinite(px)) continue;
    seen.add(place);
    const up = y === Infinity;
    rows.push({
      x: px,
      y: up ? 5 : height + 5, // outside, where no value of the axis is
      fill: Number.isNaN(y) ? "transparent" : line.color,
      stroke: line.color,
      shape: up ? "triangle-up" : "triangle-down",
      size: 30,
    });
  }
  const every = Math.ceil(rows.length / MAX_MARKS); // all along the stretch
  return rows.filter((_, i) => i % every === 0);
}
