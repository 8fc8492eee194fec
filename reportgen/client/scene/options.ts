// How scenes look: what the spec says, under what the reader set. Settings hold on the whole page, as those of overlays do.

import { state } from "../core";
import type { Coloring, SceneCell } from "./cell";

const text = (name: string): string | undefined => state.settings[`scene.${name}`];

const flag = (name: string, otherwise: boolean): boolean => {
  const found = text(name);
  return found === undefined ? otherwise : found === "1";
};

const number = (name: string): number | undefined => {
  const found = text(name);
  return found !== undefined && found !== "" && Number.isFinite(Number(found)) ? Number(found) : undefined;
};

export const pointSize = (cell: SceneCell): number => Math.min(Math.max(number("size") ?? cell.pointSize, 0.5), 20);
export const showsGrid = (cell: SceneCell): boolean => flag("grid", cell.grid);
export const showsLabels = (cell: SceneCell): boolean => flag("labels", cell.labelled);
export const showsHydrogens = (cell: SceneCell): boolean => flag("hydrogens", cell.hydrogens ?? true);
export const showsPart = (name: string): boolean => flag(`show.${name}`, true);
export const minScore = (cell: SceneCell): number => number("score") ?? cell.minScore ?? -Infinity;
export const together = (): boolean => flag("together", true);

export function coloring(cell: SceneCell): Coloring {
  const found = text("color");
  return found === "height" ? "height" : found === "logged" ? (cell.colors ?? "height") : (cell.colorBy ?? "height");
}

export function upAxis(cell: SceneCell): "y" | "z" {
  const found = text("up");
  return cell.what !== "molecule" && (found === "y" || found === "z") ? found : cell.up;
}

export function background(cell: SceneCell): "auto" | "light" | "dark" {
  const found = text("background");
  return found === "auto" || found === "light" || found === "dark" ? found : cell.background;
}
