// The header of a column: its name, which sorts; its menu; its distribution; an edge to pull.

import { button, create, say } from "../../core";
import { own } from "../../query/values";
import { partOf, type Side } from "../compare/compare";
import { distributionOf, distributionsOf } from "../distribution/distribution";
import type { Distributions } from "../distribution/distributions";
import type { GridColumn } from "../grid/place";
import type { Shown } from "../shown";
import { type Column, filtered, quoted } from "../view";
import { typeWord } from "./columns";
import { columnMenu } from "./menu";

const dotOf = ({ label, color }: Side): HTMLElement => {
  const dot = create("i", { class: "rg-dot", title: label });
  dot.style.background = color;
  return dot;
};

export class Headers {
  private dragged: string | undefined;

  constructor(
    private readonly table: Shown,
    private readonly distributions: Distributions,
    private readonly resize: (name: string, width: number) => void,
  ) {}

  private column(name: string): Column {
    return this.table.columns.byName.get(name) as Column;
  }

  header({ name, width }: GridColumn): HTMLElement {
    const column = this.column(name);
    const text = column.parts?.[0] ? partOf(column.parts[0]) : quoted(name);
    const sorted = this.table.look.order.find(([by]) => by === text || by === name);
    const cell = create("div", {
      class: "rg-grid-cell rg-grid-th",
      role: "columnheader",
      "aria-sort": sorted ? (sorted[1] ? "descending" : "ascending") : "none",
    });
    const label = create(
      "button",
      {
        type: "button",
        class: "rg-th-name",
        title: say("{column}: {type}. Click to sort, Shift+click to add to the sort", {
          column: name,
          type: typeWord(column.type),
        }),
        draggable: "true",
      },
      ...(column.parts?.length === 1 ? this.sides(column).map(dotOf) : []),
      create("bdi", {}, column.title ?? name),
      create("span", { class: "rg-th-arrow", "aria-hidden": "true" }, sorted ? (sorted[1] ? "↓" : "↑") : ""),
    );
    label.addEventListener("click", (event) => this.sort(text, event.shiftKey));
    this.makeMovable(label, cell, name);
    const all = (): Parameters<typeof columnMenu>[2] => this.distributions.all.get(name);
    const menu: HTMLButtonElement = button("⋮", () => columnMenu(this.table, column, all(), menu), {
      class: "rg-th-menu",
      "aria-label": say("Menu of {title}", { title: name }),
      "aria-expanded": "false",
    });
    cell.append(
      create("div", { class: "rg-th-line" }, label, menu),
      this.distribution({ name }),
      this.edge(name, width),
    );
    return cell;
  }

  private sides({ parts = [] }: Column): Side[] {
    return parts.map(({ table = 0 }) => this.table.view.tables?.[table] ?? { label: "", color: "" });
  }

  /** Ascending, descending, not at all; with `more` beside what is sorted by already. */
  private sort(text: string, more: boolean): void {
    const { order } = this.table.look;
    const now = order.find(([by]) => by === text);
    const others = more ? order.filter(([by]) => by !== text) : [];
    this.table.change({ order: now?.[1] ? others : [...others, [text, Boolean(now)]] });
  }

  /** Have a column dropped before another. */
  private makeMovable(label: HTMLElement, cell: HTMLElement, name: string): void {
    label.addEventListener("dragstart", (event) => {
      this.dragged = name;
      event.dataTransfer?.setData("text/plain", name);
    });
    cell.addEventListener("dragover", (event) => {
      if (this.dragged && this.dragged !== name) event.preventDefault();
    });
    cell.addEventListener("drop", (event) => {
      event.preventDefault();
      const from = this.dragged;
      this.dragged = undefined;
      if (!from || from === name) return;
      const columns = this.table.look.columns.filter((one) => one !== from);
      columns.splice(columns.indexOf(name), 0, from);
      this.table.change({ columns });
    });
  }

  /** The distribution of a column, or of its parts; empty until it is counted. */
  distribution({ name }: { name: string }): HTMLElement {
    const column = this.column(name);
    const { all, now } = this.distributions.ofColumn(column);
    const [first, kept] = [all[0], now[0]];
    if (!first || !kept) return create("div", { class: "rg-distribution" });
    if (all.length > 1) return distributionsOf(column, all, now, this.sides(column));
    return distributionOf(column.parts?.[0] ?? column, first, kept, {
      only: own(this.table.look.only, name),
      choose: (condition) => this.table.change(filtered(this.table.look, name, condition)),
    });
  }

  /** An edge to pull with the pointer or the arrow keys. */
  private edge(name: string, width: number): HTMLElement {
    const grip = create("span", {
      class: "rg-th-edge",
      role: "separator",
      tabindex: 0,
      "aria-orientation": "vertical",
      "aria-label": say("Width of {name}", { name }),
      "aria-valuenow": Math.round(width),
      "aria-valuemin": 56,
      "aria-valuemax": 900,
    });
    const bounded = (wide: number): number => Math.max(56, Math.min(900, wide));
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const from = event.clientX;
      const move = (moved: PointerEvent): void => this.resize(name, bounded(width + moved.clientX - from));
      const up = (): void => {
        removeEventListener("pointermove", move);
        this.table.change({});
      };
      addEventListener("pointermove", move);
      addEventListener("pointerup", up, { once: true });
    });
    grip.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
      if (!by) return;
      event.preventDefault();
      this.resize(name, bounded(width + by));
      this.table.change({});
    });
    return grip;
  }
}
