// The error explorer: verdicts on boxes as thresholds move, which filter the gallery; precision, confusion, masks.

import { create, isHidden, say } from "../../core";

import type { ClassEntry, Mark, Overlays } from "../../image";
import type { ErrorsPayload } from "../../payloads";
import type { Item } from "../layout";
import { Held } from "./boxes";
import { type Box, type Judged, overlap } from "./detection";
import {
  type Cell,
  cellKey,
  confusion,
  confusionTable,
  maskTable,
  type Pair,
  precisionPicture,
  precisionTable,
} from "./figures";
import { scoresOf } from "./scores";
import { Thresholds } from "./thresholds";
import { COLORS, type Kind, Verdicts, wordOf } from "./verdicts";

export class Errors {
  readonly element = create("details", { class: "rg-errors rg-control" });
  private readonly chips = create("div", {
    class: "rg-chips rg-verdicts",
    role: "group",
    "aria-label": say("Show images with"),
  });
  private readonly figures = create("div", { class: "rg-errors-figures" });
  private wanted: { kind?: Kind; cell?: Pair } = {};
  private cells = new Map<string, Cell>();
  private judged: Judged | undefined;
  private boxes = new Held();
  private partners = new Map<Box, Box>();
  private verdicts = new Verdicts();
  private scope: readonly Item[] = [];
  private run = -1;
  private readonly thresholds: Thresholds;
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
    const steps = new Set(this.scope.map(({ step, run }) => `${run} ${step}`)).size;
    const runs = new Set(this.scope.map(({ run }) => run)).size;
    this.together.textContent =
      steps > runs
        ? say("{n} steps combined", { n: (steps / runs).toLocaleString("en-US", { maximumFractionDigits: 1 }) })
        : "";
    const { boxes } = this.errors;
    if (boxes) {
      if (!this.boxes.isOf(this.scope)) this.boxes = new Held(this.scope, this.overlays, boxes);
      this.judge();
    }
    if (this.element.open) this.show();
  }

  /** Whether an item holds what the reader asks for. */
  holds(item: Item): boolean {
    const { kind, cell } = this.wanted;
    const { number } = item;
    if (!this.element.open) return true;
    if (this.run >= 0 && item.run !== this.run) return false;
    if (kind && !this.verdicts.holds(kind, number)) return false;
    return !cell || (this.cells.get(cellKey(cell))?.images.has(number) ?? false);
  }

  /** How boxes are marked while the explorer is open: by verdict. */
  readonly mark: Mark = (row) => {
    const box = this.element.open ? this.boxes.byRow.get(row) : undefined;
    if (!box || !this.judged) return undefined;
    const verdict = this.judged.verdicts.get(box);
    const fate = this.judged.fates.get(box);
    if (verdict === "hidden") return { color: "#000", label: say("hidden") };
    if (verdict === "ignored" || fate === "crowd")
      return { color: "#b8b8c0", label: verdict ? say("ignored") : say("crowd") };
    const partner = this.partners.get(box);
    const iou = partner && overlap(verdict ? box : partner, verdict ? partner : box);
    if (verdict)
      return {
        color: COLORS[verdict],
        label: verdict === "found" ? "" : wordOf(verdict),
        verdict: wordOf(verdict),
        iou,
      };
    if (fate === "missed") return { color: COLORS.missed, label: say("missed") };
    return { color: "#f4f4f6", label: "", quiet: true, verdict: fate === "matched" ? wordOf("found") : "", iou };
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
    const { number } = item;
    const agreement = this.agreement(item);
    let wrong = 0;
    for (const box of this.boxes.found)
      if (box.image === number && ["false", "duplicate", "wrong class"].includes(this.judged?.verdicts.get(box) ?? ""))
        wrong++;
    for (const box of this.boxes.true) if (box.image === number && this.judged?.fates.get(box) === "missed") wrong++;
    return wrong - (Number.isNaN(agreement) ? 0 : agreement);
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
    this.partners = new Map([...this.judged.partners].flatMap(([a, b]) => [[a, b] as const, [b, a] as const]));
    this.cells = confusion(this.judged);
    this.verdicts = new Verdicts(this.judged);
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
    const parts: HTMLElement[] = this.judged ? this.ofBoxes(this.judged) : [];
    const { masks } = this.errors;
    const numbers = this.scope.map(({ number }) => number);
    if (masks) parts.push(part(say("Mask agreement"), maskTable(masks, numbers, this.overlays.legend)));
    this.figures.replaceChildren(...parts);
  }

  private ofBoxes(judged: Judged): HTMLElement[] {
    const { legend } = this.overlays;
    const entryOf = (rank: number): ClassEntry | undefined => legend.classes[this.errors.boxes?.classes[rank] ?? -1];
    const nameOf = (rank: number): string => entryOf(rank)?.name ?? String(rank);
    const colorOf = (rank: number): string => entryOf(rank)?.color ?? "#888";
    const { iou } = this.thresholds;
    const precision = this.boxes.precision(iou);
    const confused = confusionTable(judged, this.cells, nameOf, this.wanted.cell, (cell, pressed) => {
      this.wanted = pressed ? {} : { cell };
      this.changed();
      this.figures.querySelector<HTMLElement>(`[data-cell="${cellKey(cell)}"]`)?.focus();
    });
    return [
      part(
        say("Precision and recall at IoU {iou}", { iou: iou.toFixed(2) }),
        precisionPicture(precision, nameOf, colorOf),
      ),
      part(say("Average precision"), precisionTable(precision, nameOf, iou)),
      part(say("Confusion matrix at score {score}", { score: this.thresholds.minScore.toFixed(2) }), confused),
    ];
  }
}

/** A figure of the explorer under its title. */
const part = (title: string, ...figure: Node[]): HTMLElement =>
  create("div", { class: "rg-errors-part" }, create("p", { class: "rg-errors-title" }, title), ...figure);
