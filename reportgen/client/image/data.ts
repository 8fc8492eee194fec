// What the page knows of images and what lies over them.

import { block, type Floats } from "../core";
import type { ClassPayload, LegendPayload } from "../payloads";

export type {
  ClassPayload as ClassEntry,
  ImagePayload as ImageCell,
  LayerPayload as Group,
  LegendPayload as Legend,
  MaskPayload as MaskCell,
} from "../payloads";

export const keyOf = (entry: ClassPayload): string => entry.key ?? entry.name;

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
  /** The form of some boxes by row, as SVG paths: what is inside, and lines and dots. */
  outlines: Map<number, readonly [area: string, strokes: string]>;
}

export interface Overlays {
  legend: LegendPayload;
  boxes: Boxes;
}

export async function overlaysOf(legend: LegendPayload): Promise<Overlays> {
  const column = (name: string): Promise<Floats> => block<Floats>(legend.columns[name] ?? "");
  const [group, entry, caption, crowd, x0, y0, x1, y1] = (await Promise.all(
    ["group", "entry", "caption", "crowd", "x0", "y0", "x1", "y1"].map(column),
  )) as [Floats, Floats, Floats, Floats, Floats, Floats, Floats, Floats];
  const scores = new Map<string, Floats>();
  for (const score of legend.scores) scores.set(score.name, await block<Floats>(score.block));
  const formed = legend.outlines ? await block<[number, string, string][]>(legend.outlines) : [];
  const outlines = new Map(formed.map(([row, area, strokes]) => [row, [area, strokes] as const]));
  return { legend, boxes: { group, entry, caption, crowd, x0, y0, x1, y1, scores, outlines } };
}
