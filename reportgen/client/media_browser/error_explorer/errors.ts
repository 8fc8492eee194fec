// The error explorer: verdicts on boxes as thresholds move, which filter the gallery; precision, confusion, masks.

import { create, isHidden, say } from "../../core";

import type { ClassEntry, Mark, Overlays } from "../../image";
import type { ErrorsPayload } from "../../payloads";
import type { Item } from "../layout";
import { Held } from "./boxes";
import { Confusion, ConfusionTable, cellKey, type Pair } from "./confusion";
import type { Judged, Precision } from "./detection";
import { maskTable, precisionPicture, precisionTable } from "./figures";
import { markOf } from "./marks";
import { scoresOf } from "./scores";
import { Thresholds } from "./thresholds";
import { type Kind, Verdicts } from "./verdicts";

const EARLIER = 4;

export class Errors {
  readonly element = create("details", { class: "rg-errors rg-control" });
  private readonly chips = create("div", {
    class: "rg-chips rg-verdicts",
    role: "group",
    "aria-label": say("Show images with"),
  });
  private readonly figures = create("div", { class: "rg-errors-figures" });
  private wanted: { kind?: Kind; cell?: Pair } = {};
  /** The images of the cell that the reader chose. */
  private chosen: ReadonlySet<number> = new Set();
  private judged: Judged | undefined;
  private confusion: Confusion | undefined;
  private boxes = new Held();
  /** What was looked at before: readers go to and fro between runs. */
  private earlier: readonly Held[] = [];
  private verdicts = new Verdicts();
  private scope: readonly Item[] = [];
  private run = -1;
  private readonly thresholds: Thresholds;
  private readonly table: ConfusionTable;
  private readonly matrix: ReturnType<typeof part>;
  private precision: readonly Precision[] | undefined;
  private curves: HTMLElement[] = [];
  private runSelect: HTMLSelectElement | undefined;
  private readonly together = create("span", { class: "rg-note" });

  constructor(
    private readonly errors: ErrorsPayload,
    private readonly overlays: Overlays,
    runs: Readonly<Record<string, string>>,
    private readonly changed: () => void,
  ) {
    this.element.open = errors.open;
    this.thresholds = new Thresholds(errors, overlays);
    this.table = new ConfusionTable(
      (rank) => this.nameOf(rank),
      (cell, pressed) => {
        this.wanted = pressed ? {} : { cell };
        this.changed();
        this.figures.querySelector<HTMLElement>(`[data-cell="${cellKey(cell)}"]`)?.focus();
      },
    );
    this.matrix = part("", this.table.element);
    const names = [
      errors.boxes &&
        say("{predicted} against {truth}", {
          predicted: this.group(errors.boxes.found),
          truth: this.group(errors.boxes.true),
        }),
      errors.masks && !errors.boxes && say("masks"),
    ].filter(Boolean);
    this.element.append(
      create(
        "summary",
        {},
        say("Errors"),
        " ",
        create("bdi", { class: "rg-note" }, names.join(", ")),
        " ",
        this.together,
      ),
    );
    if (errors.boxes) this.element.append(this.thresholds.sliders(), this.chips);
    if (Object.keys(runs).length > 1) this.element.insertBefore(this.runs(runs), this.element.children[1] ?? null);
    this.element.append(this.figures);
    this.element.addEventListener("toggle", () => this.changed());
  }

  /** Compute anew for the items that the gallery lays out, if the figures are seen or the order needs them. */
  update(scope: readonly Item[], ordering: boolean): void {
    if (!this.element.open && !ordering) return;
    if (this.run >= 0 && isHidden(this.run)) this.run = -1;
    if (this.runSelect) this.runSelect.value = String(this.run);
    this.scope = this.run < 0 ? scope : scope.filter(({ run }) => run === this.run);
    if (!this.boxes.isOf(this.scope)) {
      const known = this.earlier.find((one) => one.isOf(this.scope));
      this.boxes = known ?? new Held(this.scope, this.overlays, this.errors.boxes);
      this.earlier = [this.boxes, ...this.earlier.filter((one) => one !== known)].slice(0, EARLIER);
      this.together.textContent = combined(this.scope);
    }
    if (this.errors.boxes) this.judge();
    if (this.element.open) this.show();
  }

  /** Whether an item holds what the reader asks for. */
  holds(item: Item): boolean {
    const { kind, cell } = this.wanted;
    const { number } = item;
    if (!this.element.open) return true;
    if (this.run >= 0 && item.run !== this.run) return false;
    if (kind && !this.verdicts.holds(kind, number)) return false;
    return !cell || this.chosen.has(number);
  }

  /** How boxes are marked while the explorer is open: by verdict. */
  readonly mark: Mark = (row) => {
    return this.element.open && this.judged ? markOf(row, this.boxes, this.judged) : undefined;
  };

