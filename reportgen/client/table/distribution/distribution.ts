// How a column's values are distributed, above the column: bars to brush, the most frequent to pick, what is missing.

import { button, create, said, say } from "../../core";
import type { Distribution } from "../../query/engine/engine";
import type { Side } from "../compare/compare";
import { nameOf } from "../grid/cells";
import { type Column, literal, quoted } from "../view";
import { endsOf } from "./axis";
import { type Brush, barsOf } from "./brush";

const PICKED = 200; // characters: a longer text is no question

const percent = (part: number, whole: number): string =>
  `${((part / Math.max(whole, 1)) * 100).toFixed(part / Math.max(whole, 1) < 0.1 ? 1 : 0)}%`;

/** The distribution of `now` in front of that of all rows. */
export function distributionOf(column: Column, all: Distribution, now: Distribution, brush: Brush): HTMLElement {
  const box = create("div", { class: "rg-distribution" });
  if (all.bins) box.append(barsOf(column, all, now, brush));
  else if (all.top) box.append(top(column, all, now, brush));
  const words = [
    column.type === "conversation" ? say("messages") : "",
    now.missing ? say("{share} missing", { share: percent(now.missing, now.count) }) : "",
    now.nan ? `${now.nan.toLocaleString("en-US")} NaN` : "",
    now.infinite ? say("{n} infinite", { n: now.infinite.toLocaleString("en-US") }) : "",
    all.distinct !== undefined && all.distinct > 3
      ? say("{n} distinct", { n: (now.distinct ?? 0).toLocaleString("en-US") })
      : "",
  ].filter(Boolean);
  if (words.length)
    box.append(create("span", { class: "rg-distribution-words", title: words.join(", ") }, words.join(", ")));
  return box;
}

/** The distributions of joined tables in front of each other, a colour for each. */
export function distributionsOf(
  column: Column,
  all: readonly (Distribution | undefined)[],
  now: readonly (Distribution | undefined)[],
  sides: readonly Side[],
): HTMLElement {
  const box = create("div", { class: "rg-distribution" });
  const [first] = all;
  if (first?.bins) {
    box.append(
      create(
        "div",
        { class: "rg-distribution-plot" },
        outlines(now, sides),
        endsOf(column.parts?.[0] ?? column, first),
      ),
    );
  } else if (first?.top) {
    const values = new Set(now.flatMap((distribution) => distribution?.top?.slice(0, 3).map(([value]) => value) ?? []));
    for (const value of [...values].filter((one) => String(one).length <= PICKED).slice(0, 3)) {
      const counts = now.map((distribution) => distribution?.top?.find(([other]) => other === value)?.[1] ?? 0);
      box.append(
        create(
          "div",
          {
            class: "rg-distribution-pair",
            title: `${nameOf(value)}: ${sides.map(({ label }, i) => `${label} ${(counts[i] ?? 0).toLocaleString("en-US")}`).join(", ")}`,
          },
          create("bdi", {}, nameOf(value)),
          ...counts.map((count, i) => {
            const { label = "", color = "" } = sides[i] ?? {};
            const dot = create("i", { class: "rg-dot", role: "img", "aria-label": label });
            dot.style.background = color;
            return create("span", { title: label }, dot, count.toLocaleString("en-US"));
          }),
        ),
      );
    }
  }
  return box;
}

/** Histograms on the same bins as lines over each other. */
export function outlines(distributions: readonly (Distribution | undefined)[], sides: readonly Side[]): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const most = Math.max(1, ...distributions.flatMap((distribution) => distribution?.bins ?? []));
  for (const [name, value] of [
    ["viewBox", "0 0 96 34"],
    ["preserveAspectRatio", "none"],
    ["class", "rg-distribution-lines"],
    ["role", "img"],
    [
      "aria-label",
      say("Distributions, means: {means}", {
        means: distributions
          .map((distribution, i) => `${sides[i]?.label ?? ""} ${said(distribution?.mean ?? NaN)}`)
          .join(", "),
      }),
    ],
  ])
    svg.setAttribute(name ?? "", value ?? "");
  for (const [i, distribution] of distributions.entries()) {
    const bins = distribution?.bins ?? [];
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

function top(column: Column, all: Distribution, now: Distribution, brush: Brush): HTMLElement {
  const counts = new Map(now.top?.map(([value, count]) => [value, count]));
  const most = Math.max(1, ...(all.top ?? []).map(([, count]) => count));
  const filtered = now.count !== all.count;
  const few =
    (all.distinct ?? 0) > 50 && most <= 2
      ? []
      : (all.top ?? []).filter(([value]) => String(value).length <= PICKED).slice(0, 3);
  return create(
    "div",
    { class: "rg-distribution-top" },
    ...few.map(([value, count]) => {
      const condition = `${quoted(column.name)} == ${literal(value)}`;
      const pressed = brush.only === condition;
      const name = nameOf(value);
      const kept = (counts.get(value) ?? 0).toLocaleString("en-US");
      const item = button("", () => brush.choose(pressed ? undefined : condition), {
        "aria-pressed": String(pressed),
        title: `${name}: ${say("{n} of {total}", { n: kept, total: count.toLocaleString("en-US") })}`,
      });
      const share = filtered
        ? say("{n} of {total}", { n: kept, total: count.toLocaleString("en-US") })
        : percent(count, all.count);
      item.append(create("bdi", {}, name), create("span", {}, share));
      item.style.setProperty("--all", `${(count / most) * 100}%`);
      item.style.setProperty("--now", `${((counts.get(value) ?? 0) / most) * 100}%`);
      return item;
    }),
  );
}
