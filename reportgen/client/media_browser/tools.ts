// The line above a gallery: search, order, the index slider, picking pictures to compare.

import { button, choose, chosen, create, say } from "../core";
import type { Errors } from "./error_explorer/errors";
import { type Item, isA, type View } from "./layout";
import { GRID, Pager } from "./pager";

const SEARCHED = 6; // items, from which a search is worth its place
const MOST_PICKED = 4;
const ORDER = "order";
const WORST = "worst";

interface Actions {
  changed(): void;
  compare(items: Item[]): void;
}

export class Tools {
  readonly element = create("div", { class: "rg-tools rg-media-tools rg-control" });
  readonly pager: Pager;
  private query = "";
  private sorted: HTMLSelectElement | undefined;
  private indexAt = 0;
  private picking = false;
  private readonly picked: Item[] = [];
  /** What is picked for comparing: a bar that stays in view below the gallery. */
  readonly picks = create("div", { class: "rg-pick-bar rg-control", hidden: true });
  private readonly pickNote = create("span", { role: "status" });
  private readonly compareButton: HTMLButtonElement;
  private readonly count = create("span", { class: "rg-note", role: "status" });

  constructor(
    private readonly view: View,
    errors: boolean,
    private readonly actions: Actions,
  ) {
    // A page of a grid shows more, since its places say something.
    this.pager = new Pager(view.grid ? Math.max(view.pageSize, GRID) : view.pageSize, () => actions.changed());
    const images = view.items.filter((item) => isA(item, "image"));
    if (view.items.length >= SEARCHED && view.items.some((item) => item.caption)) this.element.append(this.search());
    if (!view.axes.includes("index")) this.addIndex();
    if (errors) this.element.append(this.order());
    this.compareButton = button(say("Compare"), () => actions.compare([...this.picked]), { class: "rg-primary" });
    if (images.length > 1) {
      const toggle = this.pick();
      this.element.append(toggle);
      this.picks.append(
        this.pickNote,
        this.compareButton,
        button(say("Cancel"), () => toggle.click()),
      );
    }
    this.element.hidden = !this.element.childNodes.length;
    this.element.append(this.count);
  }

  /** Put another control into the line. */
  add(control: HTMLElement): void {
    this.count.before(control);
    this.element.hidden = false;
  }

  /** Whether the worst items come first, which the page's address keeps. */
  get worstFirst(): boolean {
    return this.sorted !== undefined && chosen(this.element, ORDER) === WORST;
  }

  /** Whether the address asks for another order than the one that is chosen. */
  isReordered(): boolean {
    return this.sorted !== undefined && this.worstFirst !== (this.sorted.value === WORST);
  }

  /** The index that the slider stands at. */
  index(): number {
    return this.indexAt;
  }

  /** Say how many items the search and the error explorer leave. */
  tell(left: number, total: number): void {
    if (this.sorted) this.sorted.value = this.worstFirst ? WORST : "";
    this.count.textContent =
      left === total
        ? ""
        : say("{n} of {total}", { n: left.toLocaleString("en-US"), total: total.toLocaleString("en-US") });
  }

  matches(item: Item): boolean {
    return (
      !this.query || `${item.caption ?? ""} ${isA(item, "text") ? item.text : ""}`.toLowerCase().includes(this.query)
    );
  }

  ordered(items: Item[], errors: Errors | undefined): Item[] {
    if (!this.worstFirst || !errors) return items;
    return items
      .map((item) => ({ item, badness: errors.badness(item) }))
      .sort((a, b) => b.badness - a.badness)
      .map(({ item }) => item);
  }

  private search(): HTMLElement {
    const input = create("input", {
      type: "search",
      class: "rg-search",
      placeholder: say("Search captions"),
      "aria-label": say("Search captions"),
    });
    input.addEventListener("input", () => {
      this.query = input.value.toLowerCase();
      this.pager.first();
      this.actions.changed();
    });
    return input;
  }

  private addIndex(): void {
    const indices = [...new Set(this.view.items.map(({ index }) => index))].sort((a, b) => a - b);
    this.indexAt = indices[0] ?? 0;
    if (indices.length < 2) return;
    const output = create("output", {}, String(this.indexAt));
    const input = create("input", {
      type: "range",
      min: 0,
      max: indices.length - 1,
      step: 1,
      value: 0,
      "aria-label": say("Index"),
    });
    input.addEventListener("input", () => {
      this.indexAt = indices[Number(input.value)] ?? 0;
      output.textContent = String(this.indexAt);
      this.actions.changed();
    });
    this.element.append(
      create("label", { class: "rg-score" }, create("span", { class: "rg-label" }, say(say("Index"))), input, output),
    );
  }

  private order(): HTMLElement {
    const select = create(
      "select",
      { "aria-label": say("Order") },
      create("option", { value: "" }, say("As logged")),
      create("option", { value: WORST }, say("Worst first")),
    );
    this.sorted = select;
    select.addEventListener("change", () => {
      choose(this.element, ORDER, select.value || null);
      this.pager.first();
      this.actions.changed();
    });
    return select;
  }

  private pick(): HTMLElement {
    const toggle = button(
      say("Compare…"),
      () => {
        this.picking = !this.picking;
        toggle.setAttribute("aria-pressed", String(this.picking));
        if (!this.picking) this.picked.length = 0;
        this.showPicked();
        this.actions.changed();
      },
      { "aria-pressed": "false" },
    );
    return toggle;
  }

  /** A box to tick on a figure; what is picked stays picked when the step moves. */
  addPick(element: HTMLElement, item: Item, name: string): void {
    if (!this.picking) return;
    const input = create("input", { type: "checkbox", "aria-label": say("Compare {name}", { name }) });
    input.checked = this.picked.includes(item);
    input.disabled = !input.checked && this.picked.length >= MOST_PICKED;
    input.addEventListener("change", () => {
      if (input.checked) this.picked.push(item);
      else this.picked.splice(this.picked.indexOf(item), 1);
      this.showPicked();
      this.actions.changed();
    });
    element.classList.add("rg-pickable");
    element.addEventListener(
      "click",
      (event) => {
        if (!(event.target as Element).closest(".rg-image") || !this.picking) return;
        event.preventDefault();
        event.stopPropagation();
        input.click();
      },
      { capture: true },
    );
    element.prepend(create("label", { class: "rg-pick" }, input));
  }

  /** Which pictures are picked, as a text; nothing while none can be. */
  pickedNames(): string {
    return this.picking ? `picked ${this.picked.map(({ number }) => number)}` : "";
  }

  private showPicked(): void {
    const count = this.picked.length;
    this.picks.hidden = !this.picking;
    this.compareButton.disabled = count < 2;
    this.pickNote.textContent =
      count < 2
        ? say("{n} selected: choose 2 to {most}, also from other steps", { n: count, most: MOST_PICKED })
        : say("{n} selected", { n: count });
  }
}
