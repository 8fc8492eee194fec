// The head of a column: its name, which sorts; its menu; its distribution; an edge to pull.

import { button, create } from "../core";
import type { Spread } from "../query/engine";
import type { Side } from "./compare";
import { spreadOf, spreadsOf } from "./spread";
import type { Column } from "./view";

export interface HeadHost {
  sorted: readonly [string, boolean] | undefined;
  width: number;
  all: (Spread | undefined)[];
  now: (Spread | undefined)[];
  sides: readonly Side[];
  only: string | undefined;
  sort(more: boolean): void;
  menu(anchor: HTMLElement): void;
  resize(width: number): void;
  resized(): void;
  move(column: string): void;
  only_(condition: string | undefined): void;
}

const dotOf = ({ label, color }: Side): HTMLElement => {
  const dot = create("i", { class: "rg-dot", title: label });
  dot.style.background = color;
  return dot;
};

let dragged: string | undefined;

export function headOf(column: Column, host: HeadHost): HTMLElement {
  const { sorted } = host;
  const arrow = sorted ? (sorted[1] ? "↓" : "↑") : "";
  const cell = create("div", {
    class: "rg-grid-cell rg-grid-th",
    role: "columnheader",
    "aria-sort": sorted ? (sorted[1] ? "descending" : "ascending") : "none",
  });
  const name = create(
    "button",
    {
      type: "button",
      class: "rg-th-name",
      title: `${column.name}: ${column.type}. Click to sort; with Shift by it after the others`,
      draggable: "true",
    },
    ...(column.parts && column.parts.length === 1 ? host.sides.map(dotOf) : []),
    create("bdi", {}, column.title ?? column.name),
    create("span", { class: "rg-th-arrow", "aria-hidden": "true" }, arrow),
  );
  name.addEventListener("click", (event) => host.sort(event.shiftKey));
  name.addEventListener("dragstart", (event) => {
    dragged = column.name;
    event.dataTransfer?.setData("text/plain", column.name);
  });
  cell.addEventListener("dragover", (event) => {
    if (dragged && dragged !== column.name) event.preventDefault();
  });
  cell.addEventListener("drop", (event) => {
    event.preventDefault();
    const from = dragged;
    dragged = undefined;
    if (from && from !== column.name) host.move(from);
  });
  const menu: HTMLButtonElement = button("⋮", () => host.menu(menu), {
    class: "rg-th-menu",
    "aria-label": `Menu of ${column.name}`,
    "aria-expanded": "false",
  });
  cell.append(create("div", { class: "rg-th-line" }, name, menu));
  cell.append(spreadIn(column, host), edge(column, host));
  return cell;
}

/** The distribution of a column, or of its parts; empty until it is counted. */
export function spreadIn(column: Column, host: HeadHost): HTMLElement {
  const [all] = host.all;
  const [now] = host.now;
  if (!all || !now) return create("div", { class: "rg-spread" });
  if (host.all.length > 1) return spreadsOf(column, host.all, host.now, host.sides);
  return spreadOf(column.parts?.[0] ?? column, all, now, {
    only: host.only,
    choose: (condition) => host.only_(condition),
  });
}

/** An edge to pull with the pointer or the arrow keys. */
function edge(column: Column, host: HeadHost): HTMLElement {
  const grip = create("span", {
    class: "rg-th-edge",
    role: "separator",
    tabindex: 0,
    "aria-orientation": "vertical",
    "aria-label": `Width of ${column.name}`,
    "aria-valuenow": Math.round(host.width),
    "aria-valuemin": 56,
    "aria-valuemax": 900,
  });
  const bounded = (width: number): number => Math.max(56, Math.min(900, width));
  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const from = event.clientX;
    const move = (moved: PointerEvent): void => host.resize(bounded(host.width + moved.clientX - from));
    const up = (): void => {
      removeEventListener("pointermove", move);
      host.resized();
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up, { once: true });
  });
  grip.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (!by) return;
    event.preventDefault();
    host.resize(bounded(host.width + by));
    host.resized();
  });
  return grip;
}
