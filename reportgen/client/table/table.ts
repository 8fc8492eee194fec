// The live table: a line to ask, what is asked for as chips, the grid, and what can be taken along.

import { create, during } from "../core";
import type { ImageElement, Picture, Scene } from "../image";
import type { Library } from "../libraries/query";
import type { Making } from "../media_browser/figure";
import type { Item, View as MediaView } from "../media_browser/layout";
import type { Answer, Spread } from "../query/engine";
import type { SceneCell, SceneElement } from "../scene";
import { AskLine } from "./ask";
import { chipsOf, statusOf, wordIn } from "./asked";
import type { Asker, Known, Wrong } from "./asker";
import { Bands, keyOf } from "./bands";
import { type Cells, cellOf, put } from "./cells";
import { changes, choices, compareCell, isCompared, merged, paired, pairOf, partOf, switches } from "./compare";
import { openDetail } from "./detail";
import { Grid, type GridColumn, place } from "./grid";
import { groupRow, inBin } from "./group";
import { headOf, spreadIn } from "./head";
import { EmbeddingMap } from "./map";
import { columnMenu } from "./menu";
import { type ToolsHost, toolsOf } from "./tools";
import {
  type Column,
  conditionsOf,
  digitsRoom,
  type Height,
  itemsOf,
  keepLook,
  type Look,
  lookOf,
  mediaRoom,
  own,
  quoted,
  type View,
} from "./view";

const HEIGHTS: Record<Height, number> = { small: 34, medium: 92, large: 248 };
const GROUP = 76;
const SEEN = 24; // rows whose texts tell how wide a column is
const SPREADS = 40; // columns, of which distributions are asked at once
let made = 0;

type Images = typeof import("../image");
type Scenes = typeof import("../scene");
const global = globalThis as unknown as { reportgen_image?: Images; reportgen_scene?: Scenes };

export class TableView {
  readonly element = create("div", { class: "rg-table" });
  private readonly ask: AskLine;
  private readonly chips = create("div", { class: "rg-table-chips" });
  private readonly status = create("p", { class: "rg-note rg-table-status", role: "status" });
  private readonly grid: Grid;
  private readonly byName = new Map<string, Column>();
  private readonly flat: Column[];
  private readonly compared = create("div", { class: "rg-table-compared" });
  private readonly changed = create("p", { class: "rg-note" });
  private readonly map: EmbeddingMap | undefined;
  private look: Look;
  private readonly every: Uint32Array;
  private answer: Answer = { rows: new Uint32Array(), groups: [] };
  private bands = new Bands(this.answer, new Set(), 34, GROUP);
  private readonly open = new Set<string>();
  private readonly all = new Map<string, Spread>();
  private now = new Map<string, Spread>();
  private readonly groupSpreads = new Map<string, Promise<Spread[]>>();
  private readonly answers = new Map<string, Map<number, unknown>>();
  private readonly cells: Cells = { making: undefined };
  /** Which row a cell shows: cells are filled anew while answers are under way. */
  private readonly rowOf = new WeakMap<HTMLElement, number>();
  private readonly long = new WeakMap<Column, boolean>();
  private asking = 0;
  private wholeGroups: ReadonlyMap<string, NonNullable<View["groups"]>[number]> = new Map();
  /** The spreads of the whole table, while nothing is asked of the rows that the page carries. */
  private wholes: ReadonlyMap<string, readonly [Spread, Spread]> | undefined;
  private scene: Scene | undefined;
  private merged = "";

