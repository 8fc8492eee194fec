// Boxes and masks over an image, in its own pixels: exact at every size, zoom and device pixel ratio.

import { type Floats, file, passing } from "../../core";
import type { ImageCell, MaskCell, Overlays } from "../data";
import { Look } from "./look";
import { outline } from "./outline";

const SVG = "http://www.w3.org/2000/svg";

/** How a box is marked besides its class, by its row: the error explorer's verdict, and the IoU with its match. */
export type Mark = (
  row: number,
) => { color: string; label: string; quiet?: boolean; verdict?: string; iou?: number | undefined } | undefined;

export interface Scene {
  overlays: Overlays;
  look: Look;
  mark?: Mark | undefined;
}

export const shape = (tag: string, attributes: Record<string, string | number>): SVGElement => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
};

const paths = new Map<string, Promise<string[]>>();

/** The outlines of a mask's classes; empty texts for noisy ones. */
export function outlines(mask: MaskCell): Promise<string[]> {
  const known = paths.get(mask.outline) ?? trace(mask);
  paths.set(mask.outline, known);
  return known;
}

/** Let go of outlines that can be made again. */
export function forget(cell: ImageCell): void {
  for (const mask of cell.masks ?? []) {
    paths.delete(mask.outline);
    for (const id of Object.values(mask.bitmaps ?? {})) bits.delete(id);
  }
}

async function trace(mask: MaskCell): Promise<string[]> {
  const corners = await passing<Floats>(mask.outline);
  let at = 0;
  return mask.corners.map((count, place) => {
    if (mask.bitmaps?.[place] !== undefined) return "";
    const path = outline(corners, at, at + count, mask.width);
    at += count;
    return path;
  });
}

/**
 * A picture in its own pixels. It is an image of the SVG that its overlays are drawn in: two elements that lie over each
 * other are rounded to pixels of the screen each in their own way, by up to a pixel.
 */
