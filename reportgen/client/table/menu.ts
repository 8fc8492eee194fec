// The menu of a column: sort, group, filter by what its type allows, pin, move, hide.

import { button, create, popover } from "../core";
import type { Spread } from "../query/engine";
import { numberOf } from "../query/whole";
import { nameOf, wordsOf } from "./cells";
import { type Column, type Look, literal, own, quoted } from "./view";

const PICKED = 200; // characters: a longer text is no question

export interface MenuHost {
  look(): Look;
  change(parts: Partial<Look>): void;
  spread(name: string): Spread | undefined;
}

export function columnMenu(host: MenuHost, column: Column, anchor: HTMLElement): void {
  popover(
    anchor,
    () => [
      create(
        "p",
        { class: "rg-menu-title" },
        create("bdi", {}, column.name),
        create("span", { class: "rg-note" }, ` ${column.type}`),
      ),
      ...actions(host, column),
      ...filters(host, column),
    ],
    anchor.closest<HTMLElement>("rg-table") ?? undefined,
  );
}

const shut = (): void => void document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));

/** A round width of about ten bins of a column. */
function widthOf({ low = 0, high = 0 }: Spread = { missing: 0, count: 0 }): number {
  const tenth = (high - low) / 10;
  const power = 10 ** Math.floor(Math.log10(tenth));
  if (!(tenth > 0) || !Number.isFinite(power)) return 0;
  return Number(((tenth / power > 5 ? 10 : tenth / power > 2 ? 5 : tenth / power > 1 ? 2 : 1) * power).toPrecision(3));
}

function actions(host: MenuHost, column: Column): HTMLElement[] {
  const { name } = column;
  const look = host.look();
  const text = quoted(name);
  const sorted = look.order.find(([by]) => by === text || by === name);
  const item = (label: string, act: () => void, pressed = false): HTMLElement =>
    button(
      label,
      () => {
        shut();
        act();
      },
      { class: "rg-menu-item", ...(pressed ? { "aria-pressed": "true" } : {}) },
    );
  const others = look.order.filter(([by]) => by !== text && by !== name);
  const grouped = look.groupby.includes(text) || look.groupby.includes(name);
  const place = look.columns.indexOf(name);
  const move = (by: number): void => {
    const columns = [...look.columns];
    columns.splice(place, 1);
    columns.splice(place + by, 0, name);
    host.change({ columns });
  };
  const media = column.type === "media"; // pictures have no order
  const bins = column.type === "number" && !column.integer ? widthOf(host.spread(name)) : 0;
  const list = [
    ...(media
      ? []
      : [
          item("Sort upward", () => host.change({ order: [[text, false]] }), sorted?.[1] === false),
          item("Sort downward", () => host.change({ order: [[text, true]] }), sorted?.[1] === true),
          ...(others.length
            ? [item("Sort by it after the others", () => host.change({ order: [...others, [text, false]] }))]
            : []),
          ...(sorted ? [item("Do not sort by it", () => host.change({ order: others }))] : []),
          item(
            grouped ? "Do not group by it" : look.groupby.length ? "Group by it, too" : "Group by it",
            () =>
              host.change({
                groupby: grouped ? look.groupby.filter((by) => by !== text && by !== name) : [...look.groupby, text],
              }),
            grouped,
          ),
          ...(bins && !grouped
            ? [
                item(`Group by it in bins of ${wordsOf(bins)}`, () =>
                  host.change({ groupby: [...look.groupby, `bin(${text}, ${bins})`] }),
                ),
              ]
            : []),
        ]),
    item(look.pinned.includes(name) ? "Unpin" : "Pin to the side", () =>
      host.change({
        pinned: look.pinned.includes(name) ? look.pinned.filter((one) => one !== name) : [...look.pinned, name],
      }),
    ),
    ...(place > 0 ? [item("Move to the left", () => move(-1))] : []),
    ...(place < look.columns.length - 1 ? [item("Move to the right", () => move(1))] : []),
    item("Hide", () => host.change({ columns: look.columns.filter((one) => one !== name) })),
  ];
  return [create("div", { class: "rg-menu-list" }, ...list)];
}

function filters(host: MenuHost, column: Column): HTMLElement[] {
  const { name, type } = column;
  const text = quoted(name);
  const now = own(host.look().only, name);
  const choose = (condition: string | undefined): void => {
    const { [name]: _, ...only } = host.look().only;
    host.change({ only: condition ? { ...only, [name]: condition } : only });
  };
  const parts: HTMLElement[] = [];
  if (type === "number") parts.push(range(column, now, choose));
  if (type === "text" || type === "boolean") parts.push(...picks(column, host.spread(name), now, choose));
  if (type === "text") parts.push(contains(column, choose));
  const some = `exists(${text})`;
  const nan = `${text} != ${text}`; // NaN equals nothing
  parts.push(
    create(
      "div",
      { class: "rg-menu-list" },
      button(
        "Only where there is a value",
        () => {
          shut();
          choose(now === some ? undefined : some);
        },
        { class: "rg-menu-item", "aria-pressed": String(now === some) },
      ),
      button(
        "Only where there is none",
        () => {
          shut();
          choose(now === `not ${some}` ? undefined : `not ${some}`);
        },
        { class: "rg-menu-item", "aria-pressed": String(now === `not ${some}`) },
      ),
      ...(type === "number" && host.spread(name)?.nan
        ? [
            button(
              "Only where it is NaN",
              () => {
                shut();
                choose(now === nan ? undefined : nan);
              },
              { class: "rg-menu-item", "aria-pressed": String(now === nan) },
            ),
          ]
        : []),
      ...(now
        ? [
            button(
              "Take this filter away",
              () => {
                shut();
                choose(undefined);
              },
              { class: "rg-menu-item" },
            ),
          ]
        : []),
    ),
  );
  return [create("div", { class: "rg-menu-filter" }, ...parts)];
}

function range(column: Column, now: string | undefined, choose: (condition: string | undefined) => void): HTMLElement {
  const [, least = ""] = />= (-?[\d.e+-]+)/.exec(now ?? "") ?? [];
  const [, most = ""] = /<=? (-?[\d.e+-]+)$/.exec(now ?? "") ?? [];
  const from = create("input", { type: "number", step: "any", value: least, "aria-label": `${column.name} from` });
  const to = create("input", { type: "number", step: "any", value: most, "aria-label": `${column.name} to` });
  const change = (): void => {
    const parts = [
      from.value && `${quoted(column.name)} >= ${numberOf(from.value)}`,
      to.value && `${quoted(column.name)} <= ${numberOf(to.value)}`,
    ].filter(Boolean);
    choose(parts.join(" and ") || undefined);
  };
  for (const input of [from, to]) input.addEventListener("change", change);
  return create("p", { class: "rg-menu-range" }, from, create("span", {}, "to"), to);
}

function picks(
  column: Column,
  spread: Spread | undefined,
  now: string | undefined,
  choose: (condition: string | undefined) => void,
): HTMLElement[] {
  const top = (spread?.top ?? []).filter(([value]) => String(value).length <= PICKED);
  if (!top.length || (spread?.distinct ?? 0) > 200) return [];
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

function contains(column: Column, choose: (condition: string | undefined) => void): HTMLElement {
  const input = create("input", { type: "search", placeholder: "contains …", "aria-label": `${column.name} contains` });
  input.addEventListener("change", () =>
    choose(input.value ? `${literal(input.value)} in ${quoted(column.name)}` : undefined),
  );
  return create("p", { class: "rg-menu-range" }, input);
}
