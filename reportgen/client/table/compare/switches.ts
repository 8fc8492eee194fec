// What comparing joined tables asks: where rows are and what changed, as switches with counts, and which two are shown.

import { button, create, said, say } from "../../core";
import type { Difference } from "../../query/engine/engine";
import { own } from "../../query/values";
import type { Shown } from "../shown";
import { type Column, filtered, type Look, literal, type View } from "../view";
import { merged, paired, partOf, type Side } from "./compare";

const MOST = 40; // columns that are compared
/** Columns of times that something took, which are never the same twice. */
const TIMING = /(?:^|[_\s/.-])(?:seconds|secs|ms|milliseconds|latency|duration|elapsed|runtime)(?:$|[_\s/.-])/i;

export class Comparison {
  /** Which colour stands for which table, and the switches; nothing where no tables are joined. */
  readonly elements: readonly HTMLElement[];
  private readonly box = create("div", { class: "rg-table-compared" });
  private readonly changed = create("p", { class: "rg-note" });

  constructor(private readonly table: Shown) {
    this.elements = table.view.tables ? [sidesOf(table.view), this.box] : [];
  }

  /** Count what the switches would keep, and say what changed in the rows that are kept. */
  async count(isCurrent: () => boolean): Promise<void> {
    const { view, look, asker, answer, columns: all } = this.table;
    const { tables = [] } = view;
    const columns = merged({ ...view, layout: "joined" }, paired(all.stored, look.pair));
    const choice = choices(view, columns, view.better ?? "", look.pair);
    if (!choice.length) return;
    const several = columns.filter(isCompared).slice(0, MOST);
    const [counts, differences] = await Promise.all([
      asker.counts(choice.map(({ condition }) => condition)),
      asker.differences(
        several.map(({ parts = [] }) => parts.map((part) => part.name)),
        answer.rows,
      ),
    ]);
    if (!isCurrent()) return;
    const sides = look.pair.length === 2 ? look.pair.flatMap((i) => tables[i] ?? []) : tables;
    this.changed.textContent = changes(several, differences, sides);
    const change = (parts: Partial<Look>): void => this.table.change(parts);
    this.box.replaceChildren(
      ...(tables.length > 2 ? [pairOf(tables, view.keys?.[0] ?? "", look, change)] : []),
      create(
        "div",
        { class: "rg-table-switches", role: "group", "aria-label": say("Compare") },
        ...switches(choice, counts, look, change),
      ),
      this.changed,
    );
  }
}

/** Which colour stands for which table. */
function sidesOf({ tables = [], matched }: View): HTMLElement {
  return create(
    "p",
    { class: "rg-table-sides" },
    ...tables.map(({ label, color }, i) => {
      const dot = create("i", { class: "rg-dot" });
      dot.style.background = color;
      return create("span", { title: say("{table} in a filter", { table: `$${i}` }) }, dot, create("bdi", {}, label));
    }),
    create("span", { class: "rg-note" }, matched ?? ""),
  );
}

/** Which two of several joined tables are shown: a choice for each, and one for all of them. */
function pairOf(sides: readonly Side[], key: string, look: Look, change: (parts: Partial<Look>) => void): HTMLElement {
  const choose = (pair: readonly number[]): void => {
    // only rows that one of them has, and no switch of another pair
    const only = Object.fromEntries(Object.entries(look.only).filter(([name]) => !name.startsWith("compare ")));
    change({
      pair,
      only: pair.length ? { ...only, "compare pair": pair.map((i) => inTable(i, key)).join(" or ") } : only,
    });
  };
  const all = sides.map((_, i) => i);
  const pair = look.pair.length === 2 ? look.pair : [];
  const choice = (which: 0 | 1): HTMLSelectElement => {
    const select = create(
      "select",
      { "aria-label": which ? say("Second table") : say("First table") },
      ...sides.map(({ label }, i) => create("option", { value: String(i) }, label)),
    );
    select.value = String(pair[which] ?? (which ? sides.length - 1 : 0));
    select.addEventListener("change", () => {
      const now = [first, second].map(({ value }) => Number(value));
      const [a = 0, b = 0] = now;
      choose(a === b ? all.filter((i) => i === a || i === (a ? a - 1 : 1)) : now);
    });
    return select;
  };
  const first = choice(0);
  const second = choice(1);
  return create(
    "span",
    { class: "rg-table-pair" },
    create("span", { class: "rg-note" }, `${say("Compare")} `),
    first,
    create("span", { class: "rg-note" }, ` ${say("with")} `),
    second,
    " ",
    button(say("all {n}", { n: sides.length }), () => choose([]), {
      class: "rg-table-switch",
      "aria-pressed": String(!pair.length),
    }),
  );
}

interface Choice {
  key: string;
  label: string;
  condition: string;
}

