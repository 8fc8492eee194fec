// <rg-confusion-matrix>: counts or shares of true against predicted classes; a threshold recounts them.

import {
  type AxisSetup,
  CanvasElement,
  type Drawing,
  followThreshold,
  hearing,
  isTouch,
  type Place,
  type Setting,
  type Sheet,
  setThreshold,
  slid,
  thresholdOf,
} from "../chart";
import { figuresOf, type Rows, recount } from "../confusion_matrix/counts";
import { drawing, type Show, told } from "../confusion_matrix/drawing";
import { cellAt, type Places, placesOf } from "../confusion_matrix/places";
import {
  alignPoints,
  column,
  create,
  type Floats,
  followStep,
  isHidden,
  plural,
  type State,
  said,
  saidInColumn,
  say,
  titleOf,
} from "../core";
import type { ConfusionTablePayload, ConfusionMatrixPayload as View } from "../payloads";

const NAMES: [Show, string][] = [
  ["counts", say("Counts")],
  ["rows", say("Normalised by actual class")],
  ["columns", say("Normalised by predicted class")],
];

class ConfusionMatrix extends CanvasElement<View> {
  private table: ConfusionTablePayload | undefined;
  private whole: Floats = new Float64Array(0);
  private counts: Floats = new Float64Array(0);
  private rows: Rows | undefined;
  private show: Show = "counts";
  private started = false;
  private undecided = 0;
  /** The threshold that the figures are at. */
  private at = NaN;
  private places: Places | undefined;
  private stop: (() => void) | undefined;

  protected override async load(): Promise<void> {
    if (!this.started) Object.assign(this, { started: true, show: this.view.show });
    this.table = this.view.tables[Number(this.dataset.of ?? 0)];
    const { counts, truth, predicted, score } = this.table ?? {};
    this.whole = this.counts = counts ? await column(counts) : new Float64Array(0);
    if (this.table?.every) return this.overSteps(this.table.steps ?? [], await column(this.table.every));
    const slider = this.querySelector<HTMLElement>(".rg-step");
    if (slider) slider.hidden = !score;
    if (slider && Number(this.dataset.of ?? 0) > 0) slider.style.visibility = "hidden"; // one for all runs of a panel
    if (!truth || !predicted || !score) return;
    const [a = this.whole, b = this.whole, c = this.whole] = await Promise.all(
      [truth, predicted, score].map((id) => column(id)),
    );
    this.rows = { truth: a, predicted: b, score: c };
    if (this.live.isConnected) this.overThresholds(c);
  }

  /** Follow the threshold that charts of the same rows share. */
  private overThresholds(scores: Floats): void {
    let least = Infinity;
    let most = -Infinity;
    for (const value of scores) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    const [low, high] = slid(least, most);
    const input = this.querySelector<HTMLInputElement>(".rg-step input");
    if (input) input.oninput = () => setThreshold(this.view.source, low + ((high - low) * Number(input.value)) / 1000);
    const follow = (): void => {
      const now = thresholdOf(this.view.source) ?? (this.table?.binary ? 0.5 : least);
      const output = this.querySelector(".rg-step output");
      if (input) input.value = String(high > low ? Math.round(((now - low) / (high - low)) * 1000) : 0);
      if (output) output.textContent = said(now);
      this.recount(now);
      this.redraw();
    };
    this.stop?.();
    this.stop = followThreshold((source) => {
      if (source === this.view.source) follow();
    });
    follow();
  }

  /** Follow the step of the page. */
  private overSteps(steps: readonly number[], every: Floats): void {
    const size = this.view.classes.length ** 2;
    if (!this.live.isConnected) return;
    this.stop?.();
    this.stop = followStep(this, { places: steps }, (at) => {
      this.counts = every.subarray(at * size, (at + 1) * size);
      this.figures();
      this.redraw();
    });
  }

  private recount(threshold: number): void {
    if (!this.rows) return;
    const pair = this.table?.binary ? (this.table.pair ?? ([0, 1] as const)) : null;
    const { counts, undecided } = recount(this.rows, this.view.classes.length, threshold, pair);
    this.counts = counts;
    this.undecided = undecided;
    this.at = pair || undecided ? threshold : NaN;
    this.figures();
  }

