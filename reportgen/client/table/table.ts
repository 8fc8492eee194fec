// The live table: a line to ask, what is asked for as chips, the grid, and what can be taken along.

import { create, during, say } from "../core";
import type { Library } from "../libraries/query";
import type { Answer } from "../query/engine/engine";
import { Columns } from "./columns/columns";
import { Headers } from "./columns/header";
import { Comparison } from "./compare/switches";
import { openDetail } from "./detail";
import { Distributions } from "./distribution/distributions";
import { Bands, keyOf } from "./grid/bands";
import type { Cells, Gone } from "./grid/cells";
import { Grid } from "./grid/grid";
import { Rows } from "./grid/rows";
import { EmbeddingMap } from "./map/map";
import type { TableMedia } from "./media";
import { Answers } from "./questions/answers";
import { AskLine } from "./questions/ask";
import { chipsOf, wordsIn, writeStatus } from "./questions/asked";
import { type Asker, wrongOf } from "./questions/asker";
import type { Shown } from "./shown";
import { toolsOf } from "./tools";
import { type Column, conditionsOf, type Height, keepLook, type Look, lookOf, type View } from "./view";

const HEIGHTS: Record<Height, number> = { small: 34, medium: 92, large: 248 };
const GROUP = 76;
let made = 0;

/** What stands below the grid: how many rows there are, and how one is opened. */
const below = (status: HTMLElement): HTMLElement[] => [
  status,
  create("p", { class: "rg-note rg-control" }, say("Click a row twice, or press Enter, to open it.")),
];

export class TableView implements Shown {
  readonly element = create("div", { class: "rg-table" });
  readonly columns: Columns;
  readonly cells: Cells = { making: undefined, gone: (column, row) => goneIn(this.columns.stored, column, row) };
  look: Look;
  answer: Answer;
  readonly values: Shown["values"];
  private readonly answers: Answers;
  private readonly ask: AskLine;
  private readonly chips = create("div", { class: "rg-table-chips" });
  private readonly status = create("p", { class: "rg-note rg-table-status", role: "status" });
  private readonly distributions: Distributions;
  private readonly comparison: Comparison;
  private readonly grid: Grid;
  private readonly map: EmbeddingMap | undefined;
  private readonly open = new Set<string>();
  private bands: Bands;
  private asking = 0;

  constructor(
    readonly view: View,
    columns: readonly Column[],
    readonly places: ArrayLike<number>,
    readonly asker: Asker,
    private readonly library: Library,
  ) {
    this.look = lookOf(view);
    this.columns = new Columns(view, columns);
    this.columns.follow(this.look);
    this.answers = new Answers(asker);
    this.values = (column, rows) => this.answers.of(column, rows);
    this.distributions = new Distributions(this);
    this.answer = { rows: new Uint32Array(), groups: [] };
    this.bands = new Bands(this.answer, this.open, HEIGHTS.small, GROUP);
    this.comparison = new Comparison(this);
    if (view.map) this.map = new EmbeddingMap(view.map, this, (row) => this.detail(row));
    this.ask = new AskLine(
      library,
      () => this.columns.known(),
      (text, goesOn) => this.change({ filter: text }, !goesOn),
      `rg-table-${++made}`,
    );
    this.grid = this.gridOf(new Rows(this, this.distributions, this.open, (key) => this.toggle(key)));
  }

  private gridOf(rows: Rows): Grid {
    const headers = new Headers(this, this.distributions, (name, width) => {
      this.look = { ...this.look, widths: { ...this.look.widths, [name]: width } };
      this.grid.draw();
    });
    const grid = new Grid({
      count: () => this.bands.count,
      height: () => this.bands.height,
      indexAt: (y) => this.bands.indexAt(y),
      band: (index) => {
        const { kind, key } = this.bands.at(index);
        return { top: this.bands.top(index), height: kind === "row" ? this.bands.rowHeight : GROUP, key };
      },
      columns: (room) => this.columns.inGrid(this.look, room),
      fill: (row, index, shown) => rows.fill(row, this.bands.at(index), shown),
      header: (column) => headers.header(column),
      distribution: (column) => headers.distribution(column),
      open: (index) => this.enter(index),
    });
    const bare = [...this.columns.byName.values()].every(({ type }) => ["media", "json", "vector"].includes(type));
    grid.element.classList.toggle("rg-bare", bare);
    grid.element.setAttribute("aria-label", say("{table}: rows", { table: this.view.name }));
    return grid;
  }

  async begin(media: TableMedia): Promise<void> {
    const legend = await media.begin();
    const tools = toolsOf(this, () => this.columns.partsOf(this.columns.names(this.look)), legend?.head);
    this.element.append(
      create("div", { class: "rg-table-bar rg-control" }, this.ask.element, tools),
      ...this.comparison.elements,
      ...(this.map ? [this.map.element] : []),
      this.chips,
      ...(legend ? [legend.box] : []),
      this.grid.element,
      ...below(this.status),
    );
    this.ask.show(this.look.filter);
    await this.refresh();
  }

  shown(): void {
    this.ask.show(this.look.filter);
    this.grid.refresh();
  }