/** Whether a column of joined tables is one whose values are equal or not: a list of measured numbers never is. */
const isCompared = ({ type, parts }: Column): boolean =>
  (type === "text" || type === "number" || type === "boolean" || type === "time") && (parts?.length ?? 0) > 1;

/** Whether a row is in one of the joined tables. */
const inTable = (table: number, key: string): string => `exists($${table}[${literal(key)}])`;

/** The questions that comparing asks: where rows are, and what changed. */
function choices(view: View, columns: readonly Column[], better: string, pair: readonly number[] = []): Choice[] {
  const all = view.tables ?? [];
  const places = pair.length === 2 ? pair : all.map((_, i) => i);
  const sides = places.flatMap((i) => all[i] ?? []);
  const key = view.keys?.[0];
  const last = sides.length - 1;
  const found: Choice[] = [];
  if (!key || sides.length < 2) return found;
  const has = (i: number): string => inTable(places[i] ?? i, key);
  found.push({
    key: "where",
    label: sides.length > 2 ? say("in all") : say("in both"),
    condition: sides.map((_, i) => has(i)).join(" and "),
  });
  for (const [i, { label }] of sides.entries())
    found.push({
      key: "where",
      label: say("only in {table}", { table: label }),
      condition: sides.map((_, j) => (i === j ? has(j) : `not ${has(j)}`)).join(" and "),
    });
  const compared = columns.filter(isCompared);
  const ends =
    last > 1 ? `, ${say("{low} to {high}", { low: sides[0]?.label ?? "", high: sides[last]?.label ?? "" })}` : "";
  const steps = sides.slice(1).flatMap((_, i) => {
    // of several tables each is held against the one before
    const differ = compared.flatMap(({ name, parts = [] }) => {
      if (TIMING.test(name)) return [];
      const [before, after] = [
        parts.find(({ table }) => table === places[i]),
        parts.find(({ table }) => table === places[i + 1]),
      ];
      return before && after ? [`${partOf(before)} != ${partOf(after)}`] : [];
    });
    return differ.length ? [`${has(i)} and ${has(i + 1)} and (${differ.join(" or ")})`] : [];
  });
  if (steps.length)
    found.push({
      key: "what",
      label: say("changed"),
      condition: steps.length > 1 ? steps.map((step) => `(${step})`).join(" or ") : (steps[0] ?? ""),
    });
  const measure = compared.find(({ name, type }) => type === "number" && name === better.replace(/^-/, ""));
  if (measure?.parts) {
    const [first, then] = [partOf(measure.parts[0] as Column), partOf(measure.parts.at(-1) as Column)];
    const up = better.startsWith("-") ? "<" : ">";
    found.push(
      {
        key: "what",
        label: `${say("{metric} improved", { metric: measure.name })}${ends}`,
        condition: `${then} ${up} ${first}`,
      },
      {
        key: "what",
        label: `${say("{metric} worsened", { metric: measure.name })}${ends}`,
        condition: `${then} ${up === ">" ? "<" : ">"} ${first}`,
      },
    );
  }
  return found;
}

/** A switch for each of these questions, with how many rows it keeps; one of a kind holds at a time. */
function switches(
  all: readonly Choice[],
  counts: readonly number[],
  look: Look,
  change: (parts: Partial<Look>) => void,
): HTMLElement[] {
  return all.map(({ key, label, condition }, i) => {
    const name = `compare ${key}`;
    const pressed = own(look.only, name) === condition;
    const count = (counts[i] ?? 0).toLocaleString("en-US");
    return button(`${label} ${count}`, () => change(filtered(look, name, pressed ? undefined : condition)), {
      class: "rg-table-switch",
      "aria-pressed": String(pressed),
    });
  });
}

/** What changed, in words. */
function changes(columns: readonly Column[], differences: readonly Difference[], sides: readonly Side[]): string {
  const told = columns
    .flatMap(({ name, type }, i) => {
      const found = differences[i];
      if (!found?.changed) return [];
      const n = (value: number): string => value.toLocaleString("en-US");
      if (type !== "number" || !Number.isFinite(found.mean))
        return [
          say("{column} differs in {n} of {total} rows", { column: name, n: n(found.changed), total: n(found.both) }),
        ];
      return [
        say("{column} {mean} on average, up in {up}, down in {down}", {
          column: name,
          mean: `${found.mean >= 0 ? "+" : "−"}${said(Math.abs(Number(found.mean.toPrecision(3))))}`,
          up: n(found.up),
          down: n(found.down),
        }),
      ];
    })
    .join("; ");
  return told && sides.length > 2
    ? `${say("{low} to {high}", { low: sides[0]?.label ?? "", high: sides.at(-1)?.label ?? "" })}: ${told}`
    : told;
}