  /** Write the figures of each class anew. */
  private figures(): void {
    const { classes, support, accuracy, macroF1, total } = figuresOf(this.counts, this.view.classes.length);
    const rows = this.querySelectorAll(".rg-figures tbody tr");
    const columns = [...(classes[0] ?? []).keys()].map((k) => saidInColumn(classes.map((values) => values[k] ?? NaN)));
    columns.push([...support].map((count) => said(count)));
    for (const [k, texts] of columns.entries())
      for (const [i, text] of texts.entries()) {
        const cell = rows[i]?.querySelectorAll("td")[k];
        if (!cell) continue;
        cell.replaceChildren(create("bdi", { title: titleOf(classes[i]?.[k] ?? 0, text) }, text));
      }
    for (const k of columns.keys())
      alignPoints([...this.querySelectorAll<HTMLElement>(`.rg-figures tbody td:nth-of-type(${k + 1}) > bdi`)]);
    const note = this.querySelector(".rg-accuracy");
    const parts = [
      say("accuracy {value}", { value: said(accuracy) }),
      say("macro F1 {value}", { value: said(macroF1) }),
      plural(total, "row"),
    ];
    if (!Number.isNaN(this.at)) parts.unshift(say("threshold {value}", { value: said(this.at) }));
    if (this.undecided) parts.push(say("{n} below the threshold, not counted", { n: said(this.undecided) }));
    if (note) note.textContent = parts.join(" · ");
  }

  protected override rest(): void {
    super.rest();
    this.stop?.();
  }

  protected override concerns(now: State, before: State): boolean {
    return super.concerns(now, before) || now.scheme !== before.scheme;
  }

  /** The cells say how high the plot is, but for an enlarged one, which has the height of the page. */
  protected override select(): boolean {
    const height = `${Math.ceil(placesOf(this.view.classes, this.plot.clientWidth).total)}px`;
    if (this.plot.style.height !== height) this.plot.style.height = height;
    return this.table !== undefined && (this.table.run < 0 || !isHidden(this.table.run));
  }

  protected override axes(): { x: AxisSetup; y: AxisSetup } {
    return { x: { low: 0, high: 1, hidden: true }, y: { low: 0, high: 1, hidden: true } };
  }

  protected override room(): { left: number; right: number; top: number; bottom: number } {
    return { left: 0, right: 0, top: 0, bottom: 0 };
  }

  protected override drawing({ width, height }: Place): Drawing {
    const { classes } = this.view;
    this.places = placesOf(classes, width, this.closest(".rg-large") ? height : null);
    return drawing(classes, this.counts, this.show, this.places);
  }

  protected override listen(plot: HTMLElement, signal: AbortSignal): void {
    const hear = hearing(plot, signal);
    hear("pointermove", (event) => {
      if (!isTouch(event)) this.tell(event);
    });
    hear("pointerdown", (event) => {
      if (isTouch(event)) this.tell(event);
    });
    hear("pointerleave", (event) => {
      if (!isTouch(event)) this.tip.hide();
    });
  }

  protected override point(): void {
    // The pointer's place tells the cell, whatever is drawn there.
  }

  /** Show what the cell under the pointer holds. */
  private tell(event: PointerEvent): void {
    const { classes } = this.view;
    const box = this.plot.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const cell = this.painted && this.places ? cellAt(this.places, classes.length, x, y) : null;
    if (!cell) return this.tip.hide();
    const { title, rows } = told(classes, this.counts, cell.row, cell.column);
    this.tip.show(this.plot, x, isTouch(event) ? -Infinity : y, title, rows);
  }

  override settings(): Setting[] {
    return [
      {
        type: "select",
        label: say("Show"),
        options: NAMES,
        value: () => this.show,
        change: (show) => {
          for (const one of this.closest("figure")?.querySelectorAll<ConfusionMatrix>("rg-confusion-matrix") ?? [
            this,
          ]) {
            one.show = show as Show;
            one.redraw();
          }
        },
      },
    ];
  }

  override sheet(): Sheet {
    const { classes } = this.view;
    const n = classes.length;
    return {
      columns: ["actual \\ predicted", ...classes],
      rows: classes.map((name, row) => [name, ...classes.map((_, column) => this.counts[row * n + column] ?? 0)]),
    };
  }
}

customElements.define("rg-confusion-matrix", ConfusionMatrix);
