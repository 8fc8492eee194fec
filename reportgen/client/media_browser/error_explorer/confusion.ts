// How often each class was found as each: counts of (true class, found class), and a table of them to click.

import { create, plural, say } from "../../core";
import type { Held } from "./boxes";
import { FATES, type Judged, VERDICTS } from "./detection";
import { framed } from "./figures";

/** A true class and a found one; null stands for nothing. */
export interface Pair {
  true: number | null;
  found: number | null;
}

export const cellKey = (cell: Pair): string => `${cell.true}.${cell.found}`;

const MISSED = FATES.indexOf("missed");
const [FOUND, WRONG, FALSE, AGAIN] = (["found", "wrong class", "false", "duplicate"] as const).map((name) =>
  VERDICTS.indexOf(name),
);

/** Counts of boxes and of their images by pair of classes. */
export class Confusion {
  /** The classes of all boxes, in order; nothing is the last place of a row and of a column. */
  readonly ids: readonly number[];
  private readonly places: ReadonlyMap<number, number>;
  private readonly counts: Uint32Array;
  private readonly images: Uint32Array;
  private readonly last: Int32Array;

  constructor(
    private readonly held: Held,
    private readonly judged: Judged,
  ) {
    this.ids = [...new Set([...held.found.id, ...held.true_.id])].sort((a, b) => a - b);
    this.places = new Map(this.ids.map((id, place) => [id, place]));
    const size = (this.ids.length + 1) ** 2;
    this.counts = new Uint32Array(size);
    this.images = new Uint32Array(size);
    this.last = new Int32Array(size).fill(-1);
    this.each((cell, image) => {
      this.counts[cell] = (this.counts[cell] ?? 0) + 1;
      if (this.last[cell] !== image) this.images[cell] = (this.images[cell] ?? 0) + 1; // boxes are in order of images
      this.last[cell] = image;
    });
  }

  private cell(true_: number | null, found: number | null): number {
    const none = this.ids.length;
    const place = (id: number | null): number => (id === null ? none : (this.places.get(id) ?? none));
    return place(true_) * (none + 1) + place(found);
  }

  private each(tell: (cell: number, image: number) => void): void {
    const { held, judged } = this;
    const { found, true_ } = held;
    for (const [f, verdict] of judged.verdicts.entries()) {
      const id = found.id[f] ?? -1;
      const image = found.image[f] ?? -1;
      if (verdict === FOUND) tell(this.cell(id, id), image);
      else if (verdict === WRONG) tell(this.cell(true_.id[judged.partners[f] ?? -1] ?? null, id), image);
      else if (verdict === FALSE || verdict === AGAIN) tell(this.cell(null, id), image);
    }
    for (const [t, fate] of judged.fates.entries())
      if (fate === MISSED) tell(this.cell(true_.id[t] ?? -1, null), true_.image[t] ?? -1);
  }

  count(pair: Pair): number {
    return this.counts[this.cell(pair.true, pair.found)] ?? 0;
  }

  imageCount(pair: Pair): number {
    return this.images[this.cell(pair.true, pair.found)] ?? 0;
  }

  /** The images with boxes of a pair. */
  imagesOf(pair: Pair): Set<number> {
    const wanted = this.cell(pair.true, pair.found);
    const found = new Set<number>();
    this.each((cell, image) => {
      if (cell === wanted) found.add(image);
    });
    return found;
  }

  get most(): number {
    return this.counts.reduce((most, count) => Math.max(most, count), 1);
  }

  /** The classes with the most errors, of more than a reader can take in. */
  shown(): number[] {
    if (this.ids.length <= MOST_CLASSES) return [...this.ids];
    const width = this.ids.length + 1;
    const errors = new Uint32Array(width);
    for (let row = 0; row < width; row++)
      for (let column = 0; column < width; column++) {
        const count = row === column ? 0 : (this.counts[row * width + column] ?? 0);
        errors[row] = (errors[row] ?? 0) + count;
        errors[column] = (errors[column] ?? 0) + count;
      }
    const places = this.ids.map((_, place) => place);
    places.sort((a, b) => (errors[b] ?? 0) - (errors[a] ?? 0) || a - b);
    return places
      .slice(0, MOST_CLASSES)
      .sort((a, b) => a - b)
      .map((place) => this.ids[place] ?? -1);
  }
}

