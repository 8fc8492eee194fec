// Cells by their type: numbers aligned, texts clipped, lists as small lines, nested values folded, media as everywhere.

import { create, type Manner, mannerOf, partsOf, plural, said, saidAs, say, titleOf, written } from "../../core";
import { content, type Making } from "../../media_browser/figure";
import type { Item } from "../../media_browser/layout";
import { own } from "../../query/values";
import { jsonOf } from "../../query/whole";
import { talkCell } from "../talks";
import { type Column, clip } from "../view";

const SVG = "http://www.w3.org/2000/svg";

export interface Cells {
  making: Making | undefined;
  /** Why a row has no value in a column, where that is known. */
  gone?: (column: Column, row: number) => Gone | undefined;
}

/** What ended a sample before it could pass or fail: in a word, and as it was logged. */
export interface Gone {
  word: string;
  why: string;
  bad: boolean;
}

/** What stands where there is no value. */
export function noValue(column: Column, row: number, cells: Cells): HTMLElement {
  const gone = cells.gone?.(column, row);
  if (!gone) return create("span", { class: "rg-null", title: say("no value") }, "–");
  return create("span", { class: `rg-state${gone.bad ? " rg-state-failed" : ""}`, title: gone.why }, gone.word);
}

/** A value in words, whole. */
export function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "bigint") return written(value);
  if (typeof value === "number") return Number.isFinite(value) ? written(value) : said(value);
  return typeof value === "string" ? value : jsonOf(value);
}

/** A value as it is named beside a count: what is empty is told, what is long is cut. */
export const nameOf = (value: unknown): string =>
  value === null || value === undefined ? say("no value") : value === "" ? "(empty)" : clip(wordsOf(value));

/** Put the inside into a cell; a text takes the place of a text, which costs a browser less than a new element. */
export function put(cell: HTMLElement, inside: Node): void {
  const old = cell.childNodes.length === 1 ? cell.firstChild : null;
  const text = textIn(old);
  const other = textIn(inside);
  if (text && other && old instanceof HTMLElement && inside instanceof HTMLElement) {
    text.data = other.data;
    if (inside.title) old.title = inside.title;
    else old.removeAttribute("title");
    if (inside.dataset.after) old.dataset.after = inside.dataset.after;
    else delete old.dataset.after;
  } else if (text && other && old?.nodeName === inside.nodeName) text.data = other.data;
  else cell.replaceChildren(inside);
}

/** The text of a text, or of an element that isolates one. */
function textIn(node: Node | null): Text | undefined {
  const inner = node instanceof HTMLElement && node.localName === "bdi" && !node.className ? node.firstChild : node;
  return inner instanceof Text ? inner : undefined;
}

/** The inside of a cell. */
export function cellOf(column: Column, row: number, value: unknown, cells: Cells, small: boolean): Node {
  const item = column.cells?.[row];
  if (column.talks?.lines(row)) return talkCell(column.talks, row, cells.making, small);
  if (item && cells.making) return "kind" in item ? content(item, cells.making) : several(item, cells.making);
  if (value === null || value === undefined) return noValue(column, row, cells);
  if (column.colors && typeof value === "string") {
    const dot = create("i", { class: "rg-dot" });
    dot.style.background = own(column.colors, value) ?? "";
    return create("span", { class: "rg-cell-run" }, dot, create("bdi", {}, value));
  }
  if (typeof value === "number" || typeof value === "bigint") return numberOf(column, value);
  if (typeof value === "boolean")
    return create("span", { class: value ? "rg-yes" : "rg-no" }, value ? "true" : "false");
  if (isNumbers(value)) return spark(value);
  if (typeof value === "string") return textOf(value, small);
  return create("code", { class: "rg-cell-json" }, clip(jsonOf(value)));
}

/** All pieces of media of a cell, beside each other. */
function several(items: readonly Item[], making: Making): HTMLElement {
  return create(
    "span",
    { class: "rg-several", role: "group", tabindex: 0, "aria-label": plural(items.length, "item") },
    ...items.map((item) =>
      create(
        "span",
        { class: "rg-several-one", ...(item.caption ? { title: item.caption } : {}) },
        content(item, making),
      ),
    ),
  );
}

/** A number, aligned; columns of large whole numbers show digits and nothing else, as ids are copied. */
function numberOf(column: Column, value: number | bigint): Node {
  if (Number.isNaN(value)) return create("span", { class: "rg-nan", title: say("NaN: not a number") }, "NaN");
  if (column.integer) return create("bdi", {}, said(value, 4, false));
  const { manner, tail } = mannerIn(column);
  const text = saidAs(value, manner);
  const after = tail.slice(partsOf(text)[1].length);
  const padding = text.length + after.length > WIDEST ? null : after || null;
  return create("bdi", { "data-after": padding, title: titleOf(value, text) }, text);
}

