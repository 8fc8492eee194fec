// A chart's own menu, in the head of its panel: its settings, its values as a table, files to keep.

import { button, create, iconOf, said, say, toolsOf, written } from "../core";
import { type Logged, type Sheet, saveCsv, savePng, saveSvg } from "./save";

/** A setting of one chart. `value` reads what is in force; null stands for "as the page says". */
export type Setting =
  | { label: string; type: "check"; value(): boolean; change(on: boolean): void }
  | { label: string; type: "select"; options: [string, string][]; value(): string; change(value: string): void }
  | {
      label: string;
      type: "range";
      min: number;
      max: number;
      step: number;
      value(): number;
      change(value: number): void;
    };

export interface MenuHost extends HTMLElement {
  settings(): Setting[];
  /** What is drawn. */
  sheet(): Sheet | null;
  /** What was logged, where that is more than what is drawn. */
  logged?(): Logged;
}

const ROWS = 500;
const hostsOf = new WeakMap<HTMLElement, Set<MenuHost>>();
/** The menus that are open: a press elsewhere closes them. */
const opened = new Set<HTMLDetailsElement>();

document.addEventListener("pointerdown", (event) => {
  for (const menu of opened) if (!menu.contains(event.target as Node)) menu.open = false;
});

const shownHosts = (panel: HTMLElement): MenuHost[] =>
  [...(hostsOf.get(panel) ?? [])].filter((host) => host.isConnected && host.offsetParent !== null);

/** What a panel's file of values holds. */
function fileOf(panel: HTMLElement): Logged | null {
  const [only, ...others] = shownHosts(panel);
  const logged = others.length ? null : only?.logged?.();
  if (logged) return logged;
  const sheet = sheetOf(panel);
  return sheet && { sheet, note: "" };
}

/** The values of all charts of a panel: those of several runs below each other. */
function sheetOf(panel: HTMLElement): Sheet | null {
  const sheets = shownHosts(panel).map((host) => ({ host, sheet: host.sheet() }));
  const [first, ...rest] = sheets.filter(({ sheet }) => sheet);
  if (!first?.sheet) return null;
  const name = (host: MenuHost): string => host.closest(".rg-histogram-cell")?.querySelector("bdi")?.textContent ?? "";
  if (!rest.length) return first.sheet;
  if (first.sheet.columns[0] === "run")
    return { columns: first.sheet.columns, rows: sheets.flatMap(({ sheet }) => sheet?.rows ?? []) };
  return {
    columns: ["run", ...first.sheet.columns],
    rows: sheets.flatMap(({ host, sheet }) => (sheet?.rows ?? []).map((row) => [name(host), ...row])),
  };
}

/** Put the menu into the head of the chart's panel, once, until the signal is given to the last of its charts. */
export function addMenu(host: MenuHost, signal: AbortSignal): void {
  const panel = host.closest<HTMLElement>(".rg-panel");
  const tools = panel && toolsOf(panel);
  if (!panel || !tools) return;
  const hosts = (hostsOf.get(panel) ?? new Set()).add(host);
  hostsOf.set(panel, hosts);
  signal.addEventListener("abort", () => {
    hosts.delete(host);
    if (!hosts.size) tools.querySelector(".rg-chart-menu")?.remove();
  });
  if (tools.querySelector(".rg-chart-menu")) return;
  const title = tools.parentElement?.textContent?.trim() ?? say("Chart");
  const menu = create(
    "details",
    { class: "rg-chart-menu" },
    create("summary", { "aria-label": say("Menu of {title}", { title }) }, iconOf("M3 8h.01M8 8h.01M13 8h.01")),
  );
  const box = create("div", { class: "rg-menu-box" });
  menu.append(box);
  const close = (): void => {
    menu.open = false;
  };
  tools.append(menu);
  menu.addEventListener("toggle", () => {
    opened[menu.open ? "add" : "delete"](menu);
    menu.classList.remove("rg-up");
    if (!menu.open) return;
    box.replaceChildren(...settings(host), ...actions(host, panel, title, close));
    const { bottom, height } = box.getBoundingClientRect();
    const room = menu.getBoundingClientRect().top - 8;
    if (bottom <= innerHeight) return;
    if (height <= room) menu.classList.add("rg-up");
    else box.scrollIntoView({ block: "nearest" });
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    close();
    menu.querySelector("summary")?.focus();
    event.stopPropagation();
  });
}

