// <rg-run-comparer>: rows that differ between the runs that are shown, or all rows; a search over keys; how far each
// result is from a reference run's.

import { alignPoints, create, isHidden, RgElement, say, set, state, subscribe } from "../core";
import { deltaOf } from "../run_comparer/delta";

/** So many runs are compared with the first of them at first; the differences of more would hide the values. */
const FEW = 6;
/** The setting that names the reference run; empty for none. */
const REFERENCE = "reference";

class RunComparer extends RgElement {
  private stop: (() => void) | undefined;
  private query = "";
  private select: HTMLSelectElement | undefined;
  private readonly key = create("span", { class: "rg-note rg-delta-key", hidden: true });

  protected override wake(): void {
    if (!this.querySelector(".rg-tools")) this.build();
    this.stop = subscribe((now, before) => {
      if (now.hidden !== before.hidden || now.settings !== before.settings) this.show();
    });
    this.show();
  }

  protected override rest(): void {
    this.stop?.();
  }

  private build(): void {
    const check = create("input", { type: "checkbox" });
    check.checked = this.hasAttribute("data-diff");
    check.addEventListener("change", () => {
      this.toggleAttribute("data-diff", check.checked);
      this.show();
    });
    const search = create("input", {
      type: "search",
      class: "rg-search",
      placeholder: say("Search keys"),
      "aria-label": say("Search keys"),
    });
    search.addEventListener("input", () => {
      this.query = search.value.toLowerCase();
      this.show();
    });
    const tools = create("div", { class: "rg-tools" }, search);
    if (this.heads().length > 1)
      tools.append(
        create("label", { class: "rg-check" }, check, create("span", {}, say("Differing only"))),
        create("label", { class: "rg-check" }, create("span", {}, say("Reference")), this.references()),
        this.key,
      );
    this.prepend(tools);
  }

  private heads(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("thead th[data-run]")];
  }

  private references(): HTMLSelectElement {
    const select = create("select", {}, create("option", { value: "" }, "none"));
    for (const head of this.heads()) select.append(create("option", {}, nameOf(head)));
    select.addEventListener("change", () => set(REFERENCE, select.value));
    this.select = select;
    return select;
  }

  /** What others are compared with: the reader's choice, else the baseline, else the first of few. */
  private reference(): HTMLElement | undefined {
    const shown = this.heads().filter((head) => !head.hidden);
    const wanted = state.settings[REFERENCE];
    if (shown.length < 2 || wanted === "") return undefined;
    const own = shown.find((head) => "baseline" in head.dataset) ?? (shown.length <= FEW ? shown[0] : undefined);
    return shown.find((head) => nameOf(head) === wanted) ?? own;
  }

  private show(): void {
    const diff = this.hasAttribute("data-diff");
    for (const cell of this.querySelectorAll(".rg-delta")) cell.remove();
    for (const cell of this.querySelectorAll<HTMLElement>("[data-run]"))
      cell.hidden = isHidden(Number(cell.dataset.run));
    for (const body of this.querySelectorAll("tbody")) {
      let any = false;
      for (const row of body.querySelectorAll<HTMLElement>("tr:not(.rg-group)")) {
        const texts = new Set(
          [...row.querySelectorAll<HTMLElement>("td:not([hidden])")].map(
            (cell) => cell.querySelector("bdi")?.title || cell.textContent,
          ),
        );
        row.classList.toggle("rg-same", texts.size < 2);
        const found = !this.query || (row.querySelector("th")?.textContent ?? "").toLowerCase().includes(this.query);
        row.hidden = !found || (diff && texts.size < 2);
        any ||= !row.hidden;
      }
      const head = body.querySelector<HTMLElement>(".rg-group");
      if (head) head.hidden = !any;
    }
    this.compare();
    this.align();
  }

  /** Put the differences to the reference run behind each value of the results that are shown. */
  private compare(): void {
    const reference = this.reference();
    const run = reference?.dataset.run;
    if (this.select) this.select.value = reference ? nameOf(reference) : "";
    for (const head of this.heads()) {
      head.classList.toggle("rg-reference", head === reference);
      head.setAttribute("colspan", reference && head !== reference ? "2" : "1");
    }
    for (const title of this.querySelectorAll(".rg-group th"))
      title.setAttribute("colspan", String(1 + this.heads().length * (reference ? 2 : 1)));
    let verdicts = false;
    for (const row of reference ? this.querySelectorAll<HTMLElement>("tbody tr:not(.rg-group)") : []) {
      const own = row.querySelector<HTMLElement>(`td[data-run="${run}"]`)?.dataset.value;
      for (const cell of row.querySelectorAll<HTMLElement>("td[data-run]")) {
        if (cell.dataset.run === run || cell.hidden) continue;
        const [value, from] = [Number(cell.dataset.value ?? NaN), Number(own ?? NaN)];
        const delta = row.hidden ? undefined : deltaOf(value, from, row.dataset.goal ?? "");
        verdicts ||= Boolean(delta?.verdict);
        cell.after(
          create("td", { class: `rg-delta ${delta?.verdict ? `rg-${delta.verdict}` : ""}` }, ...wordsOf(delta)),
        );
      }
    }
    this.key.hidden = !verdicts;
    if (reference)
      this.key.replaceChildren(
        `${say("✓ better, ✗ worse than the reference:")} `,
        create("bdi", {}, nameOf(reference)),
      );
  }

  private align(): void {
    for (const { dataset } of this.heads())
      alignPoints(
        [...this.querySelectorAll<HTMLElement>(`tr:not([hidden]) > td.n[data-run="${dataset.run}"] > bdi`)],
        "left",
      );
  }
}

const nameOf = (head: HTMLElement): string => head.querySelector("bdi")?.textContent ?? "";

function wordsOf(delta: ReturnType<typeof deltaOf>): Node[] {
  if (!delta) return [];
  const { difference, percentage, verdict } = delta;
  const parts: Node[] = [create("b", {}, difference)];
  if (percentage) parts.push(create("small", {}, percentage));
  if (verdict)
    parts.push(
      create("i", { "aria-hidden": "true" }, verdict === "better" ? "✓" : "✗"),
      create("span", { class: "rg-hidden" }, verdict === "better" ? say("better") : say("worse")),
    );
  return parts;
}

customElements.define("rg-run-comparer", RunComparer);
