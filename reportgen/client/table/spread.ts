// How a column's values are spread, above the column: bars to brush, the most frequent to pick, what is missing.

import { button, create, exact } from "../core";
import { isoOf } from "../query/data";
import type { Spread } from "../query/engine";
import { nameOf } from "./cells";
import type { Side } from "./compare";
import { type Column, literal, quoted } from "./view";

const PICKED = 200; // characters: a longer text is no question

export interface Brush {
  only: string | undefined;
  choose(condition: string | undefined): void;
}

const percent = (part: number, whole: number): string =>
  `${((part / Math.max(whole, 1)) * 100).toFixed(part / Math.max(whole, 1) < 0.1 ? 1 : 0)}%`;

/** The distribution of `now` in front of that of all rows. */
export function spreadOf(column: Column, all: Spread, now: Spread, brush: Brush): HTMLElement {
  const box = create("div", { class: "rg-spread" });
  if (all.bins) box.append(bars(column, all, now, brush));
  else if (all.top) box.append(top(column, all, now, brush));
  const words = [
    now.missing ? `${percent(now.missing, now.count)} missing` : "",
    now.nan ? `${now.nan.toLocaleString("en-US")} NaN` : "",
    now.infinite ? `${now.infinite.toLocaleString("en-US")} infinite` : "",
    all.distinct !== undefined && all.distinct > 3 ? `${(now.distinct ?? 0).toLocaleString("en-US")} distinct` : "",
  ].filter(Boolean);
  if (words.length) box.append(create("span", { class: "rg-spread-words", title: words.join(", ") }, words.join(", ")));
  return box;
}

/** The distributions of joined tables in front of each other, a colour for each. */
export function spreadsOf(
  column: Column,
  all: readonly (Spread | undefined)[],
  now: readonly (Spread | undefined)[],
  sides: readonly Side[],
): HTMLElement {
  const box = create("div", { class: "rg-spread" });
  const [first] = all;
  if (first?.bins) {
    box.append(
      create("div", { class: "rg-spread-plot" }, outlines(now, sides), endsOf(column.parts?.[0] ?? column, first)),
    );
  } else if (first?.top) {
    const values = new Set(now.flatMap((spread) => spread?.top?.slice(0, 3).map(([value]) => value) ?? []));
    for (const value of [...values].filter((one) => String(one).length <= PICKED).slice(0, 3)) {
      const counts = now.map((spread) => spread?.top?.find(([other]) => other === value)?.[1] ?? 0);
      box.append(
        create(
          "div",
          {
            class: "rg-spread-pair",
            title: `${nameOf(value)}: ${sides.map(({ label }, i) => `${label} ${(counts[i] ?? 0).toLocaleString("en-US")}`).join(", ")}`,
          },
          create("bdi", {}, nameOf(value)),
          ...counts.map((count) => create("span", {}, count.toLocaleString("en-US"))),
        ),
      );
    }
  }
  return box;
}

/** Histograms on the same bins as lines over each other. */
export function outlines(spreads: readonly (Spread | undefined)[], sides: readonly Side[]): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const most = Math.max(1, ...spreads.flatMap((spread) => spread?.bins ?? []));
  for (const [name, value] of [
    ["viewBox", "0 0 96 34"],
    ["preserveAspectRatio", "none"],
    ["class", "rg-spread-lines"],
    ["role", "img"],
    [
      "aria-label",
      `Distributions: ${spreads.map((spread, i) => `${sides[i]?.label ?? ""} mean ${exact(Number((spread?.mean ?? NaN).toPrecision(4)))}`).join(", ")}`,
    ],
  ])
    svg.setAttribute(name ?? "", value ?? "");
  for (const [i, spread] of spreads.entries()) {
    const bins = spread?.bins ?? [];
    const wide = 96 / Math.max(1, bins.length);
    const path = document.createElementNS(space, "path");
    path.setAttribute(
      "d",
      `M0 34${bins.map((count, b) => `V${(34 - Math.sqrt(count / most) * 33).toFixed(1)}H${((b + 1) * wide).toFixed(1)}`).join("")}V34`,
    );
    path.style.stroke = sides[i]?.color ?? "";
    path.style.fill = `color-mix(in srgb, ${sides[i]?.color ?? "currentColor"} 22%, transparent)`;
    svg.append(path);
  }
  return svg;
}