  /** Mean IoU of an item's masks, for showing the worst first; NaN where it has no pair. */
  agreement(item: Item): number {
    const rows = this.errors.masks?.[item.number];
    if (!rows?.length) return NaN;
    return (
      rows.reduce((sum, [, both, found, true_]) => sum + both / Math.max(found + true_ - both, 1), 0) / rows.length
    );
  }

  /** How wrong an item is: boxes that are not right, less the share of pixels that agree. */
  badness(item: Item): number {
    const agreement = this.agreement(item);
    return this.verdicts.wrongIn(item.number) - (Number.isNaN(agreement) ? 0 : agreement);
  }

  /** Which run is looked at: what all of them found together is rarely a question. */
  private runs(runs: Readonly<Record<string, string>>): HTMLElement {
    const select = create(
      "select",
      {},
      create("option", { value: -1 }, say("All runs")),
      ...Object.entries(runs).map(([index, name]) => create("option", { value: index }, name)),
    );
    this.runSelect = select;
    select.addEventListener("change", () => {
      this.run = Number(select.value);
      this.changed();
    });
    return create("label", { class: "rg-field rg-errors-run" }, create("span", {}, say("Run")), select);
  }

  private group(place: number): string {
    return this.overlays.legend.groups[place]?.name ?? "";
  }

  /** Follow thresholds that another panel or an address sets, until the returned function is called. */
  follow(): () => void {
    return this.thresholds.follow(this.changed);
  }

  private judge(): void {
    this.judged = this.boxes.judge(this.thresholds.iou, this.thresholds.minScore);
    const { found, true_ } = this.boxes;
    this.confusion = new Confusion(this.boxes, this.judged);
    this.chosen = this.wanted.cell ? this.confusion.imagesOf(this.wanted.cell) : new Set();
    this.verdicts = new Verdicts(this.judged, found, true_);
    this.thresholds.tell(scoresOf(this.judged));
    const chips = this.verdicts.chips(this.wanted.kind, (kind, on) => {
      this.wanted = on ? { kind } : {};
      this.changed();
      this.chips.querySelector<HTMLElement>(`[data-kind="${kind}"]`)?.focus();
    });
    this.chips.replaceChildren(...chips);
  }

  /** Draw the figures; called when open only. */
  private show(): void {
    const parts: HTMLElement[] = this.judged ? this.ofBoxes() : [];
    const { masks } = this.errors;
    const numbers = this.scope.map(({ number }) => number);
    if (masks) parts.push(part(say("Mask agreement"), maskTable(masks, numbers, this.overlays.legend)).element);
    const { children } = this.figures;
    if (parts.length !== children.length || parts.some((one, i) => one !== children[i]))
      this.figures.replaceChildren(...parts);
  }

  private nameOf(rank: number): string {
    return this.entryOf(rank)?.name ?? String(rank);
  }

  private entryOf(rank: number): ClassEntry | undefined {
    return this.overlays.legend.classes[this.errors.boxes?.classes[rank] ?? -1];
  }

  private ofBoxes(): HTMLElement[] {
    const { iou, minScore } = this.thresholds;
    const precision = this.boxes.precision(iou);
    if (precision !== this.precision) this.curves = this.curvesOf(precision, iou);
    this.precision = precision;
    if (this.confusion) this.table.show(this.confusion, this.wanted.cell);
    this.matrix.title.textContent = say("Confusion matrix at score {score}", { score: minScore.toFixed(2) });
    return [...this.curves, this.matrix.element];
  }

  private curvesOf(precision: readonly Precision[], iou: number): HTMLElement[] {
    const nameOf = (rank: number): string => this.nameOf(rank);
    const colorOf = (rank: number): string => this.entryOf(rank)?.color ?? "#888";
    const title = say("Precision and recall at IoU {iou}", { iou: iou.toFixed(2) });
    return [
      part(title, precisionPicture(precision, nameOf, colorOf)).element,
      part(say("Average precision"), precisionTable(precision, nameOf, iou)).element,
    ];
  }
}

/** A figure of the explorer under its title. */
function part(text: string, ...figure: Node[]): { element: HTMLElement; title: HTMLElement } {
  const title = create("p", { class: "rg-errors-title" }, text);
  return { title, element: create("div", { class: "rg-errors-part" }, title, ...figure) };
}

/** How many steps of each run the figures are over, in words, where it is more than one. */
function combined(scope: readonly Item[]): string {
  const steps = new Set(scope.map(({ step, run }) => `${run} ${step}`)).size;
  const runs = new Set(scope.map(({ run }) => run)).size;
  return steps > runs
    ? say("{n} steps combined", { n: (steps / runs).toLocaleString("en-US", { maximumFractionDigits: 1 }) })
    : "";
}
