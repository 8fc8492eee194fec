// The error explorer: verdicts on boxes as thresholds move, which filter the gallery; precision, confusion, masks.

import { button, create, isHidden, set, state, subscribe } from "../core";
import type { ClassEntry, Mark, Overlays } from "../image";
import { averagePrecision, type Box, type Judged, judge, THRESHOLDS, type Verdict } from "./detection";
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
import type { ErrorsView, Item } from "./layout";

export type Kind = "found" | "false" | "missed" | "wrong class" | "duplicate";

const KINDS: { kind: Kind; label: string; title: string }[] = [
  { kind: "found", label: "right", title: "Found boxes that match a true one (true positives)" },
  { kind: "false", label: "false", title: "Found boxes with nothing true under them (false positives)" },
  { kind: "missed", label: "missed", title: "True boxes that nothing found matches (false negatives)" },
  { kind: "wrong class", label: "wrong class", title: "Found boxes over a true box of another class" },
  { kind: "duplicate", label: "duplicate", title: "Found boxes over a true box that was found already" },
];
const COLORS: Record<Kind, string> = {
  found: "#00c08b",
  false: "#ff4d5e",
  missed: "#ffb000",
  "wrong class": "#c77dff",
  duplicate: "#5ad1ff",
};

export class Errors {
  readonly element = create("details", { class: "rg-errors rg-control" });
  private readonly chips = create("div", {
    class: "rg-chips rg-verdicts",
    role: "group",
    "aria-label": "Show images that hold",
  });
  private readonly figures = create("div", { class: "rg-errors-figures" });
  private wanted: { kind?: Kind; cell?: Pair } = {};
  private cells = new Map<string, Cell>();
  private judged: Judged | undefined;
  private boxes: { found: Box[]; true: Box[] } = { found: [], true: [] };
  private byRow = new Map<number, Box>();
  private holding = new Map<Kind, Set<number>>();
  private scope: readonly Item[] = [];
  private run = -1;
  private readonly shown: (() => void)[] = [];
  private runSelect: HTMLSelectElement | undefined;
  private readonly together = create("span", { class: "rg-note" });

  constructor(
    private readonly errors: ErrorsView,
    private readonly overlays: Overlays,
    runs: Readonly<Record<string, string>>,
    private readonly changed: () => void,
  ) {
    this.element.open = errors.open;
    const names = [
      errors.boxes && `${this.group(errors.boxes.found)} against ${this.group(errors.boxes.true)}`,
      errors.masks && !errors.boxes && "masks",
    ].filter(Boolean);
    this.element.append(
      create("summary", {}, "Errors ", create("bdi", { class: "rg-note" }, names.join(", ")), " ", this.together),
    );
    if (errors.boxes) this.element.append(this.sliders(errors.boxes.score), this.chips);
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
      steps > runs ? `${(steps / runs).toLocaleString("en-US", { maximumFractionDigits: 1 })} steps together` : "";
    const { boxes } = this.errors;
    if (boxes) {
      this.boxes = this.read(boxes);
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
    if (kind && !this.holding.get(kind)?.has(number)) return false;
    return !cell || (this.cells.get(cellKey(cell))?.images.has(number) ?? false);
  }

  /** How boxes are marked while the explorer is open: by verdict. */
  readonly mark: Mark = (row) => {
    const box = this.element.open ? this.byRow.get(row) : undefined;
    if (!box || !this.judged) return undefined;
    const verdict = this.judged.verdicts.get(box);
    const fate = this.judged.fates.get(box);
    if (verdict === "hidden") return { color: "#000", label: "hidden" };
    if (verdict === "ignored" || fate === "crowd") return { color: "#b8b8c0", label: verdict ?? "crowd" };
    if (verdict) return { color: COLORS[verdict], label: verdict === "found" ? "" : verdict };
    return fate === "missed" ? { color: COLORS.missed, label: "missed" } : { color: "#f4f4f6", label: "", quiet: true };
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
      create("option", { value: -1 }, "all runs together"),
      ...Object.entries(runs).map(([index, name]) => create("option", { value: index }, name)),
    );
    this.runSelect = select;
    select.addEventListener("change", () => {
      this.run = Number(select.value);
      this.changed();
    });
    return create("label", { class: "rg-field rg-errors-run" }, create("span", {}, "run"), select);
  }

  private group(place: number): string {
    return this.overlays.legend.groups[place]?.name ?? "";
  }

  /** Panels over the same groups and score share their thresholds; others have their own. */
  private key(name: "iou" | "minScore"): string {
    const { boxes } = this.errors;
    return `errors.${name}.${boxes ? [this.group(boxes.found), this.group(boxes.true), boxes.score].join(".") : ""}`;
  }

  /** Follow thresholds that another panel or an address sets, until the returned function is called. */
  follow(): () => void {
    return subscribe((now, before) => {
      if (
        now.settings[this.key("iou")] === before.settings[this.key("iou")] &&
        now.settings[this.key("minScore")] === before.settings[this.key("minScore")]
      )
        return;
      for (const show of this.shown) show();
      this.changed();
    });
  }

  private number(name: "iou" | "minScore"): number {
    const text = state.settings[this.key(name)];
    return text !== undefined && Number.isFinite(Number(text)) ? Number(text) : this.errors[name];
  }

