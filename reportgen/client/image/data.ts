// What the page knows of images and what lies over them: reportgen/panels/base/media/overlays.py writes it.

import { block, type Floats } from "../core";

export interface MaskCell {
  group: number;
  width: number;
  height: number;
  /** Classes of the legend, with their pixels and numbers of corners; `bitmaps` holds the noisy ones by place. */
  classes: number[];
  pixels: number[];
  corners: number[];
  outline: string;
  bitmaps?: Record<string, string>;
}

export interface ImageCell {
  block: string;
  width: number;
  height: number;
  caption?: string;
  note?: string;
  /** Probably logged without scaling: `note` says how that is seen. */
  unscaled?: boolean;
  animated?: boolean;
  /** Rows of the boxes' columns, from and up to. */
  boxes?: [number, number];
  masks?: MaskCell[];
}

export interface Group {
  kind: "boxes" | "masks";
  name: string;
  dashed: boolean;
  hidden: boolean;
  style?: "fill" | "outline";
}
/** A class; `key` is what settings call it, where that is not its name. */
export interface ClassEntry {
  id: number;
  name: string;
  color: string;
  hidden: boolean;
  key?: string;
}
export const keyOf = (entry: ClassEntry): string => entry.key ?? entry.name;

export interface Legend {
  groups: Group[];
  classes: ClassEntry[];
  captions: string[];
  columns: Record<string, string>;
  scores: { name: string; block: string; min: number; max: number }[];
}

/** The boxes of all images of a panel as columns, in pixels of their image. */
export interface Boxes {
  group: Floats;
  entry: Floats;
  caption: Floats;
  crowd: Floats;
  x0: Floats;
  y0: Floats;
  x1: Floats;
  y1: Floats;
  scores: Map<string, Floats>;
}

export interface Overlays {
  legend: Legend;
  boxes: Boxes;
}

export async function overlaysOf(legend: Legend): Promise<Overlays> {
  const column = (name: string): Promise<Floats> => block<Floats>(legend.columns[name] ?? "");
  const [group, entry, caption, crowd, x0, y0, x1, y1] = (await Promise.all(
    ["group", "entry", "caption", "crowd", "x0", "y0", "x1", "y1"].map(column),
  )) as [Floats, Floats, Floats, Floats, Floats, Floats, Floats, Floats];
  const scores = new Map<string, Floats>();
  for (const score of legend.scores) scores.set(score.name, await block<Floats>(score.block));
  return { legend, boxes: { group, entry, caption, crowd, x0, y0, x1, y1, scores } };
}
