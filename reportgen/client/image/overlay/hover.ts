// What is under the pointer: a box with its class, caption and scores, or the classes of the masks there.

import { said, say, type TipRow } from "../../core";
import type { ImageCell, MaskCell } from "../data";
import { covers, type Scene, shownBoxes } from "./overlay";

export interface Under {
  title: string;
  rows: TipRow[];
}

/** What to say at (x, y) in pixels of the image; undefined where there is nothing. */
export function under(frame: Element, cell: ImageCell, scene: Scene, x: number, y: number): Under | undefined {
  const { legend, boxes } = scene.overlays;
  const here: { row: number; area: number }[] = [];
  for (const row of shownBoxes(cell, scene)) {
    const x0 = boxes.x0[row] ?? 0;
    const y0 = boxes.y0[row] ?? 0;
    const x1 = boxes.x1[row] ?? 0;
    const y1 = boxes.y1[row] ?? 0;
    if (x >= x0 && x <= x1 && y >= y0 && y <= y1) here.push({ row, area: (x1 - x0) * (y1 - y0) });
  }
  const [smallest, ...others] = here.sort((a, b) => a.area - b.area).map(({ row }) => row);
  if (smallest !== undefined) {
    const found = box(scene, smallest);
    // Of larger boxes around it: class, group and verdict.
    for (const row of others.slice(0, 4))
      found.rows.push(
        ...box(scene, row)
          .rows.slice(0, 2)
          .filter(({ name }, i) => i === 0 || name === "verdict"),
      );
    return found;
  }
  const rows: TipRow[] = [];
  for (const mask of cell.masks ?? []) {
    const place = classAt(frame, mask, (x / cell.width) * mask.width, (y / cell.height) * mask.height);
    const at = mask.classes.indexOf(place);
    const entry = legend.classes[place];
    const group = legend.groups[mask.group];
    if (at < 0 || !entry || !group) continue;
    const share = (mask.pixels[at] ?? 0) / (mask.width * mask.height);
    rows.push({
      color: scene.look.color(entry, group),
      name: `${entry.name} (${group.name})`,
      value: say("{share} % of the image", { share: (share * 100).toFixed(1) }),
    });
  }
  return rows.length ? { title: "", rows } : undefined;
}

function box({ overlays: { legend, boxes }, look, mark }: Scene, row: number): Under {
  const entry = legend.classes[boxes.entry[row] ?? -1];
  const group = legend.groups[boxes.group[row] ?? -1];
  const caption = legend.captions[boxes.caption[row] ?? -1] ?? "";
  const rows: TipRow[] = [];
  if (entry) rows.push({ color: look.color(entry, group), name: entry.name, value: group?.name ?? "" });
  const verdict = mark?.(row);
  const word = verdict?.verdict ?? verdict?.label;
  if (verdict && word) rows.push({ color: verdict.color, name: say("verdict"), value: word });
  if (verdict?.iou !== undefined) rows.push({ name: "IoU", value: said(verdict.iou) });
  for (const [name, values] of boxes.scores) {
    const value = values[row] ?? NaN;
    if (!Number.isNaN(value)) rows.push({ name, value: said(value) });
  }
  if (boxes.crowd[row]) rows.push({ name: say("crowd"), value: say("ignored") });
  return { title: caption === entry?.name ? "" : caption, rows };
}

/** The class of a drawn mask at a point of its own pixels, or -1. */
function classAt(frame: Element, mask: MaskCell, x: number, y: number): number {
  for (const element of frame.querySelectorAll<SVGElement>(`[data-place^="${mask.group}."]`)) {
    if (covers(element, x, y, mask.width)) return Number((element.dataset.place ?? "").split(".")[1]);
  }
  return -1;
}
