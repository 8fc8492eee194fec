// The list of runs in the side: hide and show, only one, pinned ones, the order, a search, the arrow keys.

import { say } from "../../data/texts";
import { button, create } from "../../element";
import { listedRuns } from "../../runs";
import { change, isHidden, runsOf, set, state, subscribe } from "../../state/state";
import { pin, unpinAll } from "../focus";
import { searchRuns } from "../search/runs";

/** Up to here every row gets its buttons at once, and is a stop of the Tab key. */
const FEW = 60;
const STOPS = 8;
const SORT = "runs.sort";

interface Row {
  readonly run: number;
  readonly item: HTMLElement;
  readonly main: HTMLButtonElement;
  pin?: HTMLButtonElement;
}

export function startRuns(): void {
  const list = document.querySelector<HTMLElement>(".rg-runs");
  if (!list) return;
  const rows = [...list.querySelectorAll<HTMLElement>("li[data-run]")].flatMap((item): Row[] => {
    const main = item.querySelector<HTMLButtonElement>(".rg-run");
    return main ? [{ run: Number(item.dataset.run), item, main }] : [];
  });
  list.addEventListener("click", (event) => {
    const main = (event.target as Element).closest<HTMLElement>(".rg-run");
    if (main?.parentElement) toggle(...runsOf(main.parentElement));
  });
  document.addEventListener("click", (event) => {
    const legend = (event.target as Element | null)?.closest<HTMLElement>(".rg-legend [data-run]");
    if (legend) toggle(...runsOf(legend));
  });
  if (rows.length > 1) {
    addHead(rows);
    addSort(list, rows);
    addActions(rows);
    byKeys(list, rows);
    if (rows.length > STOPS) list.before(...searchRuns(rows.map(({ item }) => item)));
  }
  const follow = (): void => {
    for (const { run, item, main, pin } of rows) {
      main.setAttribute("aria-pressed", String(!isHidden(run)));
      const pinned = state.focused.has(run);
      item.classList.toggle("rg-pinned", pinned);
      if (pin) label(pin, pinned, run);
    }
  };
  follow();
  subscribe((now, before) => {
    if (now.hidden !== before.hidden || now.focused !== before.focused) follow();
  });
}

function toggle(...runs: number[]): void {
  const hidden = new Set(state.hidden);
  const off = runs.every(isHidden);
  for (const run of runs) {
    if (off) hidden.delete(run);
    else hidden.add(run);
  }
  change({ hidden });
}

function solo(run: number): void {
  const numbers = [...listedRuns().keys()];
  const alone = !state.hidden.has(run) && state.hidden.size === numbers.length - 1;
  change({ hidden: new Set(alone ? [] : numbers.filter((other) => other !== run)) });
}

function addHead(rows: readonly Row[]): void {
  const all = button(say("All"), () => change({ hidden: new Set() }), { "aria-label": say("Show all runs") });
  const none = button(say("None"), () => change({ hidden: new Set(rows.map(({ run }) => run)) }), {
    "aria-label": say("Show none of the runs"),
  });
  const head = document.querySelector(".rg-runs-head");
  head?.append(create("span", { class: "rg-all" }, all, none));
  const told = create("span");
  const pins = create("p", { class: "rg-pins", hidden: true }, told, button(say("Clear"), unpinAll));
  head?.after(pins);
  const follow = (): void => {
    pins.hidden = !state.focused.size;
    told.textContent = say("{n} pinned", { n: state.focused.size });
  };
  follow();
  subscribe(follow);
}

function label(button: HTMLButtonElement, pinned: boolean, run: number): void {
  button.textContent = pinned ? say("Unpin") : say("Pin");
  const name = listedRuns()[run]?.name ?? "";
  button.setAttribute(
    "aria-label",
    pinned ? say("Unpin {name}", { name }) : say("Pin {name}: draw the other runs faintly", { name }),
  );
}

/** Buttons of rows: of many rows when they come into view. */
function addActions(rows: Row[]): void {
  const add = (row: Row): void => {
    if (row.pin) return;
    const { run, item, main } = row;
    const only = button(say("Only"), () => solo(run), {
      class: "rg-solo",
      "aria-label": say("Show only {name}", { name: listedRuns()[run]?.name ?? "" }),
    });
    row.pin = button(say("Pin"), () => pin(run), { class: "rg-pin" });
    label(row.pin, state.focused.has(run), run);
    if (rows.length > STOPS) for (const one of [only, row.pin]) one.tabIndex = main.tabIndex;
    item.append(create("span", { class: "rg-run-actions" }, row.pin, only));
  };
  if (rows.length <= FEW) return rows.forEach(add);
  const of = new Map(rows.map((row) => [row.item as Element, row]));
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const row = isIntersecting && of.get(target);
      if (!row) continue;
      add(row);
      watch.unobserve(target);
    }
  });
  for (const { item } of rows) watch.observe(item);
}

function addSort(list: HTMLElement, rows: readonly Row[]): void {
  const goal = document.querySelector(".rg-goal");
  if (!goal) return;
  const ranked = [...rows].sort((a, b) => Number(a.item.dataset.rank) - Number(b.item.dataset.rank));
  const sort = button("", () => set(SORT, state.settings[SORT] ? null : "best"), { class: "rg-sort-runs" });
  goal.prepend(sort);
  let best: boolean | undefined;
  const follow = (): void => {
    if (best === (best = state.settings[SORT] === "best")) return;
    sort.textContent = best ? say("Sort: best first") : say("Sort: as listed");
    if (best || list.firstElementChild !== rows[0]?.item)
      list.append(...(best ? ranked : rows).map(({ item }) => item));
  };
  follow();
  subscribe(follow);
}

/** Arrow keys go from row to row; of many rows Tab stops at one only. */
function byKeys(list: HTMLElement, rows: readonly Row[]): void {
  const many = rows.length > STOPS;
  let current = rows[0];
  const stop = (row: Row | undefined, index: number): void => {
    if (row && many) for (const one of row.item.querySelectorAll<HTMLElement>("button")) one.tabIndex = index;
  };
  if (many) for (const row of rows) if (row !== current) stop(row, -1);
  list.addEventListener("focusin", (event) => {
    const item = (event.target as Element).closest("li");
    if (item === current?.item) return;
    stop(current, -1);
    current = rows.find((row) => row.item === item) ?? current;
    stop(current, 0);
  });
  list.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll<HTMLElement>("li[data-run]:not([hidden])")];
    const at = items.indexOf((event.target as Element).closest("li") as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined || !items[to]) return;
    event.preventDefault();
    items[to].querySelector<HTMLElement>(".rg-run")?.focus();
  });
}