const edge = (column: Column, value: number): string =>
  column.moments ? isoOf(Math.round(value), column.moments).replace("T", " ") : exact(value);

/** An end of the axis, short: whole numbers as they are, all others with four digits. */
function end(column: Column, value: number, wide: number): string {
  if (column.moments) return wide > 2 * 86_400_000 ? isoOf(Math.round(value), "day") : edge(column, value);
  const [digits = "", power] = value.toPrecision(4).split("e");
  if (power !== undefined && !(Number.isInteger(value) && Math.abs(value) <= 2 ** 53))
    return `${Number(digits)}e${power}`;
  return Math.abs(value) < 1e4 && Math.abs(value) >= 1e-4
    ? exact(Number(value.toPrecision(4)))
    : Math.abs(value) >= 1e4
      ? exact(value)
      : value
        ? value.toExponential(2).replace(/\.?0+e/, "e")
        : "0";
}

/** Both ends of the axis: an ellipsis says where there is no room, and the title has each whole. */
function endsOf(column: Column, { low = 0, high = 0, ends, bins = [] }: Spread): HTMLElement {
  const some = bins.some(Boolean);
  const one = (value: number, digits: string | undefined): HTMLElement => {
    const whole = digits ?? (column.moments ? edge(column, value) : String(value));
    return create("span", { title: whole }, digits ?? end(column, value, high - low));
  };
  return create(
    "span",
    { class: "rg-spread-ends" },
    ...(some
      ? [one(low, ends?.[0]), ...(high > low || (ends && ends[0] !== ends[1]) ? [one(high, ends?.[1])] : [])]
      : []),
  );
}

/** Where the bins of a column begin, and what lies so far from there: as it is shown, and as it stands in a question. */
interface Scale {
  wide: number;
  shown(offset: number): string;
  asked(offset: number): string;
  offset(text: string): number;
}

function scaleOf(column: Column, { low = 0, high = 0, ends, bins = [] }: Spread): Scale {
  if (ends) {
    const least = BigInt(ends[0]);
    const digits = (offset: number): string => String(least + BigInt(Math.ceil(offset)));
    return {
      wide: Number(BigInt(ends[1]) - least),
      shown: digits,
      asked: digits,
      offset: (text) => Number(BigInt(text) - least),
    };
  }
  const wide = high - low;
  const needed = (value: number): number =>
    Math.max(6, Math.min(17, 4 + Math.ceil(Math.log10((Math.abs(value) * bins.length) / (wide || 1)) || 0)));
  const asked = (value: number): string =>
    column.moments
      ? JSON.stringify(isoOf(Math.round(value), column.moments))
      : String(Number(value.toPrecision(needed(value))));
  return {
    wide,
    shown: (offset) => edge(column, low + offset),
    asked: (offset) => asked(low + offset),
    offset: (text) => (text.startsWith('"') ? Date.parse(`${text.slice(1, -1)}Z`) : Number(text)) - low,
  };
}

/** A condition on a range of numbers or moments. */
function between(
  column: Column,
  from: number | undefined,
  to: number | undefined,
  told: (offset: number) => string,
): string {
  const name = quoted(column.name);
  return [from === undefined ? "" : `${name} >= ${told(from)}`, to === undefined ? "" : `${name} < ${told(to)}`]
    .filter(Boolean)
    .join(" and ");
}