/** A label as a reader sees it: it begins with a capital. */
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function settings(host: MenuHost): Node[] {
  const list = host.settings().map((setting) => {
    const label = create("span", {}, sentence(setting.label));
    if (setting.type === "check") {
      const input = create("input", { type: "checkbox" });
      input.checked = setting.value();
      input.addEventListener("change", () => setting.change(input.checked));
      return create("label", { class: "rg-check" }, input, label);
    }
    if (setting.type === "select") {
      const options = setting.options.map(([value, text]) => create("option", { value }, text));
      const select = create("select", { "aria-label": sentence(setting.label) }, ...options);
      select.value = setting.value();
      select.addEventListener("change", () => setting.change(select.value));
      return create("label", { class: "rg-field" }, label, select);
    }
    const input = create("input", { type: "range", min: setting.min, max: setting.max, step: setting.step });
    input.value = String(setting.value());
    const output = create("output", {}, said(setting.value()));
    input.addEventListener("input", () => {
      setting.change(Number(input.value));
      output.textContent = said(Number(input.value));
    });
    return create("label", { class: "rg-slide" }, create("span", { class: "rg-field" }, label, output), input);
  });
  return list.length ? [create("div", { class: "rg-settings" }, ...list)] : [];
}

function actions(host: MenuHost, panel: HTMLElement, title: string, close: () => void): Node[] {
  const sheet = sheetOf(panel);
  const then =
    (action: () => unknown): (() => void) =>
    () => {
      close();
      void action();
    };
  const shown = host.querySelector(".rg-sheet") !== null;
  const list = sheet
    ? [
        button(
          shown ? say("Hide table") : say("View as table"),
          then(() => toggleSheet(host, sheet)),
        ),
      ]
    : [];
  list.push(
    button(
      say("Save as SVG"),
      then(() => saveSvg(panel, title)),
    ),
    button(
      say("Save as PNG"),
      then(() => savePng(panel, title)),
    ),
  );
  const file = fileOf(panel);
  if (file)
    list.push(
      button(
        say("Save as CSV"),
        then(() => saveCsv(file.sheet, file.note ? `${title} (${file.note})` : title)),
      ),
    );
  const note = file?.note
    ? [create("p", { class: "rg-note" }, say("This file holds {points} of a line.", { points: file.note }))]
    : [];
  return [create("div", { class: "rg-actions" }, ...list), ...note];
}

const HEADS: Readonly<Record<string, string>> = {
  run: say("run"),
  metric: say("metric"),
  step: say("step"),
  value: say("value"),
  line: say("line"),
  smoothed: say("smoothed"),
  group: say("group"),
  row: say("row"),
  "actual \\ predicted": say("actual \\ predicted"),
};

/** A head of the table as a reader sees it; what is saved keeps its names. */
const headWord = (name: string): string => (Object.hasOwn(HEADS, name) ? (HEADS[name] ?? name) : name);

function toggleSheet(host: HTMLElement, sheet: Sheet): void {
  const there = host.querySelector(".rg-sheet");
  if (there) return there.remove();
  const numeric = sheet.columns.map((_, i) => sheet.rows.every((row) => row[i] === null || typeof row[i] === "number"));
  const cell = (value: unknown, i: number): HTMLElement =>
    create(
      "td",
      numeric[i] ? { class: "n" } : {},
      create("bdi", {}, typeof value === "number" ? written(value) : String(value ?? "")),
    );
  const head = create(
    "tr",
    {},
    ...sheet.columns.map((name, i) =>
      create("th", { scope: "col", class: numeric[i] ? "n" : null }, create("bdi", {}, headWord(name))),
    ),
  );
  const body = sheet.rows.slice(0, ROWS).map((row) => create("tr", {}, ...row.map(cell)));
  const table = create("table", {}, create("thead", {}, head), create("tbody", {}, ...body));
  const box = create(
    "div",
    { class: "rg-sheet" },
    create("div", { class: "rg-table-scroll", tabindex: 0, role: "group", "aria-label": say("Chart values") }, table),
  );
  if (sheet.rows.length > ROWS)
    box.append(
      create(
        "p",
        { class: "rg-note" },
        say("First {n} of {total} rows; save as CSV for all.", {
          n: ROWS,
          total: sheet.rows.length.toLocaleString("en-US"),
        }),
      ),
    );
  host.append(box);
}