const SAMPLED = 400; // rows that say how many digits a column has behind its points
const MOST_DIGITS = 7;
const WIDEST = 14; // characters: padding must not cut a number
const manners = new WeakMap<Column, { manner: Manner; tail: string }>();

/** How a column writes, and the longest that numbers have from their point on: the others are padded to it. */
export function mannerIn(column: Column): { manner: Manner; tail: string } {
  const known = manners.get(column);
  if (known !== undefined) return known;
  const values: (number | bigint)[] = [];
  for (let row = 0; column.get && row < SAMPLED; row++) {
    const value = column.get(row);
    if (typeof value === "number" || typeof value === "bigint") values.push(value);
  }
  const manner = mannerOf(values, true);
  const longest = values.reduce((most, value) => {
    const tail = partsOf(saidAs(value, manner))[1];
    return tail.length > most.length ? tail : most;
  }, "");
  const found = { manner, tail: longest.slice(0, MOST_DIGITS) };
  manners.set(column, found);
  return found;
}

function textOf(text: string, small: boolean): Node {
  const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(text);
  if (timestamp) return document.createTextNode(text.replace("T", " "));
  const shown = clip(small ? text.replace(/\s+/g, " ") : text);
  if (/^https?:\/\/\S+$/.test(text))
    return create(
      "a",
      { href: text, target: "_blank", rel: "noopener noreferrer", tabindex: -1 },
      create("bdi", {}, shown),
    );
  return create("bdi", {}, shown);
}

/** Whether a value is a list of numbers, which is drawn as a line. */
export const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 1 && value.every((part) => typeof part === "number");

/** A list of numbers as a line. */
export function spark(values: readonly number[], label = true): Element {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const high = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  const wide = high - low || 1;
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  const step = Math.max(1, Math.floor(values.length / 120));
  const points: string[] = [];
  for (let i = 0; i < values.length; i += step) {
    const value = values[i] ?? NaN;
    if (Number.isFinite(value))
      points.push(
        `${points.length && Number.isFinite(values[i - step] ?? NaN) ? "L" : "M"}${((i / Math.max(1, values.length - 1)) * 100).toFixed(1)} ${(22 - ((value - low) / wide) * 20).toFixed(1)}`,
      );
  }
  for (const [name, value] of [
    ["viewBox", "0 0 100 24"],
    ["preserveAspectRatio", "none"],
    ["class", "rg-cell-spark"],
  ])
    svg.setAttribute(name ?? "", value ?? "");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute(
      "aria-label",
      say("{n} values from {low} to {high}", { n: values.length, low: said(low), high: said(high) }),
    );
  }
  line.setAttribute("d", points.join(""));
  svg.append(line);
  return svg;
}

/** A nested value as folds that open, whole. */
export function tree(value: unknown, name = "", depth = 0): HTMLElement {
  const label = name ? [create("b", {}, name), ": "] : [];
  if (typeof value !== "object" || value === null)
    return create(
      "div",
      { class: "rg-tree" },
      ...label,
      create("bdi", {}, typeof value === "string" ? JSON.stringify(value) : wordsOf(value) || "null"),
    );
  const entries = Array.isArray(value)
    ? value.map((item, i): [string, unknown] => [String(i), item])
    : Object.entries(value as Record<string, unknown>);
  if (!entries.length) return create("div", { class: "rg-tree" }, ...label, Array.isArray(value) ? "[]" : "{}");
  const fold = create(
    "details",
    { class: "rg-tree" },
    create(
      "summary",
      {},
      ...label,
      create(
        "span",
        { class: "rg-note" },
        Array.isArray(value)
          ? plural(entries.length, "element")
          : `{${entries
              .slice(0, 4)
              .map(([inner]) => inner)
              .join(", ")}${entries.length > 4 ? ", …" : ""}}`,
      ),
    ),
  );
  const open = (): void => {
    if (fold.childElementCount > 1) return;
    fold.append(
      ...entries.slice(0, 1000).map(([inner, part]) => tree(part, inner, depth + 1)),
      ...(entries.length > 1000
        ? [create("p", { class: "rg-note" }, say("and {n} more", { n: entries.length - 1000 }))]
        : []),
    );
  };
  fold.addEventListener("toggle", open);
  if (depth < 2) {
    fold.open = true;
    open();
  }
  return fold;
}