export function canvasOf(width: number, height: number): { svg: SVGElement; picture: SVGElement } {
  const svg = shape("svg", {
    class: "rg-overlay",
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  const picture = shape("image", { width, height, preserveAspectRatio: "none" });
  svg.append(picture);
  return { svg, picture };
}

/** Draw what lies over an image into its SVG, and return the labels. */
export async function drawOver(svg: SVGElement, cell: ImageCell, scene: Scene): Promise<HTMLElement> {
  const layer = shape("g", {});
  for (const mask of cell.masks ?? []) await addMask(layer, cell, mask, scene);
  const labels = document.createElement("span");
  labels.className = "rg-box-labels";
  labels.setAttribute("aria-hidden", "true");
  for (const row of shownBoxes(cell, scene)) addBox(layer, labels, cell, row, scene);
  svg.querySelector(":scope > g")?.remove();
  svg.append(layer);
  return labels;
}

async function addMask(svg: SVGElement, cell: ImageCell, mask: MaskCell, { overlays, look }: Scene): Promise<void> {
  const group = overlays.legend.groups[mask.group];
  if (!group || !look.showsGroup(group)) return;
  const found = await outlines(mask);
  const scale =
    mask.width === cell.width && mask.height === cell.height
      ? ""
      : `scale(${cell.width / mask.width} ${cell.height / mask.height})`;
  for (const [place, number] of mask.classes.entries()) {
    const entry = overlays.legend.classes[number];
    if (!entry || !look.showsClass(entry)) continue;
    const color = look.color(entry, group);
    const opacity = look.opacity(group, entry);
    const filled = look.style(group, entry) === "fill";
    const bitmap = mask.bitmaps?.[place];
    const element = bitmap
      ? await stencil(svg, bitmap, mask, color, opacity)
      : shape("path", {
          d: found[place] ?? "",
          "fill-rule": "evenodd",
          fill: color,
          "fill-opacity": filled ? opacity : 0,
          ...(filled
            ? {}
            : {
                stroke: color,
                "stroke-opacity": Math.max(opacity, 0.4),
                class: "rg-mask-outline",
                ...(group.dashed ? { "stroke-dasharray": "5 3" } : {}),
              }),
        });
    if (scale) element.setAttribute("transform", scale);
    element.dataset.place = `${mask.group}.${number}`;
    svg.append(element);
  }
}

/** A noisy class as a coloured rectangle behind a 1-bit picture. */
async function stencil(
  svg: SVGElement,
  id: string,
  { width, height }: MaskCell,
  color: string,
  opacity: number,
): Promise<SVGElement> {
  const name = `rg-mask-${id}`;
  const holder = shape("mask", { id: name, maskUnits: "userSpaceOnUse", x: 0, y: 0, width, height });
  const image = shape("image", { width, height, preserveAspectRatio: "none" });
  image.style.imageRendering = "pixelated";
  const content = await file(id);
  const reader = new FileReader();
  const url = new Promise<string>((resolve) => {
    reader.onload = (): void => resolve(String(reader.result));
  });
  reader.readAsDataURL(content);
  image.setAttribute("href", await url);
  if (!bits.has(id)) bits.set(id, await bitsOf(content, width, height));
  holder.append(image);
  svg.append(holder);
  return shape("rect", {
    width,
    height,
    fill: color,
    "fill-opacity": opacity,
    mask: `url(#${name})`,
    "data-bitmap": id,
  });
}

/** Where noisy classes are, a byte a pixel, by block. */
const bits = new Map<string, Uint8Array>();

async function bitsOf(content: Blob, width: number, height: number): Promise<Uint8Array> {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context?.drawImage(await createImageBitmap(content), 0, 0);
  const pixels = context?.getImageData(0, 0, width, height).data;
  return Uint8Array.from({ length: width * height }, (_, i) => ((pixels?.[i * 4] ?? 0) > 127 ? 1 : 0));
}

/** Whether a drawn class of a mask covers a point of the mask's own pixels. */
export function covers(element: SVGElement, x: number, y: number, width: number): boolean {
  if (element instanceof SVGPathElement) return element.isPointInFill(new DOMPoint(x, y));
  return (bits.get(element.dataset.bitmap ?? "")?.[Math.floor(y) * width + Math.floor(x)] ?? 0) === 1;
}

/** Rows of the boxes of an image that groups, classes and score limits leave. */
export function shownBoxes(cell: ImageCell, { overlays, look, mark }: Scene): number[] {
  const [from, to] = cell.boxes ?? [0, 0];
  const { legend, boxes } = overlays;
  const limits = legend.scores.flatMap(({ name }) => {
    const filter = look.filter(name);
    const values = boxes.scores.get(name);
    return filter && values ? [{ filter, values }] : [];
  });
  const rows: number[] = [];
  for (let row = from; row < to; row++) {
    const group = legend.groups[boxes.group[row] ?? -1];
    const entry = legend.classes[boxes.entry[row] ?? -1];
    if (!group || !entry || !look.showsGroup(group) || !look.showsClass(entry)) continue;
    if (mark && mark(row)?.label === "hidden") continue;
    if (limits.every(({ filter, values }) => Look.passes(filter, values[row] ?? NaN))) rows.push(row);
  }
  return rows;
}

/** What lies over an image as a text, which stays the same as long as it is drawn the same; nothing where masks do. */
export function drawnAs(cell: ImageCell, scene: Scene): string | undefined {
  if (cell.masks?.length) return undefined;
  const { overlays, look, mark } = scene;
  const { legend, boxes } = overlays;
  return shownBoxes(cell, scene)
    .map((row) => {
      const group = legend.groups[boxes.group[row] ?? -1];
      const entry = legend.classes[boxes.entry[row] ?? -1];
      if (!group || !entry) return "";
      const { color = look.color(entry, group), label = "", quiet = false } = mark?.(row) ?? {};
      return [row, color, label, quiet, look.opacity(group, entry), look.style(group, entry), look.labels].join();
    })
    .join(" ");
}

function addBox(
  svg: SVGElement,
  labels: HTMLElement,
  cell: ImageCell,
  row: number,
  { overlays, look, mark }: Scene,
): void {
  const { legend, boxes } = overlays;
  const group = legend.groups[boxes.group[row] ?? -1];
  const entry = legend.classes[boxes.entry[row] ?? -1];
  if (!group || !entry) return;
  const x = boxes.x0[row] ?? 0;
  const y = boxes.y0[row] ?? 0;
  const width = (boxes.x1[row] ?? 0) - x;
  const height = (boxes.y1[row] ?? 0) - y;
  const marked = mark?.(row);
  const color = marked?.color ?? look.color(entry, group);
  const opacity = look.opacity(group, entry);
  const filled = look.style(group, entry) === "fill";
  const [area, strokes] = boxes.outlines.get(row) ?? ["", ""];
  if (area) svg.append(shape("path", { class: "rg-form", d: area, fill: color, stroke: color, opacity }));
  if (strokes) svg.append(shape("path", { class: "rg-strokes", d: strokes, stroke: color, opacity }));
  if (!area && !strokes) svg.append(shape("rect", { class: "rg-halo", x, y, width, height, opacity }));
  svg.append(
    shape("rect", {
      x,
      y,
      width,
      height,
      stroke: color,
      opacity,
      "data-row": row,
      ...(filled && !area ? { fill: color, "fill-opacity": 0.3 } : {}),
      ...(area || strokes ? { class: "rg-formed" } : {}),
      ...(group.dashed ? { "stroke-dasharray": "6 4" } : {}),
    }),
  );
  if (!look.labels || marked?.quiet) return;
  const text = [legend.captions[boxes.caption[row] ?? -1] || entry.name, marked?.label].filter(Boolean).join(" · ");
  const label = document.createElement("span");
  label.textContent = text;
  label.dataset.rank = String((group.dashed ? 2 : 0) - (marked?.label ? 1 : 0));
  const share = (value: number, whole: number): string =>
    `${(Math.min(Math.max(value / whole, 0), 0.98) * 100).toFixed(2)}%`;
  Object.assign(label.style, { left: share(x, cell.width), top: `max(0px, ${share(y, cell.height)} - 17px)` });
  label.style.setProperty("--color", color);
  labels.append(label);
}

/** Leave out labels that would cover others: what was found, and found wrong, before what is true. */
export function thin(labels: HTMLElement): void {
  if (!waiting.size) requestAnimationFrame(thinAll);
  waiting.add(labels);
}

/** Labels of images that were drawn since the last frame: all are measured before any changes. */
const waiting = new Set<HTMLElement>();

interface Ranked {
  label: HTMLElement;
  rank: number;
  box: DOMRect;
}

function thinAll(): void {
  const measured = [...waiting].map((labels): Ranked[] =>
    [...(labels.children as HTMLCollectionOf<HTMLElement>)].map((label) => ({
      label,
      rank: Number(label.dataset.rank),
      box: label.getBoundingClientRect(),
    })),
  );
  waiting.clear();
  for (const ranked of measured) hideCovered(ranked);
}

function hideCovered(ranked: Ranked[]): void {
  const placed: DOMRect[] = [];
  for (const { label, box } of ranked.sort((a, b) => a.rank - b.rank)) {
    const covers = placed.some(
      (other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom,
    );
    label.style.visibility = covers ? "hidden" : "";
    if (!covers) placed.push(box);
  }
}