  /** The address changed: look as it says. */
  follow(): void {
    const look = lookOf(this.view);
    if (JSON.stringify(look) === JSON.stringify(this.look)) return;
    this.look = look;
    this.ask.show(look.filter);
    void this.refresh();
  }

  change(parts: Partial<Look>, entry = Object.keys(parts).length > 0): void {
    this.look = { ...this.look, ...parts };
    keepLook(this.view, this.look, entry);
    this.ask.show(this.look.filter);
    void this.refresh();
  }

  /** Ask again, since the view or the runs that are on have changed. */
  async refresh(): Promise<void> {
    const asked = ++this.asking;
    const isCurrent = (): boolean => asked === this.asking;
    const tell = (error: unknown): void => {
      if (isCurrent()) this.ask.tell(wrongOf(error));
    };
    let wrong = false;
    this.columns.follow(this.look);
    this.element.classList.add("rg-waiting");
    try {
      await this.define();
      const answer = await this.asked();
      if (!isCurrent()) return;
      if (answer.groups.length === 1 && answer.groups[0]) this.open.add(keyOf(answer.groups[0].keys));
      this.answer = this.distributions.ofAnswer(answer);
      this.ask.tell(undefined);
    } catch (error) {
      wrong = true;
      tell(error);
    }
    if (!isCurrent()) return;
    this.element.classList.remove("rg-waiting");
    this.layout();
    this.element.classList.toggle("rg-counting", !wrong);
    if (!wrong)
      void this.count(isCurrent)
        .catch(tell)
        .finally(() => {
          if (isCurrent()) this.element.classList.remove("rg-counting");
        }); // rows first: counting a million values takes a second
  }

  private async asked(): Promise<Answer> {
    const { order, groupby } = this.look;
    const filters = conditionsOf(this.view, this.look, this.columns.stored);
    if (!filters.length && !order.length && !groupby.length) return this.distributions.everything();
    return this.asker.answer({ filters, order: order.map(([by, down]) => ({ by, down })), groupby });
  }

  /** Have the engine know the columns that the reader added. */
  private async define(): Promise<void> {
    for (const [name, derived] of Object.entries(this.look.derive)) {
      const known = this.columns.byName.get(name);
      if (known && (known.derived === undefined || known.derived === derived)) continue;
      const type = await this.asker.define(name, derived);
      this.answers.forget(name);
      this.distributions.all.delete(name);
      this.columns.add({ name, type, values: [], derived, get: undefined });
    }
  }

  private async count(isCurrent: () => boolean): Promise<void> {
    await this.distributions.count(isCurrent);
    if (!isCurrent()) return;
    if (this.answer.groups.length || this.view.tables)
      this.grid.refresh(); // their cells are drawn on the scale of all rows
    else await during(this.grid.drawDistributions());
  }

  private layout(): void {
    const { view, look, columns } = this;
    const tables = view.layout === "joined" ? look.pair.length || (view.tables ?? []).length : 0;
    const height = Math.max(HEIGHTS[look.height], 10 + 22 * Math.max(1, tables)); // a line for each table
    this.bands = new Bands(this.answer, this.open, height, GROUP);
    this.grid.element.dataset.height = look.height;
    this.chips.replaceChildren(...chipsOf(this));
    writeStatus(this.status, view, this.answer, look.filter, wordsIn(this.library, columns.known(), look.filter));
    const asked = this.asking;
    void this.comparison.count(() => asked === this.asking);
    const pictures = columns.names(look).some((name) => columns.byName.get(name)?.type === "media");
    offerLegend(this.element, pictures);
    this.map?.draw();
    this.grid.refresh();
  }

  private toggle(key: string): void {
    if (!this.open.delete(key)) this.open.add(key);
    this.layout();
  }

  /** Enter on a row opens it whole, on a group its rows. */
  private enter(index: number): void {
    const band = this.bands.at(index);
    if (band.kind === "group") this.toggle(keyOf(this.answer.groups[band.group]?.keys ?? []));
    else this.detail(band.row);
  }

  /** A row, whole. */
  private detail(row: number): void {
    openDetail(this, this.answer.rows, row);
  }
}

/** What ended a sample of an evaluation that neither passed nor failed: its error, else its limit. */
function goneIn(all: readonly Column[], column: Column, row: number): Gone | undefined {
  if ((column.of ?? column.name) !== "pass") return undefined;
  const told = (name: string): string => {
    const other = all.find((one) => (one.of ?? one.name) === name && one.table === column.table);
    const value = other?.get?.(row);
    return typeof value === "string" ? value : "";
  };
  const [error, limit] = [told("error"), told("limit")];
  if (error) return { word: say("error"), why: error, bad: true };
  return limit ? { word: say("limit"), why: limit, bad: false } : undefined;
}

/** The legend of overlays is there where images are shown; what the reader folded stays folded. */
function offerLegend(table: HTMLElement, pictures: boolean): void {
  for (const part of table.querySelectorAll<HTMLElement>(".rg-overlay-head, :scope > .rg-overlays"))
    part.hidden = !pictures || (part.hidden && part.matches(".rg-overlays"));
}
