// A search over the whole page: "/" or Ctrl K finds sections, panels with their metrics, and runs; "?" says the keys.

import { say } from "../../data/texts";
import { button, create } from "../../element";
import { listedRuns } from "../../runs";
import { goTo } from "../../state/state";
import { type Found, ranked } from "./ranked";

const SHOWN = 40;
const KEYS: readonly (readonly [string, string])[] = [
  [say("/ or Ctrl K"), say("Search the page")],
  ["?", say("These keys")],
  ["↑ ↓ Home End", say("Move through the list of runs")],
  ["Enter", say("Hide or show a run, open what is selected")],
  ["← →", say("Move through the values of a chart")],
  ["Esc", say("Close, or undo a zoom or a selection")],
];

interface Entry extends Found {
  readonly open: () => void;
}

/** All that can be found, in the page's order. */
function entries(): Entry[] {
  const found: Entry[] = [];
  const main = document.querySelector("main");
  const targets = main?.querySelectorAll<HTMLElement>(
    "figure.rg-panel, details.rg-section, .rg-grid-title, .rg-markdown :is(h1, h2, h3, h4)",
  );
  for (const target of targets ?? []) {
    const panel = target.matches("figure");
    const label = target.querySelector(":scope > :is(figcaption, summary) bdi") ?? (panel ? null : target);
    const title = label?.textContent?.trim() ?? "";
    const told = (panel && target.getAttribute("aria-label")) || "";
    if (!title && !told) continue;
    const around = target.parentElement?.closest("details.rg-section")?.querySelector("summary bdi")?.textContent ?? "";
    found.push({
      title: title || told,
      kind: panel ? "Panel" : "Section",
      around,
      told,
      open: () => goTo(target),
    });
  }
  listedRuns().forEach(({ name }, run) => {
    found.push({ title: name, kind: "Run", around: "", told: "", open: () => goToRun(run) });
  });
  return found;
}

function goToRun(run: number): void {
  const opener = document.querySelector<HTMLElement>(".rg-open-side");
  if (opener?.offsetParent !== null && opener && getComputedStyle(opener).display !== "none") opener.click();
  const row = document.querySelector<HTMLElement>(`.rg-runs > li[data-run="${run}"]`);
  if (row) row.hidden = false;
  row?.scrollIntoView({ block: "nearest" });
  row?.querySelector<HTMLElement>(".rg-run")?.focus({ focusVisible: true } as FocusOptions);
}

class Palette {
  private readonly input = create("input", {
    type: "text",
    placeholder: say("Search sections, panels, metrics, runs"),
    "aria-label": say("Search the page"),
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": "rg-found",
    autocomplete: "off",
    spellcheck: "false",
  });
  private readonly list = create("ul", { id: "rg-found", role: "listbox", "aria-label": say("Found") });
  private readonly none = create("p", { class: "rg-note", role: "status" });
  private readonly keys = create(
    "dl",
    { class: "rg-keys", hidden: true },
    ...KEYS.flatMap(([key, text]) => [create("dt", {}, create("kbd", {}, key)), create("dd", {}, text)]),
  );
  private readonly dialog = create(
    "dialog",
    { class: "rg-palette", "aria-label": say("Search the page") },
    this.input,
    this.keys,
    this.list,
    this.none,
  );
  private all: Entry[] = [];
  private found: Entry[] = [];
  private at = 0;

  constructor() {
    document.body.append(this.dialog);
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => {
      const item = (event.target as Element).closest("li");
      if (item) this.open([...this.list.children].indexOf(item));
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close(); // beside the box
    });
  }

  show(keys: boolean): void {
    if (!this.dialog.open) {
      this.all = entries();
      this.dialog.showModal();
    }
    this.keys.hidden = !keys;
    this.input.value = "";
    this.search();
    this.input.focus();
  }

  private search(): void {
    if (this.input.value) this.keys.hidden = true;
    this.found = ranked(this.all, this.input.value).slice(0, SHOWN);
    this.list.hidden = !this.keys.hidden;
    this.none.textContent = this.found.length ? "" : say("Nothing on this page matches.");
    this.list.replaceChildren(...this.found.map((entry, i) => item(entry, i)));
    this.select(0);
  }

  private select(at: number): void {
    this.at = Math.min(Math.max(at, 0), this.found.length - 1);
    [...this.list.children].forEach((one, i) => {
      one.setAttribute("aria-selected", String(i === this.at));
    });
    const chosen = this.list.children[this.at];
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private key(event: KeyboardEvent): void {
    const to = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: this.at + 8, PageUp: this.at - 8 }[event.key];
    if (to !== undefined) this.select(to);
    else if (event.key === "Enter") this.open(this.at);
    else return;
    event.preventDefault();
  }

  private open(at: number): void {
    const entry = this.found[at];
    if (!entry) return;
    this.dialog.close();
    entry.open();
  }
}

function item({ title, kind, around, told }: Entry, i: number): HTMLElement {
  const where = [around, kind === "Run" ? kind : ""].filter(Boolean).join(" ");
  return create(
    "li",
    { role: "option", id: `rg-found-${i}`, title: told || null },
    create("bdi", {}, title),
    create("span", { class: "rg-note" }, where || (kind === "Section" ? kind : "")),
  );
}

export function startPalette(): void {
  let palette: Palette | undefined;
  const show = (keys = false): void => {
    palette ??= new Palette();
    palette.show(keys);
  };
  const opener = button(say("Search"), () => show(), { class: "rg-search-page", title: say("Search the page") });
  opener.append(create("kbd", { "aria-hidden": "true" }, "/"));
  document.querySelector(".rg-corner")?.prepend(opener);
  document.addEventListener("keydown", (event) => {
    const command = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    const plain = (event.key === "/" || event.key === "?") && !event.ctrlKey && !event.metaKey && !event.altKey;
    const target = event.target as HTMLElement;
    const typing =
      target.isContentEditable || target.matches("input:not([type=checkbox], [type=range]), textarea, select");
    if (!(command || (plain && !typing)) || event.defaultPrevented) return;
    if (document.querySelector("html.rg-has-large, dialog[open]:not(.rg-palette)")) return; // lies over the page
    event.preventDefault();
    show(event.key === "?");
  });
}
