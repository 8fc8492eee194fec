// The error explorer's figures: curves of precision over recall, tables by class, a confusion matrix of cells to click.

import { alignPoints, create, mannerOf, plural, saidAs, say, titleOf } from "../../core";
import type { Legend } from "../../image";
import type { ErrorsPayload } from "../../payloads";
import type { Judged, Precision } from "./detection";

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
const framed = (label: string, heads: readonly string[], rows: readonly HTMLElement[]): HTMLElement => {
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

/** A true class and a found one; null stands for nothing. */
export interface Pair {
  true: number | null;
  found: number | null;
}
export interface Cell extends Pair {
  images: Set<number>;
  count: number;
}

export const cellKey = (cell: Pair): string => `${cell.true}.${cell.found}`;

/** How often each class was found as each, with the images where. */
export function confusion(judged: Judged): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  const add = (true_: number | null, found: number | null, image: number): void => {
    const key = cellKey({ true: true_, found });
    const cell = cells.get(key) ?? { true: true_, found, images: new Set<number>(), count: 0 };
    cell.count++;
    cell.images.add(image);
    cells.set(key, cell);
  };
  for (const [box, verdict] of judged.verdicts) {
    if (verdict === "found") add(box.id, box.id, box.image);
    else if (verdict === "wrong class") add(judged.partners.get(box)?.id ?? null, box.id, box.image);
    else if (verdict === "false" || verdict === "duplicate") add(null, box.id, box.image);
  }
  for (const [box, fate] of judged.fates) if (fate === "missed") add(box.id, null, box.image);
  return cells;
}

/** Counts of (true class, found class); a click shows the images behind a cell. */
export function confusionTable(
  judged: Judged,
  cells: ReadonlyMap<string, Cell>,
  nameOf: (id: number) => string,
  chosen: Pair | undefined,
  choose: (cell: Pair, pressed: boolean) => void,
): HTMLElement {
  const every = new Set([...judged.verdicts.keys(), ...judged.fates.keys()].map((box) => box.id));
  const ids = mostConfused([...every], cells).sort((a, b) => a - b);
  const most = Math.max(1, ...Array.from(cells.values(), ({ count }) => count));
  const row = (true_: number | null): HTMLElement =>
    create(
      "tr",
      {},
      cell("th", true_ === null ? say("background") : nameOf(true_), { scope: "row" }),
      ...[...ids, null].map((found) => {
        const pressed = chosen?.true === true_ && chosen.found === found;
        const pair = { true: true_, found };
        const here = cells.get(cellKey(pair)) ?? (pressed ? { count: 0, images: new Set<number>() } : undefined);
        if (!here) return create("td", {});
        const press = create(
          "button",
          {
            type: "button",
            "aria-pressed": String(pressed),
            "data-cell": cellKey(pair),
            title: say("true {truth}, predicted {predicted}: {images}", {
              truth: true_ === null ? say("background") : nameOf(true_),
              predicted: found === null ? say("background") : nameOf(found),
              images: plural(here.images.size, "image"),
            }),
          },
          here.count.toLocaleString("en-US"),
        );
        press.addEventListener("click", () => choose(pair, pressed));
        const box = create("td", { class: true_ === found ? "rg-right" : "rg-wrong" }, press);
        box.style.setProperty("--share", String(Math.sqrt(here.count / most)));
        return box;
      }),
    );
  const table = framed(
    say("Confusion matrix: true classes in rows, predicted classes in columns"),
    [say("true ↓ predicted →"), ...ids.map(nameOf), say("missed")],
    [...ids.map(row), row(null)],
  );
  table.classList.add("rg-confusion");
  if (ids.length === every.size) return table;
  const said = say("{n} of {total} classes: those with the most errors", { n: ids.length, total: every.size });
  return create("div", {}, table, create("p", { class: "rg-note" }, said));
}

const MOST_CLASSES = 24;

/** The classes with the most errors, of more than a reader can take in. */
function mostConfused(ids: number[], cells: ReadonlyMap<string, Cell>): number[] {
  if (ids.length <= MOST_CLASSES) return ids;
  const errors = new Map<number | null, number>();
  for (const { true: true_, found, count } of cells.values())
    if (true_ !== found) for (const id of [true_, found]) errors.set(id, (errors.get(id) ?? 0) + count);
  return ids.sort((a, b) => (errors.get(b) ?? 0) - (errors.get(a) ?? 0) || a - b).slice(0, MOST_CLASSES);
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
