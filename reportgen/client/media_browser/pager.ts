// The pager below a gallery.

import { button, create, say } from "../core";
import type { Section } from "./layout";

/** Items on a page of a grid, at least. */
export const GRID = 400;

/** The sections on a page, from an item on; sections without any are left out. */
export function pageOf<S extends { items: readonly unknown[] }>(all: readonly S[], from: number, size: number): S[] {
  let at = 0;
  return all.flatMap((section) => {
    const items = section.items.slice(Math.max(from - at, 0), Math.max(from + size - at, 0));
    at += section.items.length;
    return items.length ? [{ ...section, items }] : [];
  });
}

export class Pager {
  readonly element = create("nav", { class: "rg-pager rg-control", "aria-label": say("Pages") });
  private place = 0;

  constructor(
    private readonly size: number,
    private readonly changed: () => void,
  ) {}

  /** Go to the first page the next time. */
  first(): void {
    this.place = 0;
  }

  /** The sections on the page that it stands at. */
  page(all: readonly Section[]): Section[] {
    const total = all.reduce((sum, { items }) => sum + items.length, 0);
    const pages = Math.max(1, Math.ceil(total / this.size));
    this.place = Math.min(this.place, pages - 1);
    this.show(pages, total);
    return pages === 1 ? [...all] : pageOf(all, this.place * this.size, this.size);
  }

  private show(pages: number, total: number): void {
    this.element.hidden = pages < 2;
    if (pages < 2) return this.element.replaceChildren();
    const from = this.place * this.size + 1;
    const words = [from, Math.min(from + this.size - 1, total), total].map((n) => n.toLocaleString("en-US"));
    this.element.replaceChildren(
      this.step("«", say("First page"), this.place ? 0 : -1, pages),
      this.step("‹", say("Previous page"), this.place - 1, pages),
      create(
        "span",
        {},
        say("{from}–{to} of {total}", { from: words[0] ?? "", to: words[1] ?? "", total: words[2] ?? "" }),
      ),
      this.step("›", say("Next page"), this.place + 1, pages),
      this.step("»", say("Last page"), this.place < pages - 1 ? pages - 1 : pages, pages),
    );
  }

  private step(text: string, name: string, place: number, pages: number): HTMLElement {
    const go = (): void => {
      this.place = place;
      this.changed();
      this.element.querySelector<HTMLElement>(`[aria-label="${name}"]:not(:disabled)`)?.focus();
      this.element.parentElement?.scrollIntoView({ block: "nearest" });
    };
    return button(text, go, { "aria-label": name, disabled: place < 0 || place >= pages });
  }
}