  constructor(
    private readonly view: View,
    columns: readonly Column[],
    private readonly places: ArrayLike<number>,
    private readonly asker: Asker,
    private readonly library: Library,
  ) {
    this.flat = [...columns];
    this.every = Uint32Array.from({ length: view.rows }, (_, i) => i);
    this.look = lookOf(view);
    this.merge();
    if (view.map)
      this.map = new EmbeddingMap(view.map, {
        columns: () => [...this.byName.values()],
        look: () => this.look,
        change: (parts) => this.change(parts),
        cells: this.cells,
        open: (row) => this.detail(row),
        value: (column, row) => this.valueOf(column, row),
      });
    this.ask = new AskLine(
      library,
      () => this.known(),
      (text) => this.change({ filter: text }),
      `rg-table-${++made}`,
    );
    this.grid = new Grid({
      count: () => this.bands.count,
      height: () => this.bands.height,
      indexAt: (y) => this.bands.indexAt(y),
      band: (index) => ({
        top: this.bands.top(index),
        height: this.bands.at(index).kind === "row" ? this.bands.rowHeight : GROUP,
        key: this.bands.at(index).key,
      }),
      columns: () => this.shownColumns(),
      fill: (row, index, shown) => this.fill(row, index, shown),
      head: (column) => this.headed(column, headOf),
      spread: (column) => this.headed(column, spreadIn),
      open: (index) => this.enter(index),
    });
    this.grid.element.classList.toggle(
      "rg-bare",
      [...this.byName.values()].every(({ type }) => type === "media" || type === "json" || type === "vector"),
    );
    this.grid.element.setAttribute("aria-label", `${view.name}: rows`);
  }

  async begin(): Promise<void> {
    await this.overlay();
    const legend = this.legend()?.(new AbortController().signal);
    this.element.append(
      create("div", { class: "rg-table-bar rg-control" }, this.ask.element, toolsOf(this.toolsHost())),
      ...(this.view.tables ? [this.sides()] : []),
      this.compared,
      ...(this.map ? [this.map.element] : []),
      this.chips,
      ...(legend ? [legend] : []),
      this.grid.element,
      this.status,
    );
    this.ask.show(this.look.filter);
    await this.refresh();
  }

  /** What a question may name: columns, and of joined tables those of each. */
  private known(): Known {
    const joined = this.view.tables !== undefined;
    const tables: Map<string, string>[] = (this.view.tables ?? []).map(() => new Map<string, string>());
    const shared = new Map<string, string>();
    for (const { name, type, table, of } of this.flat) {
      if (table === undefined) shared.set(name, type);
      else tables[table]?.set(of ?? name, type);
    }
    return joined ? { tables, shared } : { tables: [shared], shared: new Map() };
  }

  /** The columns as they are shown: those of compared tables as one. */
  private merge(): void {
    const made = [...this.byName.values()].filter(
      ({ derived, name }) => derived !== undefined && own(this.look.derive, name) !== undefined,
    );
    this.byName.clear();
    for (const column of [...merged(this.view, paired(this.flat, this.look.pair)), ...made])
      this.byName.set(column.name, column);
  }

