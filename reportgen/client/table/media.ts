// The media of a table: what lies over its images, and the full screen.

import { panelName, state } from "../core";
import type { Folded, ImageElement, Scene } from "../image";
import type { Item } from "../media_browser/layout";
import { foldedOf, openItem, sceneOf, scenes } from "../media_browser/overlays";
import type { SceneElement } from "../scene";
import type { Shown } from "./shown";
import { itemsOf } from "./view";

export class TableMedia {
  private scene: Scene | undefined;
  private readonly links = new Map<Item, string>();

  constructor(private readonly table: Shown) {}

  /** Make what cells need; returns the legend of the overlays, if there are some. */
  async begin(): Promise<Folded | undefined> {
    const { view, columns, cells } = this.table;
    this.scene = await sceneOf(view.legend, view.settings);
    const shared = scenes();
    if (columns.stored.some((column) => column.cells ?? column.talks))
      cells.making = {
        view: { manyRuns: false, runs: {}, stepKey: "" },
        scene: this.scene,
        previews: new Map(),
        images: new Map<number, ImageElement>(),
        before: () => undefined,
        scenes: new Map(),
        company: shared && new shared.Company(),
        open: (item, from) => this.open(item, from),
      };
    return foldedOf(this.scene);
  }

  /** What stands for a picture in the address: its panel, its row in the whole table, its place in the cell, its column. */
  private linkOf(item: Item): string {
    if (!this.links.size)
      for (const { name, cells = [] } of this.table.columns.stored)
        for (const [row, cell] of cells.entries())
          for (const [place, one] of itemsOf(cell).entries())
            this.links.set(one, `${this.table.places[row] ?? row} ${place} ${name}`);
    return `${panelName(this.table.element)} ${this.links.get(item) ?? ""}`;
  }

  /** Open the picture that the address names. */
  lookUp(): void {
    const all = this.table.columns.stored.flatMap(({ cells = [] }) => cells.flatMap(itemsOf));
    const item = all.find((one) => this.linkOf(one) === state.picture);
    if (item) this.open(item);
  }

  /** Open a picture whole, with the other pictures of its column beside it: those of its group, or of all rows. */
  private open(item: Item, from?: SceneElement): void {
    const column = this.table.columns.stored.find(({ cells }) => cells?.some((cell) => itemsOf(cell).includes(item)));
    const { rows, groups } = this.table.answer;
    const at = rows.findIndex((row) => itemsOf(column?.cells?.[row]).includes(item));
    const group = groups.find(({ from, to }) => from <= at && at < to);
    const shown = group ? rows.subarray(group.from, group.to) : rows; // a group's pictures are a gallery of their own
    const among = at < 0 ? [item] : Array.from(shown, (row) => column?.cells?.[row]).flatMap(itemsOf);
    const link = (one: Item): string => this.linkOf(one);
    openItem(item, among, this.scene, { name: () => column?.name ?? "", link }, from);
  }
}
