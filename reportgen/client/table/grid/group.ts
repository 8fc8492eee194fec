// A group of rows as one: what they have in common, how many they are, and of each column how it is distributed.

import { button, create, plural, said, say } from "../../core";
import { content } from "../../media_browser/figure";
import { isoOf } from "../../query/engine/data";
import type { Distribution } from "../../query/engine/engine";
import type { Side } from "../compare/compare";
import { outlines } from "../distribution/distribution";
import { type Column, itemsOf } from "../view";
import { type Cells, nameOf, wordsOf } from "./cells";
import { type Placed, place } from "./place";

const STRIP = 4;

export interface GroupHost {
  keys: unknown[];
  open: boolean;
  rows: Uint32Array;
  shown: readonly Placed[];
  columns: ReadonlyMap<string, Column>;
  names: readonly string[];
  distributions: Promise<Distribution[]>;
  all: ReadonlyMap<string, Distribution>;
  cells: Cells;
  sides: readonly Side[];
  /** Rows of the whole table, where the page carries a part. */
  count: number | undefined;
  toggle(): void;
}

/** Where a group is a bin of numbers, both of its ends. */
export function inBin(by: string, value: unknown): unknown {
  const width = Number(/^bin\(.*,\s*([\d.]+(?:e[+-]?\d+)?)\)$/.exec(by.trim())?.[1]);
  return width && typeof value === "number" && Number.isFinite(value)
    ? say("{low} to {high}", { low: wordsOf(value), high: wordsOf(Number((value + width).toPrecision(12))) })
    : value;
}

export function groupRow(row: HTMLElement, host: GroupHost): void {
  row.classList.add("rg-grid-group");
  const { rows, count = rows.length } = host;
  const said = plural(count, "row");
  const words = host.keys.map(nameOf);
  const header = create(
    "div",
    { class: "rg-group-header", role: "rowheader" },
    button(host.open ? "▾" : "▸", host.toggle, {
      "aria-expanded": String(host.open),
      "aria-label": `${words.join(", ")}: ${said}`,
    }),
    create("b", {}, ...words.flatMap((word, i) => [i ? ", " : "", create("bdi", {}, word)])),
    create(
      "span",
      { class: "rg-note" },
      rows.length === count
        ? said
        : say("{rows}, {n} in this report", { rows: said, n: rows.length.toLocaleString("en-US") }),
    ),
  );
  header.addEventListener("click", ({ target }) => {
    if (!(target as Element).closest("button")) host.toggle();
  });
  row.append(header);
  const line = create("div", { class: "rg-group-cells", role: "presentation" });
  row.append(line);
  const cells = new Map<string, HTMLElement>();
  place(line, host.shown, ({ name }) => {
    const cell = create("div", { class: "rg-grid-cell rg-group-cell", role: "gridcell" });
    cells.set(name, cell);
    return cell;
  });
  void host.distributions.then((distributions) => {
    const byName = new Map(host.names.map((name, i) => [name, distributions[i]]));
    for (const [name, cell] of cells) {
      const column = host.columns.get(name);
      const parts = column?.parts ?? (column ? [column] : []);
      const [distribution, ...others] = parts.map((part) => byName.get(part.name));
      if (!column || !distribution) continue;
      if (others.length) cell.replaceChildren(...together(column, [distribution, ...others], host));
      else cell.replaceChildren(...told(parts[0] ?? column, distribution, host));
    }
  });
}

/** A column of joined tables in a group: histograms over each other, the most frequent of each, pictures of all. */
function together(column: Column, distributions: (Distribution | undefined)[], host: GroupHost): Node[] {
  const [first] = distributions;
  const sides = (column.parts ?? []).map((part) => host.sides[part.table ?? 0] ?? { label: "", color: "" });
  if (first?.bins)
    return [
      outlines(distributions, sides),
      create(
        "span",
        { class: "rg-group-means" },
        ...distributions.map((distribution, i) => {
          const mean = create(
            "b",
            { title: say("mean of {table}", { table: sides[i]?.label ?? "" }) },
            Number.isFinite(distribution?.mean ?? NaN) ? said(distribution?.mean ?? 0) : "–",
          );
          mean.style.color = `color-mix(in oklab, ${sides[i]?.color ?? "var(--ink)"} 70%, var(--ink))`;
          return mean;
        }),
      ),
    ];
  if (first?.top)
    return distributions.map((distribution, i) => {
      const [value, count] = distribution?.top?.[0] ?? [null, 0];
      const dot = create("i", { class: "rg-dot" });
      dot.style.background = sides[i]?.color ?? "";
      return create(
        "span",
        { class: "rg-compare-line" },
        dot,
        create("bdi", {}, value === null ? "–" : nameOf(value)),
        create("span", { class: "rg-note" }, count.toLocaleString("en-US")),
      );
    });
  return told(column.parts?.[0] ?? column, first ?? { missing: 0, count: 0 }, host);
}

function told(column: Column, distribution: Distribution, { all, rows, cells }: GroupHost): Node[] {
  if (distribution.bins) {
    const plot = create("span", { class: "rg-group-bars" });
    const most = Math.max(1, ...distribution.bins);
    for (const count of distribution.bins) {
      const bar = create("i");
      bar.style.height = `${(count / most) * 100}%`;
      plot.append(bar);
    }
    const { mean = NaN } = distribution;
    const whole = all.get(column.name);
    const mark = create("i", { class: "rg-group-mean" });
    if (whole && Number.isFinite(mean)) {
      mark.style.left = `${((mean - (whole.low ?? 0)) / ((whole.high ?? 1) - (whole.low ?? 0) || 1)) * 100}%`;
      plot.append(mark);
    }
    if (column.integer) return [plot]; // the mean of ids says nothing
    return [
      plot,
      create(
        "span",
        { class: "rg-note", title: say("mean") },
        Number.isFinite(mean)
          ? column.timestamps
            ? isoOf(Math.round(mean), "day")
            : `μ ${said(mean)}`
          : say("no value"),
      ),
    ];
  }
  if (distribution.top) {
    const [first] = distribution.top;
    if (!first) return [create("span", { class: "rg-null" }, say("no value"))];
    if ((distribution.distinct ?? 0) > 12 && first[1] <= 2)
      return [
        create(
          "span",
          { class: "rg-note" },
          say("{n} distinct", { n: (distribution.distinct ?? 0).toLocaleString("en-US") }),
        ),
      ];
    return distribution.top.slice(0, 2).map(([value, count]) => {
      const bar = create(
        "span",
        { class: "rg-group-top", title: `${nameOf(value)}: ${count.toLocaleString("en-US")}` },
        create("bdi", {}, nameOf(value)),
        create("span", {}, count.toLocaleString("en-US")),
      );
      bar.style.setProperty("--all", `${(count / Math.max(1, distribution.count)) * 100}%`);
      return bar;
    });
  }
  return (
    strip(column, rows, cells) ?? [
      create("span", { class: "rg-note" }, plural(distribution.count - distribution.missing, "value")),
    ]
  );
}

/** The first pictures of a group's rows beside each other; undefined where there are none. */
function strip(column: Column, rows: GroupHost["rows"], { making }: GroupHost["cells"]): Node[] | undefined {
  const items = column.cells
    ? Array.from(rows.subarray(0, 64), (row) => column.cells?.[row])
        .flatMap(itemsOf)
        .filter((item) => item?.kind === "image")
        .slice(0, STRIP)
    : [];
  return making && items.length
    ? [create("span", { class: "rg-group-strip" }, ...items.map((item) => content(item, making)))]
    : undefined;
}