const MOST_CLASSES = 24;

/** A cell of the table, and what it shows. */
interface Shown {
  pair: Pair;
  box: HTMLElement;
  now: { count: string; images: number; pressed: boolean; share: string };
}

/** Counts of (true class, found class); a click shows the images behind a cell. What stays the same is not made anew. */
export class ConfusionTable {
  readonly element = create("div", {});
  private ids = "";
  private cells: Shown[] = [];

  constructor(
    private readonly nameOf: (id: number) => string,
    choose: (pair: Pair, pressed: boolean) => void,
  ) {
    this.element.addEventListener("click", ({ target }) => {
      const press = (target as Element).closest<HTMLElement>("[data-cell]");
      const cell = this.cells.find(({ box }) => box === press?.parentElement);
      if (press && cell) choose(cell.pair, press.getAttribute("aria-pressed") === "true");
    });
  }

  show(confusion: Confusion, chosen: Pair | undefined): void {
    const ids = confusion.shown();
    const name = `${confusion.ids.length}: ${ids.join()}`;
    if (name !== this.ids) this.build(ids, confusion.ids.length);
    this.ids = name;
    const { most } = confusion;
    for (const cell of this.cells) {
      const pressed = chosen?.true === cell.pair.true && chosen.found === cell.pair.found;
      const count = confusion.count(cell.pair);
      this.fill(cell, {
        count: count || pressed ? count.toLocaleString("en-US") : "",
        images: confusion.imageCount(cell.pair),
        pressed,
        share: count || pressed ? Math.sqrt(count / most).toFixed(2) : "",
      });
    }
  }

  /** Make a cell show something else, as far as it differs. */
  private fill(cell: Shown, now: Shown["now"]): void {
    const { pair, box, now: before } = cell;
    cell.now = now;
    if (now.share !== before.share) box.style.setProperty("--share", now.share || null);
    if (now.count === before.count && now.images === before.images && now.pressed === before.pressed) return;
    box.className = now.count ? (pair.true === pair.found ? "rg-right" : "rg-wrong") : "";
    if (!now.count) return box.replaceChildren();
    let press = box.querySelector<HTMLElement>("button");
    if (!press) box.append((press = create("button", { type: "button", "data-cell": cellKey(pair) })));
    if (now.count !== before.count) press.textContent = now.count;
    press.setAttribute("aria-pressed", String(now.pressed));
    press.title = say("true {truth}, predicted {predicted}: {images}", {
      truth: this.name(pair.true),
      predicted: this.name(pair.found),
      images: plural(now.images, "image"),
    });
  }

  private name(id: number | null): string {
    return id === null ? say("background") : this.nameOf(id);
  }

  private build(ids: readonly number[], total: number): void {
    this.cells = [];
    const row = (true_: number | null): HTMLElement => {
      const boxes = [...ids, null].map((found) => {
        const box = create("td", {});
        this.cells.push({
          pair: { true: true_, found },
          box,
          now: { count: "", images: 0, pressed: false, share: "" },
        });
        return box;
      });
      return create("tr", {}, create("th", { scope: "row" }, create("bdi", {}, this.name(true_))), ...boxes);
    };
    const table = framed(
      say("Confusion matrix: true classes in rows, predicted classes in columns"),
      [say("true ↓ predicted →"), ...ids.map(this.nameOf), say("missed")],
      [...ids.map(row), row(null)],
    );
    table.classList.add("rg-confusion");
    const said = say("{n} of {total} classes: those with the most errors", { n: ids.length, total });
    const note = ids.length === total ? [] : [create("p", { class: "rg-note" }, said)];
    this.element.replaceChildren(table, ...note);
  }
}