  private read({ found, true: true_, score, ranks }: NonNullable<ErrorsView["boxes"]>): { found: Box[]; true: Box[] } {
    const { boxes } = this.overlays;
    const scores = boxes.scores.get(score);
    const made: { found: Box[]; true: Box[] } = { found: [], true: [] };
    this.byRow.clear();
    for (const item of this.scope) {
      const image = item.number;
      const [from, to] = item.boxes ?? [0, 0];
      for (let row = from; row < to; row++) {
        const group = boxes.group[row];
        if (group !== found && group !== true_) continue;
        const value = group === found ? (scores?.[row] ?? NaN) : NaN;
        const box: Box = {
          image,
          row,
          id: ranks[boxes.entry[row] ?? -1] ?? -1,
          x0: boxes.x0[row] ?? 0,
          y0: boxes.y0[row] ?? 0,
          x1: boxes.x1[row] ?? 0,
          y1: boxes.y1[row] ?? 0,
          score: Number.isNaN(value) ? 1 : value,
          crowd: group === true_ && boxes.crowd[row] === 1,
        };
        this.byRow.set(row, box);
        made[group === found ? "found" : "true"].push(box);
      }
    }
    return made;
  }

  private judge(): void {
    this.judged = judge(this.boxes.true, this.boxes.found, this.number("iou"), this.number("minScore"));
    this.cells = confusion(this.judged);
    this.holding = new Map(KINDS.map(({ kind }) => [kind, new Set<number>()]));
    const counts = new Map<Kind, number>();
    const add = (kind: Kind, box: Box): void => {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      this.holding.get(kind)?.add(box.image);
    };
    for (const [box, verdict] of this.judged.verdicts) if (isKind(verdict)) add(verdict, box);
    for (const [box, fate] of this.judged.fates) if (fate === "missed") add("missed", box);
    this.chips.replaceChildren(
      ...KINDS.map(({ kind, label, title }) => {
        const count = counts.get(kind) ?? 0;
        const images = this.holding.get(kind)?.size ?? 0;
        const chosen = this.wanted.kind === kind;
        const dot = create("i", { class: "rg-dot" });
        dot.style.background = COLORS[kind];
        const chip = button(
          "",
          () => {
            this.wanted = chosen ? {} : { kind };
            this.changed();
            this.chips.querySelector<HTMLElement>(`[data-kind="${kind}"]`)?.focus();
          },
          {
            class: "rg-verdict",
            "aria-pressed": String(chosen),
            title: `${title}: in ${images.toLocaleString("en-US")} images`,
            "data-kind": kind,
          },
        );
        chip.append(dot, create("b", {}, count.toLocaleString("en-US")), ` ${label}`);
        return chip;
      }),
    );
  }

  private sliders(score: string): HTMLElement {
    const slider = (name: "iou" | "minScore", label: string, min: number, max: number): HTMLElement => {
      const output = create("output");
      const input = create("input", { type: "range", min, max, step: 0.01, value: this.number(name) });
      const show = (): void => {
        input.value = String(this.number(name));
        output.textContent = this.number(name).toFixed(2);
      };
      input.addEventListener("input", () => set(this.key(name), input.value));
      this.shown.push(show);
      show();
      return create("label", { class: "rg-score" }, create("bdi", {}, label), input, output);
    };
    const scores = this.overlays.boxes.scores.get(score);
    const most = scores ? Math.max(1, ...Array.from(scores, (v) => (Number.isNaN(v) ? 0 : v))) : 1;
    return create(
      "div",
      { class: "rg-scores" },
      slider("iou", "IoU of a match ≥", 0.05, 0.95),
      ...(score ? [slider("minScore", `${score} ≥`, 0, most)] : []),
    );
  }

  /** Draw the figures; called when open only. */
  private show(): void {
    const parts: Node[] = [];
    const { legend } = this.overlays;
    const entryOf = (rank: number): ClassEntry | undefined => legend.classes[this.errors.boxes?.classes[rank] ?? -1];
    const nameOf = (rank: number): string => entryOf(rank)?.name ?? String(rank);
    const colorOf = (rank: number): string => entryOf(rank)?.color ?? "#888";
    if (this.errors.boxes && this.judged) {
      const iou = this.number("iou");
      const precision = averagePrecision(this.boxes.true, this.boxes.found, [iou, ...THRESHOLDS]);
      parts.push(
        create(
          "div",
          { class: "rg-errors-part" },
          create("p", { class: "rg-errors-title" }, `Precision and recall at IoU ${iou.toFixed(2)}`),
          precisionPicture(precision, nameOf, colorOf),
        ),
        create(
          "div",
          { class: "rg-errors-part" },
          create("p", { class: "rg-errors-title" }, "Average precision"),
          precisionTable(precision, nameOf, iou),
        ),
        create(
          "div",
          { class: "rg-errors-part" },
          create("p", { class: "rg-errors-title" }, "Confusion of classes"),
          confusionTable(this.judged, this.cells, nameOf, this.wanted.cell, (cell, pressed) => {
            this.wanted = pressed ? {} : { cell };
            this.changed();
            this.figures.querySelector<HTMLElement>(`[data-cell="${cellKey(cell)}"]`)?.focus();
          }),
        ),
      );
    }
    if (this.errors.masks)
      parts.push(
        create(
          "div",
          { class: "rg-errors-part" },
          create("p", { class: "rg-errors-title" }, "Agreement of masks"),
          maskTable(
            this.errors.masks,
            this.scope.map(({ number }) => number),
            legend,
          ),
        ),
      );
    this.figures.replaceChildren(...parts);
  }
}

const isKind = (verdict: Verdict): verdict is Exclude<Kind, "missed"> => verdict !== "ignored" && verdict !== "hidden";
