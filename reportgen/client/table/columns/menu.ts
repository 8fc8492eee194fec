// The menu of a column: sort, group, filter by what its type allows, pin, move, hide.

import { button, create, popover, say } from "../../core";
import type { Distribution } from "../../query/engine/engine";
import { own } from "../../query/values";
import { numberOf } from "../../query/whole";
import { nameOf, wordsOf } from "../grid/cells";
import type { Shown } from "../shown";
import { type Column, filtered, type Look, literal, quoted } from "../view";

const PICKED = 200; // characters: a longer text is no question

type Choose = (condition: string | undefined) => void;

/** Open the menu of a column below `anchor`; `distribution` is its distribution over all rows. */
export function columnMenu(
  table: Shown,
  column: Column,
  distribution: Distribution | undefined,
  anchor: HTMLElement,
): void {
  const title = create(
    "p",
    { class: "rg-menu-title" },
    create("bdi", {}, column.name),
    create("span", { class: "rg-note" }, ` ${column.type}`),
  );
  const content = (): Node[] => [
    title,
    create("div", { class: "rg-menu-list" }, ...ordering(table, column, distribution), ...placing(table, column.name)),
    create("div", { class: "rg-menu-filter" }, ...filters(table, column, distribution)),
  ];
  popover(anchor, content, anchor.closest<HTMLElement>("rg-table") ?? undefined);
}

const shut = (): void => void document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));

/** A round width of about ten bins of a column. */
function widthOf({ low = 0, high = 0 }: Distribution = { missing: 0, count: 0 }): number {
  const tenth = (high - low) / 10;
  const power = 10 ** Math.floor(Math.log10(tenth));
  if (!(tenth > 0) || !Number.isFinite(power)) return 0;
  return Number(((tenth / power > 5 ? 10 : tenth / power > 2 ? 5 : tenth / power > 1 ? 2 : 1) * power).toPrecision(3));
}

/** An entry; `pressed` is given for one that can hold. */
function item(label: string, act: () => void, pressed?: boolean): HTMLElement {
  const press = (): void => {
    shut();
    act();
  };
  return button(label, press, {
    class: "rg-menu-item",
    "aria-pressed": pressed === undefined ? null : String(pressed),
  });
}

/** Sort and group; pictures have no order. */
function ordering(
  table: Shown,
  { name, type, integer }: Column,
  distribution: Distribution | undefined,
): HTMLElement[] {
  if (type === "media") return [];
  const { order, groupby } = table.look;
  const text = quoted(name);
  const isOwn = (by: string): boolean => by === text || by === name;
  const sorted = order.find(([by]) => isOwn(by));
  const others = order.filter(([by]) => !isOwn(by));
  const sort =
    (down: boolean, before: Look["order"] = []) =>
    (): void =>
      table.change({ order: [...before, [text, down]] });
  const isGrouped = groupby.some(isOwn);
  const group = (by: string) => (): void => table.change({ groupby: [...groupby, by] });
  const bins = type === "number" && !integer && !isGrouped ? widthOf(distribution) : 0;
  return [
    item(say("Sort ascending"), sort(false), sorted?.[1] === false),
    item(say("Sort descending"), sort(true), sorted?.[1] === true),
    ...(others.length ? [item(say("Add to sort"), sort(false, others))] : []),
    ...(sorted ? [item(say("Remove from sort"), () => table.change({ order: others }))] : []),
    isGrouped
      ? item(say("Remove grouping"), () => table.change({ groupby: groupby.filter((by) => !isOwn(by)) }))
      : item(groupby.length ? say("Add to grouping") : say("Group by"), group(text)),
    ...(bins ? [item(say("Group by bins of {width}", { width: wordsOf(bins) }), group(`bin(${text}, ${bins})`))] : []),
  ];
}

/** Pin, move, hide. */
function placing(table: Shown, name: string): HTMLElement[] {
  const { columns, pinned } = table.look;
  const place = columns.indexOf(name);
  const move = (by: number) => (): void => {
    const others = columns.filter((one) => one !== name);
    others.splice(place + by, 0, name);
    table.change({ columns: others });
  };
  const isPinned = pinned.includes(name);
  return [
    item(isPinned ? say("Unpin") : say("Pin left"), () =>
      table.change({ pinned: isPinned ? pinned.filter((one) => one !== name) : [...pinned, name] }),
    ),
    ...(place > 0 ? [item(say("Move left"), move(-1))] : []),
    ...(place < columns.length - 1 ? [item(say("Move right"), move(1))] : []),
    item(say("Hide column"), () => table.change({ columns: columns.filter((one) => one !== name) })),
  ];
}

