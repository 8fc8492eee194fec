// How overlays look: what the spec says, under what the reader set. Names of settings are the same on the whole
// page, so that a class switched off is off in every panel and table.

import { state } from "../../core";
import { type ClassEntry, type Group, keyOf, type Legend } from "../data";

export type Style = "fill" | "outline";
export interface Filter {
  least: boolean;
  value: number;
}

export class Look {
  constructor(
    readonly legend: Legend,
    private readonly defaults: Readonly<Record<string, string>>,
  ) {}

  /** A setting's text: the reader's, else the spec's. */
  text(name: string): string | undefined {
    return state.settings[name] ?? this.defaults[name];
  }

  showsGroup = (group: Group): boolean => this.flag(`show.${group.kind}.${group.name}`, !group.hidden);
  showsClass = (entry: ClassEntry): boolean => this.flag(`show.class.${keyOf(entry)}`, !entry.hidden);
  get labels(): boolean {
    return this.flag("boxes.labels", true);
  }

  /** A class's colour; in a group that was given one of its own, the group's. */
  color(entry: ClassEntry, group?: Group): string {
    const set = (group && this.text(`color.${group.kind}.${group.name}`)) ?? this.text(`color.class.${keyOf(entry)}`);
    return set && /^#[0-9a-f]{6}$/i.test(set) ? set : entry.color;
  }

  opacity(group: Group, entry: ClassEntry): number {
    const own = this.number(`opacity.class.${keyOf(entry)}`) ?? this.number(`opacity.${group.kind}.${group.name}`);
    return Math.min(Math.max(own ?? this.number(`${group.kind}.opacity`) ?? 1, 0), 1);
  }

  style(group: Group, entry: ClassEntry): Style {
    const own =
      this.text(`style.class.${keyOf(entry)}`) ??
      this.text(`style.${group.kind}.${group.name}`) ??
      group.style ??
      this.text(`${group.kind}.style`);
    return own === "fill" || own === "outline" ? own : group.kind === "boxes" ? "outline" : "fill";
  }

  /** The limit of a score, or undefined where all boxes are shown. */
  filter(score: string): Filter | undefined {
    const text = this.text(`score.${score}`);
    const value = Number(text?.slice(2));
    return text && /^[<>]=/.test(text) && Number.isFinite(value) ? { least: text.startsWith(">"), value } : undefined;
  }

  /** Whether a box with this score stands; boxes without the score do. */
  static passes(filter: Filter, value: number): boolean {
    return Number.isNaN(value) || (filter.least ? value >= filter.value : value <= filter.value);
  }

  private flag(name: string, otherwise: boolean): boolean {
    const text = this.text(name);
    return text === undefined ? otherwise : text === "1";
  }

  private number(name: string): number | undefined {
    const text = this.text(name);
    return text !== undefined && text !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
  }
}