  /** Which colour stands for which table. */
  private sides(): HTMLElement {
    return create(
      "p",
      { class: "rg-table-sides" },
      ...(this.view.tables ?? []).map(({ label, color }, i) => {
        const dot = create("i", { class: "rg-dot" });
        dot.style.background = color;
        return create("span", {}, dot, create("code", {}, `$${i}`), " ", create("bdi", {}, label));
      }),
      create("span", { class: "rg-note" }, this.view.matched ?? ""),
    );
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

  change(parts: Partial<Look>): void {
    this.look = { ...this.look, ...parts };
    keepLook(this.view, this.look);
    this.ask.show(this.look.filter);
    void this.refresh();
  }

  /** Ask anew, since the view or the runs that are on have changed. */
  async refresh(): Promise<void> {
    const asked = ++this.asking;
    const { look } = this;
    const tell = (error: unknown): void => {
      if (asked === this.asking)
        this.ask.tell({
          offset: (error as Partial<Wrong>).offset ?? 0,
          hint: (error as Partial<Wrong>).hint ?? "",
          message: (error as Error).message,
        });
    };
    let wrong = false;
    if (look.pair.join() !== this.merged) {
      this.merged = look.pair.join();
      this.merge();
    }
    this.element.classList.add("rg-waiting");
    try {
      await this.define();
      const filters = conditionsOf(look, this.flat);
      const plain = !filters.length && !look.order.length && !look.groupby.length;
      const answer = plain
        ? { rows: this.every, groups: [] }
        : await this.asker.answer({
            filters,
            order: look.order.map(([by, down]) => ({ by, down })),
            groupby: look.groupby,
          });
      if (asked !== this.asking) return;
      if (answer.groups.length === 1 && answer.groups[0]) this.open.add(keyOf(answer.groups[0].keys));
      this.answer = this.withWhole(answer);
      this.groupSpreads.clear();
      this.ask.tell(undefined);
    } catch (error) {
      wrong = true;
      tell(error);
    }
    if (asked !== this.asking) return;
    this.element.classList.remove("rg-waiting");
    this.layout();
    this.element.classList.toggle("rg-counting", !wrong);
    if (!wrong)
      void this.spread(asked)
        .catch(tell)
        .finally(() => {
          if (asked === this.asking) this.element.classList.remove("rg-counting");
        }); // rows first: counting a million values takes a second
  }

  /** While nothing is asked of the rows that the page carries, the groups are those of the whole table. */
  private withWhole(answer: Answer): Answer {
    const { groups } = this.view;
    this.wholeGroups = new Map();
    if (
      !groups ||
      conditionsOf(this.look, this.flat).length ||
      this.look.groupby.join("\n") !== this.view.groupby.join("\n")
    )
      return answer;
    const carried = new Map(answer.groups.map((group) => [keyOf(group.keys), group]));
    this.wholeGroups = new Map(groups.map((group) => [keyOf(group.keys), group]));
    return {
      rows: answer.rows,
      groups: groups.map(({ keys }) => carried.get(keyOf(keys)) ?? { keys, from: 0, to: 0 }),
    };
  }

  /** Have the engine know the columns that the reader added. */
  private async define(): Promise<void> {
    for (const [name, derived] of Object.entries(this.look.derive)) {
      const known = this.byName.get(name);
      if (known && (known.derived === undefined || known.derived === derived)) continue;
      const type = await this.asker.define(name, derived);
      const column: Column = { name, type, values: [], derived, get: undefined };
      this.answers.delete(name);
      this.all.delete(name);
      this.byName.set(name, column);
      this.flat.splice(known ? this.flat.indexOf(known) : this.flat.length, known ? 1 : 0, column);
    }
  }

  private async spread(asked: number): Promise<void> {
    const names = this.spreadNames();
    const unknown = names.filter((name) => !this.all.has(name));
    const { rows } = this.answer;
    const [all, now] = await Promise.all([
      unknown.length ? this.asker.spreads(unknown, this.every) : [],
      rows.length === this.view.rows ? undefined : this.asker.spreads(names, rows),
    ]);
    if (asked !== this.asking) return;
    for (const [i, name] of unknown.entries()) if (all[i]) this.all.set(name, all[i]);
    if (!conditionsOf(this.look, this.flat).length) {
      const whole = new Map(
        this.view.columns.flatMap(({ name, whole: told }) => (told ? [[name, told] as const] : [])),
      );
      if (whole.size) this.wholes = whole;
    } else this.wholes = undefined;
    this.now = new Map(
      names.flatMap((name, i) => {
        const found = now?.[i] ?? this.all.get(name);
        return found ? [[name, found] as const] : [];
      }),
    );
    if (this.answer.groups.length || this.view.tables)
      this.grid.refresh(); // their cells are drawn on the scale of all rows
    else await during(this.grid.heads());
  }

  /** The columns whose distributions are seen: of merged ones the parts. */
  private spreadNames(): string[] {
    return this.shownNames()
      .slice(0, SPREADS)
      .flatMap((name) => this.byName.get(name)?.parts?.map((part) => part.name) ?? [name]);
  }

  /** Count what the switches would keep, and say what changed in the rows that are kept. */
  private async compare(): Promise<void> {
    const { view, look, asking } = this;
    const columns = merged({ ...view, layout: "joined" }, paired(this.flat, look.pair));
    const all = choices(view, columns, view.better ?? "", look.pair);
    if (!all.length) return;
    const several = columns.filter(isCompared).slice(0, SPREADS);
    const [counts, differences] = await Promise.all([
      this.asker.counts(all.map(({ condition }) => condition)),
      this.asker.differences(
        several.map(({ parts = [] }) => parts.map((part) => part.name)),
        this.answer.rows,
      ),
    ]);
    if (asking !== this.asking) return;
    const sides = look.pair.length === 2 ? look.pair.flatMap((i) => view.tables?.[i] ?? []) : (view.tables ?? []);
    this.changed.textContent = changes(several, differences, sides);
    this.compared.replaceChildren(
      ...((view.tables?.length ?? 0) > 2
        ? [pairOf(view.tables ?? [], view.keys?.[0] ?? "", look, (parts) => this.change(parts))]
        : []),
      create(
        "div",
        { class: "rg-table-switches", role: "group", "aria-label": "Compare" },
        ...switches(all, counts, look, (only) => this.change({ only })),
      ),
      this.changed,
    );
  }

  private layout(): void {
    const lines =
      this.view.tables && this.view.layout === "joined" ? this.look.pair.length || this.view.tables.length : 1;
    const height = Math.max(HEIGHTS[this.look.height], 10 + 22 * lines); // a line for each table
    this.bands = new Bands(this.answer, this.open, height, GROUP);
    this.grid.element.dataset.height = this.look.height;
    this.drawChips();
    this.drawStatus();
    void this.compare();
    for (const legend of this.element.querySelectorAll<HTMLElement>(":scope > .rg-overlays"))
      legend.hidden = !this.shownNames().some((name) => this.byName.get(name)?.type === "media");
    this.map?.draw(this.answer.rows);
    this.grid.refresh();
  }

  private shownNames(): string[] {
    const pinned = this.look.pinned.filter((name) => this.look.columns.includes(name));
    return [...pinned, ...this.look.columns.filter((name) => !pinned.includes(name))];
  }

  private shownColumns(): GridColumn[] {
    return this.shownNames().flatMap((name): GridColumn[] => {
      const column = this.byName.get(name);
      return column
        ? [
            {
              name,
              width: own(this.look.widths, name) ?? this.width(column),
              pinned: this.look.pinned.includes(name),
              numeric: column.type === "number",
            },
          ]
        : [];
    });
  }

  /** Room for what is in a column, and for its name within reason. */
  private width(column: Column): number {
    return Math.max(this.room(column), Math.min(220, 50 + 7.6 * (column.title ?? column.name).length));
  }

  private room(column: Column): number {
    const large = this.look.height === "large";
    if (column.parts && column.parts.length > 1)
      return column.type === "media"
        ? 60 + (large ? 280 : 100) * column.parts.length
        : column.type === "text"
          ? 180
          : 170;
    if (column.cells?.some((cell) => itemsOf(cell).some(({ kind }) => kind === "figure"))) return 420;
    if (column.type === "media") return mediaRoom(column, large);
    if (column.type === "text") return this.isLong(column) ? 260 : 150;
    return column.integer ? digitsRoom(column) : column.type === "json" ? 220 : column.type === "time" ? 180 : 132;
  }

  /** Whether some of a column's first texts need more room than most. */
  private isLong(column: Column): boolean {
    if (!this.long.has(column))
      this.long.set(
        column,
        Array.from({ length: Math.min(SEEN, this.view.rows) }, (_, row) => String(column.get?.(row) ?? "").length).some(
          (length) => length > 24,
        ),
      );
    return this.long.get(column) ?? false;
  }

  private headed(shown: GridColumn, made: typeof headOf): HTMLElement {
    const { name } = shown;
    const column = this.byName.get(name) as Column;
    const text = column.parts ? partOf(column.parts[0] as Column) : quoted(name);
    const of = (spreads: ReadonlyMap<string, Spread>, which: 0 | 1): (Spread | undefined)[] =>
      (column.parts ?? [column]).map(
        (part) => this.wholes?.get(part.name)?.[which] ?? spreads.get(part.name) ?? this.all.get(part.name),
      );
    return made(column, {
      sorted: this.look.order.find(([by]) => by === text || by === name),
      width: shown.width,
      all: of(this.all, 0),
      now: of(this.now, 1),
      sides: column.parts
        ? column.parts.map((part) => this.view.tables?.[part.table ?? 0] ?? { label: "", color: "" })
        : [],
      only: own(this.look.only, name),
      sort: (more) => this.sort(text, more),
      menu: (anchor) =>
        columnMenu(
          { look: () => this.look, change: (parts) => this.change(parts), spread: (of) => this.all.get(of) },
          column,
          anchor,
        ),
      resize: (width) => {
        this.look = { ...this.look, widths: { ...this.look.widths, [name]: width } };
        this.grid.draw();
      },
      resized: () => this.change({}),
      move: (moved) => this.move(moved, name),
      only_: (condition) => {
        const { [name]: _, ...only } = this.look.only;
        this.change({ only: condition ? { ...only, [name]: condition } : only });
      },
    });
  }

  private move(name: string, before: string): void {
    const columns = this.look.columns.filter((one) => one !== name);
    columns.splice(columns.indexOf(before), 0, name);
    this.change({ columns });
  }

  /** Upward, downward, not at all; with `more` beside what is sorted by already. */
  private sort(text: string, more: boolean): void {
    const now = this.look.order.find(([by]) => by === text);
    const others = more ? this.look.order.filter(([by]) => by !== text) : [];
    this.change({ order: now?.[1] ? others : [...others, [text, Boolean(now)]] });
  }

  private fill(row: HTMLElement, index: number, shown: readonly { column: GridColumn; at: number }[]): void {
    const band = this.bands.at(index);
    if (band.kind === "group") return this.fillGroup(row, band.group, shown);
    const known = [...row.querySelectorAll<HTMLElement>(":scope > .rg-grid-cell")];
    if (known.length)
      return shown.forEach(({ column }, i) => {
        const cell = known[i];
        if (cell) this.fillCell(cell, column.name, band.row);
      });
    place(row, shown, ({ name, numeric }) => {
      const cell = create("div", { class: `rg-grid-cell${numeric ? " rg-end" : ""}`, role: "gridcell" });
      this.fillCell(cell, name, band.row);
      return cell;
    });
  }

  private fillCell(cell: HTMLElement, name: string, row: number): void {
    const column = this.byName.get(name) as Column;
    const small = this.look.height === "small";
    this.rowOf.set(cell, row);
    if (column.parts && this.view.layout !== "side_by_side") {
      const whole = this.all.get(column.parts[0]?.name ?? "");
      const values = column.parts.map((part) => part.get?.(row));
      cell.replaceChildren(
        compareCell(
          column,
          values,
          row,
          this.view.tables ?? [],
          [whole?.low ?? 0, whole?.high ?? 1],
          this.cells,
          small,
        ),
      );
    } else if (column.get) put(cell, cellOf(column, row, column.get(row), this.cells, small));
    else {
      cell.replaceChildren(); // not the answer for the row that it showed before
      void this.valueOf(column, row).then((value) => {
        if (this.rowOf.get(cell) === row) put(cell, cellOf(column, row, value, this.cells, small));
      });
    }
  }

  /** A value that the engine answers, asked once. */
  private async valueOf(column: Column, row: number): Promise<unknown> {
    const known = this.answers.get(column.name) ?? new Map<number, unknown>();
    this.answers.set(column.name, known);
    if (!known.has(row)) {
      const [value] = await this.asker.values(column.name, Uint32Array.of(row));
      known.set(row, value);
    }
    return known.get(row);
  }

  private async values(column: Column, rows: Uint32Array): Promise<unknown[]> {
    const { get } = column;
    return get ? Array.from(rows, (row) => get(row)) : this.asker.values(column.name, rows);
  }

  private fillGroup(row: HTMLElement, number: number, shown: readonly { column: GridColumn; at: number }[]): void {
    const group = this.answer.groups[number];
    if (!group) return;
    const key = keyOf(group.keys);
    const rows = this.answer.rows.slice(group.from, group.to);
    const names = this.spreadNames();
    const whole = this.wholeGroups.get(key);
    const none: Spread = { missing: 0, count: 0 };
    const spreads =
      this.groupSpreads.get(key) ??
      (whole
        ? Promise.resolve(names.map((name) => own(whole.spreads, name) ?? none))
        : this.asker.spreads(names, rows));
    this.groupSpreads.set(key, spreads);
    groupRow(row, {
      keys: group.keys.map((value, i) => [this.look.groupby[i] ?? "", inBin(this.look.groupby[i] ?? "", value)]),
      open: this.open.has(key),
      rows,
      shown,
      columns: this.byName,
      names,
      sides: this.view.tables ?? [],
      count: whole?.count,
      spreads,
      all: this.all,
      cells: this.cells,
      toggle: () => {
        if (!this.open.delete(key)) this.open.add(key);
        this.layout();
      },
    });
  }

  /** Enter on a row opens it whole, on a group its rows. */
  private enter(index: number): void {
    const band = this.bands.at(index);
    if (band.kind === "group") {
      const key = keyOf(this.answer.groups[band.group]?.keys ?? []);
      if (!this.open.delete(key)) this.open.add(key);
      return this.layout();
    }
    this.detail(band.row);
  }

  /** A row, whole. */
  private detail(row: number): void {
    const rows = this.answer.rows;
    const columns = this.flat.filter((column) => !(column.of !== undefined && this.view.keys?.includes(column.of)));
    const title = (at: number): string =>
      `Row ${(this.places[rows[at] ?? 0] ?? 0).toLocaleString("en-US")}, ${(at + 1).toLocaleString("en-US")} of ${rows.length.toLocaleString("en-US")}`;
    openDetail(
      title,
      columns,
      rows.length,
      Math.max(0, rows.indexOf(row)),
      (at) => rows[at] ?? 0,
      (row) => Promise.all(columns.map(async (column) => (await this.values(column, Uint32Array.of(row)))[0])),
      this.cells,
    );
  }

  private drawChips(): void {
    this.chips.replaceChildren(
      ...chipsOf(
        this.look,
        () => this.look,
        (parts) => this.change(parts),
      ),
    );
  }

  private drawStatus(): void {
    this.status.textContent = statusOf(this.view, this.answer, wordIn(this.library, this.known(), this.look.filter));
  }

  private toolsHost(): ToolsHost {
    return {
      view: this.view,
      places: this.places,
      asker: this.asker,
      columns: this.byName,
      look: () => this.look,
      rows: () => this.answer.rows,
      change: (parts) => this.change(parts),
      values: (column, rows) => this.values(column, rows),
      shown: () =>
        this.shownNames().flatMap((name) => {
          const column = this.byName.get(name);
          return column?.parts ?? column ?? [];
        }),
    };
  }

  private async overlay(): Promise<void> {
    const { view } = this;
    const shared = global.reportgen_image;
    if (view.legend && shared)
      this.scene = {
        overlays: await shared.overlaysOf(view.legend),
        look: new shared.Look(view.legend, view.settings ?? {}),
      };
    const company = global.reportgen_scene ? new global.reportgen_scene.Company() : undefined;
    if (!this.flat.some(({ cells }) => cells)) return;
    this.cells.making = {
      view: { manyRuns: false, manyKeys: false, runs: {}, stepKey: "" } as unknown as MediaView,
      scene: this.scene,
      previews: new Map(),
      images: new Map<number, ImageElement>(),
      before: () => undefined,
      scenes: new Map(),
      company,
      open: (item, from) => this.openItem(item, from),
    } satisfies Making;
  }

  private legend(): ((signal: AbortSignal) => HTMLElement) | undefined {
    const { view, scene } = this;
    const shared = global.reportgen_image;
    return view.legend && scene && shared
      ? (signal): HTMLElement => shared.legendOf(view.legend as never, scene.look, signal)
      : undefined;
  }

  /** Open a picture whole, with the other pictures of its column beside it: those of its group, or of all rows. */
  private openItem(item: Item, from?: SceneElement): void {
    if (item.kind === "scene")
      return global.reportgen_scene?.openScene(
        item as unknown as SceneCell,
        item.caption ?? "",
        item.caption ?? "",
        from,
      );
    const column = this.flat.find(({ cells }) => cells?.some((cell) => itemsOf(cell).includes(item)));
    const { rows, groups } = this.answer;
    const at = rows.findIndex((row) => itemsOf(column?.cells?.[row]).includes(item));
    const group = groups.find(({ from, to }) => from <= at && at < to);
    const among = group ? rows.subarray(group.from, group.to) : rows; // a group's pictures are a gallery of their own
    const items = Array.from(among, (row) => column?.cells?.[row])
      .flatMap(itemsOf)
      .filter((other) => other.kind === "image" && Boolean(other.block));
    const picture = (other: Item): Picture => ({
      cell: other as Picture["cell"],
      scene: this.scene,
      name: column?.name ?? "",
      caption: other.caption ?? "",
    });
    global.reportgen_image?.openViewer(items.map(picture), items.indexOf(item), this.legend());
  }
}
