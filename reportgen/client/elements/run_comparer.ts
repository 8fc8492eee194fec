// <rg-run-comparer>: rows that differ between the runs that are shown, or all rows; a search over keys.

import { create, isHidden, RgElement, subscribe } from "../core";

class RunComparer extends RgElement {
  private stop: (() => void) | undefined;
  private query = "";

  protected override wake(): void {
    if (!this.querySelector(".rg-tools")) this.build();
    this.stop = subscribe((now, before) => {
      if (now.hidden !== before.hidden) this.show();
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
      placeholder: "Search keys",
      "aria-label": "Search keys",
    });
    search.addEventListener("input", () => {
      this.query = search.value.toLowerCase();
      this.show();
    });
    const several = this.querySelectorAll("thead th[data-run]").length > 1;
    this.prepend(
      create(
        "div",
        { class: "rg-tools" },
        search,
        ...(several ? [create("label", { class: "rg-check" }, check, create("span", {}, "Only differences"))] : []),
      ),
    );
  }

  private show(): void {
    const diff = this.hasAttribute("data-diff");
    for (const cell of this.querySelectorAll<HTMLElement>("[data-run]"))
      cell.hidden = isHidden(Number(cell.dataset.run));
    for (const body of this.querySelectorAll("tbody")) {
      let any = false;
      for (const row of body.querySelectorAll<HTMLElement>("tr:not(.rg-group)")) {
        const texts = new Set(
          [...row.querySelectorAll<HTMLElement>("td:not([hidden])")].map((cell) => cell.textContent),
        );
        row.classList.toggle("rg-same", texts.size < 2);
        const found = !this.query || (row.querySelector("th")?.textContent ?? "").toLowerCase().includes(this.query);
        row.hidden = !found || (diff && texts.size < 2);
        any ||= !row.hidden;
      }
      const head = body.querySelector<HTMLElement>(".rg-group");
      if (head) head.hidden = !any;
    }
  }
}

customElements.define("rg-run-comparer", RunComparer);
