// The error explorer's figures: curves of precision over recall, tables by class, a confusion matrix of cells to click.

import { alignPoints, create, mannerOf, saidAs, say, titleOf } from "../../core";
import type { Legend } from "../../image";
import type { ErrorsPayload } from "../../payloads";
import type { Precision } from "./detection";

const SVG = "http://www.w3.org/2000/svg";
/** The figures of a table by rows: those of a column have the same decimals, and each its exact value as title. */
function figures(rows: readonly (readonly number[])[]): HTMLElement[][] {
  const manners = (rows[0] ?? []).map((_, k) => mannerOf(rows.map((values) => values[k] ?? NaN)));
  const cells = rows.map((values) =>
    values.map((value, k) => {
      const text = Number.isNaN(value) ? "–" : saidAs(value, manners[k] ?? mannerOf([value]));
      return cell("td", text, { class: "n", title: titleOf(value, text) });
    }),
  );
  for (const k of manners.keys())
    alignPoints(cells.flatMap((row) => [...(row[k]?.querySelectorAll<HTMLElement>("bdi") ?? [])]));
  return cells;
}
const mean = (values: readonly number[]): number =>
  values.length ? values.reduce((a, b) => a + b, 0) / values.length : NaN;

/** A picture of each class's precision (upward) over recall, at the first threshold. */
export function precisionPicture(
  precision: readonly Precision[],
  nameOf: (id: number) => string,
  colorOf: (id: number) => string,
): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-34 -24 348 258");
  svg.setAttribute("class", "rg-precision");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", say("Precision–recall curves of {n} classes", { n: precision.length }));
  const add = (tag: string, attributes: Record<string, string | number>, text = ""): void => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    element.textContent = text;
    svg.append(element);
  };
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    add("path", { d: `M0 ${200 - share * 200}H300`, class: "rg-grid-line" });
    add("text", { x: -6, y: 204 - share * 200, "text-anchor": "end" }, String(share));
    add("text", { x: share * 300, y: 216, "text-anchor": "middle" }, String(share));
  }
  add("text", { x: 300, y: 230, "text-anchor": "end" }, say("recall"));
  add("text", { x: -34, y: -12 }, say("precision"));
  for (const { id, curves } of precision) {
    // Precision falls right after a recall, not on the way to the next.
    const [first = 0, ...others] = curves[0] ?? [];
    const y = (value: number): string => (200 - value * 200).toFixed(1);
    const steps = others.map((value, i) => `V${y(value)}H${(i + 1) * 3}`);
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", `M0 ${y(first)}${steps.join("")}`);
    path.setAttribute("stroke", colorOf(id));
    path.setAttribute("class", "rg-precision-line");
    const title = document.createElementNS(SVG, "title");
    title.textContent = nameOf(id);
    path.append(title);
    svg.append(path);
  }
  return svg;
}

const cell = (tag: "th" | "td", text: string, attributes: Record<string, string | null> = {}): HTMLElement =>
  create(tag, attributes, create("bdi", {}, text));
/** A table that scrolls in its own frame. */
export const framed = (label: string, heads: readonly string[], rows: readonly HTMLElement[]): HTMLElement => {
  const head = create(
    "tr",
    {},
    ...heads.map((text, i) => cell("th", text, { scope: "col", ...(i ? { class: "n" } : {}) })),
  );
  return create(
    "div",
    { class: "rg-table-scroll rg-figures", tabindex: 0, role: "group", "aria-label": label },
    create("table", {}, create("thead", {}, head), create("tbody", {}, ...rows)),
  );
};

/** AP at the slider's threshold (the first), AP50 and AP50:95, in all and by class. */
export function precisionTable(
  precision: readonly Precision[],
  nameOf: (id: number) => string,
  iou: number,
): HTMLElement {
  const own = iou.toFixed(2) === "0.50" ? [] : [say("AP at {iou}", { iou: iou.toFixed(2) })]; // which is AP50
  const three = (values: readonly number[]): number[] => [
    ...(own.length ? [values[0] ?? NaN] : []),
    values[1] ?? NaN,
    mean(values.slice(1)),
  ];
  const every = precision[0]?.values.map((_, t) => mean(precision.map(({ values }) => values[t] ?? NaN))) ?? [];
  const total = precision.reduce((sum, { count }) => sum + count, 0);
  const all = [
    { name: say("All"), count: total, values: three(every) },
    ...precision.map(({ id, count, values }) => ({ name: nameOf(id), count, values: three(values) })),
  ];
  const cells = figures(all.map(({ values }) => values));
  const rows = all.map(({ name, count }, i) =>
    create(
      "tr",
      {},
      cell("th", name, { scope: "row" }),
      cell("td", count.toLocaleString("en-US"), { class: "n" }),
      ...(cells[i] ?? []),
    ),
  );
  return framed(say("Average precision by class"), [say("Class"), say("True"), ...own, "AP50", "AP50:95"], rows);
}

/** IoU and Dice of each class over the images of the scope. */
export function maskTable(
  masks: NonNullable<ErrorsPayload["masks"]>,
  scope: readonly number[],
  legend: Legend,
): HTMLElement {
  const totals = new Map<number, [number, number, number]>();
  for (const number of scope) {
    for (const [entry, both, found, true_] of masks[number] ?? []) {
      const sum = totals.get(entry) ?? [0, 0, 0];
      totals.set(entry, [sum[0] + both, sum[1] + found, sum[2] + true_]);
    }
  }
  const idOf = (entry: number): number => legend.classes[entry]?.id ?? 0;
  const values = [...totals]
    .sort(([a], [b]) => idOf(a) - idOf(b) || a - b)
    .map(([entry, [both, found, true_]]) => ({
      name: legend.classes[entry]?.name ?? "",
      iou: both / (found + true_ - both),
      dice: (2 * both) / (found + true_),
    }));
  const all = {
    name: say("Mean"),
    iou: mean(values.map(({ iou }) => iou)),
    dice: mean(values.map(({ dice }) => dice)),
  };
  const rows = [all, ...values];
  const cells = figures(rows.map(({ iou, dice }) => [iou, dice]));
  return framed(
    say("Mask agreement by class"),
    [say("Class"), "IoU", "Dice"],
    rows.map(({ name }, i) => create("tr", {}, cell("th", name, { scope: "row" }), ...(cells[i] ?? []))),
  );
}