function bars(column: Column, all: Spread, now: Spread, brush: Brush): HTMLElement {
  const { bins = [], low = 0, high = 0 } = all;
  const most = Math.max(1, ...bins);
  const scale = scaleOf(column, all);
  const { wide } = scale;
  const least = />= (-?[\d.e+-]+|"[^"]*")/.exec(brush.only ?? "");
  const above = /<=? (-?[\d.e+-]+|"[^"]*")$/.exec(brush.only ?? "");
  const plot = create("div", {
    class: "rg-spread-bars",
    tabindex: 0,
    role: "slider",
    "aria-label": `Distribution of ${column.name}: choose a range with the arrow keys`,
    "aria-valuemin": low,
    "aria-valuemax": high,
    "aria-valuenow": low,
    "aria-valuetext": brush.only ?? `all, from ${edge(column, low)} to ${edge(column, high)}`,
  });
  const from = least?.[1] ? scale.offset(least[1]) : -Infinity;
  const to = above?.[1] ? scale.offset(above[1]) : Infinity;
  for (const [i, count] of bins.entries()) {
    const here = (wide * (i + 0.5)) / bins.length;
    const bar = create("i", {
      class: here >= from && here <= to ? "" : "rg-out",
      title: `${scale.shown((wide * i) / bins.length)} to ${scale.shown((wide * (i + 1)) / bins.length)}: ${(now.bins?.[i] ?? 0).toLocaleString("en-US")} of ${count.toLocaleString("en-US")}`,
    });
    bar.style.setProperty("--all", `${Math.sqrt(count / most) * 100}%`);
    bar.style.setProperty("--now", `${Math.sqrt((now.bins?.[i] ?? 0) / most) * 100}%`);
    plot.append(bar);
  }
  const at = (x: number): number => {
    const box = plot.getBoundingClientRect();
    return Math.max(0, Math.min(bins.length - 1, Math.floor(((x - box.left) / box.width) * bins.length)));
  };
  const choose = (a: number, b: number): void => {
    const [first, last] = a < b ? [a, b] : [b, a];
    brush.choose(
      first === 0 && last === bins.length - 1
        ? undefined
        : between(
            column,
            first ? (wide * first) / bins.length : undefined,
            last < bins.length - 1 ? (wide * (last + 1)) / bins.length : undefined,
            scale.asked,
          ),
    );
  };
  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || wide <= 0) return;
    event.preventDefault();
    plot.focus();
    const start = at(event.clientX);
    plot.setPointerCapture(event.pointerId);
    const mark = (end: number): void => {
      for (const [i, bar] of [...plot.children].entries())
        bar.classList.toggle("rg-out", i < Math.min(start, end) || i > Math.max(start, end));
    };
    mark(start);
    const move = (moved: PointerEvent): void => mark(at(moved.clientX));
    const up = (moved: PointerEvent): void => {
      plot.removeEventListener("pointermove", move);
      const end = at(moved.clientX);
      if (start === end && brush.only) brush.choose(undefined);
      else choose(start, end);
    };
    plot.addEventListener("pointermove", move);
    plot.addEventListener("pointerup", up, { once: true });
  });
  plot.addEventListener("keydown", (event) => {
    const width = wide / bins.length;
    const inside = (offset: number): number => Math.round(offset / width);
    let first = Number.isFinite(from) ? inside(from) : 0;
    let last = Number.isFinite(to) ? inside(to) - 1 : bins.length - 1;
    if (event.key === "ArrowRight" && !event.shiftKey) first = Math.min(first + 1, last);
    else if (event.key === "ArrowLeft" && !event.shiftKey) first = Math.max(first - 1, 0);
    else if (event.key === "ArrowLeft") last = Math.max(last - 1, first);
    else if (event.key === "ArrowRight") last = Math.min(last + 1, bins.length - 1);
    else if (event.key === "Escape" && brush.only) {
      event.preventDefault();
      event.stopPropagation();
      brush.choose(undefined);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
    choose(first, last);
  });
  return create("div", { class: "rg-spread-plot" }, plot, endsOf(column, all));
}

function top(column: Column, all: Spread, now: Spread, brush: Brush): HTMLElement {
  const counts = new Map(now.top?.map(([value, count]) => [value, count]));
  const most = Math.max(1, ...(all.top ?? []).map(([, count]) => count));
  const few =
    (all.distinct ?? 0) > 50 && most <= 2
      ? []
      : (all.top ?? []).filter(([value]) => String(value).length <= PICKED).slice(0, 3);
  return create(
    "div",
    { class: "rg-spread-top" },
    ...few.map(([value, count]) => {
      const condition = `${quoted(column.name)} == ${literal(value)}`;
      const pressed = brush.only === condition;
      const name = nameOf(value);
      const item = button("", () => brush.choose(pressed ? undefined : condition), {
        "aria-pressed": String(pressed),
        title: `${name}: ${(counts.get(value) ?? 0).toLocaleString("en-US")} of ${count.toLocaleString("en-US")}`,
      });
      item.append(create("bdi", {}, name), create("span", {}, percent(count, all.count)));
      item.style.setProperty("--all", `${(count / most) * 100}%`);
      item.style.setProperty("--now", `${((counts.get(value) ?? 0) / most) * 100}%`);
      return item;
    }),
  );
}