function filters(table: Shown, column: Column, distribution: Distribution | undefined): HTMLElement[] {
  const { name, type } = column;
  const text = quoted(name);
  const now = own(table.look.only, name);
  const choose: Choose = (condition) => table.change(filtered(table.look, name, condition));
  const toggle = (label: string, condition: string): HTMLElement =>
    item(label, () => choose(now === condition ? undefined : condition), now === condition);
  return [
    ...(type === "number" ? [range(column, now, choose)] : []),
    ...(type === "text" || type === "boolean" ? picks(column, distribution, now, choose) : []),
    ...(type === "text" ? [contains(column, choose)] : []),
    create(
      "div",
      { class: "rg-menu-list" },
      toggle(say("Not empty"), `exists(${text})`),
      toggle(say("Empty"), `not exists(${text})`),
      ...(type === "number" && distribution?.nan ? [toggle("NaN", `${text} != ${text}`)] : []), // NaN equals nothing
      ...(now ? [item(say("Remove filter"), () => choose(undefined))] : []),
    ),
  ];
}

function range(column: Column, now: string | undefined, choose: Choose): HTMLElement {
  const [, least = ""] = />= (-?[\d.e+-]+)/.exec(now ?? "") ?? [];
  const [, most = ""] = /<=? (-?[\d.e+-]+)$/.exec(now ?? "") ?? [];
  const from = create("input", {
    type: "number",
    step: "any",
    value: least,
    "aria-label": say("{name} from", { name: column.name }),
  });
  const to = create("input", {
    type: "number",
    step: "any",
    value: most,
    "aria-label": say("{name} to", { name: column.name }),
  });
  const change = (): void => {
    const parts = [
      from.value && `${quoted(column.name)} >= ${numberOf(from.value)}`,
      to.value && `${quoted(column.name)} <= ${numberOf(to.value)}`,
    ].filter(Boolean);
    choose(parts.join(" and ") || undefined);
  };
  for (const input of [from, to]) input.addEventListener("change", change);
  return create("p", { class: "rg-menu-range" }, from, create("span", {}, say("to")), to);
}

function picks(
  column: Column,
  distribution: Distribution | undefined,
  now: string | undefined,
  choose: Choose,
): HTMLElement[] {
  const top = (distribution?.top ?? []).filter(([value]) => String(value).length <= PICKED);
  if (!top.length || (distribution?.distinct ?? 0) > 200) return [];
  const name = quoted(column.name);
  const chosen = new Set(
    top
      .map(([value]) => literal(value))
      .filter(
        (value) =>
          now === `${name} == ${value}` ||
          (now?.startsWith(`${name} in [`) &&
            now
              .slice(name.length + 5, -1)
              .split(", ")
              .includes(value)),
      ),
  );
  return [
    create(
      "div",
      { class: "rg-menu-picks" },
      ...top.map(([value, count]) => {
        const text = literal(value);
        const box = create("input", { type: "checkbox", ...(chosen.has(text) ? { checked: true } : {}) });
        box.addEventListener("change", () => {
          if (box.checked) chosen.add(text);
          else chosen.delete(text);
          const all = [...chosen];
          choose(all.length > 1 ? `${name} in [${all.join(", ")}]` : all.length ? `${name} == ${all[0]}` : undefined);
        });
        return create(
          "label",
          {},
          box,
          create("bdi", {}, nameOf(value)),
          create("span", { class: "rg-note" }, count.toLocaleString("en-US")),
        );
      }),
    ),
  ];
}

function contains(column: Column, choose: Choose): HTMLElement {
  const input = create("input", {
    type: "search",
    placeholder: say("contains …"),
    "aria-label": say("{name} contains", { name: column.name }),
  });
  input.addEventListener("change", () =>
    choose(input.value ? `${literal(input.value)} in ${quoted(column.name)}` : undefined),
  );
  return create("p", { class: "rg-menu-range" }, input);
}
