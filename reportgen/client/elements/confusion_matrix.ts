// <rg-confusion-matrix>: counts or shares of true against predicted classes; a threshold recounts them.

import {
  type AxisSetup,
  type Box,
  CanvasElement,
  type Drawing,
  followThreshold,
  heatColor,
  heatImage,
  type Label,
  type Place,
  ramp,
  type Setting,
  type Sheet,
  setThreshold,
  thresholdOf,
  type VegaSpec,
} from "../chart";
import { block, exact, type Floats, followStep, isHidden, type State } from "../core";

type Show = "counts" | "rows" | "columns";
interface Stored {
  run: number;
  name: string;
  counts: string;
  truth?: string;
  predicted?: string;
  score?: string;
  binary?: boolean;
  pair?: [number, number];
  steps?: number[];
  every?: string;
}
interface View {
  shape: VegaSpec;
  classes: string[];
  tables: Stored[];
  source: string;
  show: Show;
}

const TEXTS = 24;
const NAMES: [Show, string][] = [
  ["counts", "counts"],
  ["rows", "share of the true class"],
  ["columns", "share of the predicted class"],
];

class ConfusionMatrix extends CanvasElement<View> {
  private table: Stored | undefined;
  private whole: Floats = new Float64Array(0);
  private counts: Floats = new Float64Array(0);
  private rows: { truth: Floats; predicted: Floats; score: Floats } | undefined;
  private show: Show = "counts";
  private started = false;
  private undecided = 0;
  private stop: (() => void) | undefined;

  protected override async load(): Promise<void> {
    if (!this.started) Object.assign(this, { started: true, show: this.view.show });
    this.table = this.view.tables[Number(this.dataset.of ?? 0)];
    const { counts, truth, predicted, score } = this.table ?? {};
    this.whole = this.counts = counts ? await block<Floats>(counts) : new Float64Array(0);
    if (this.table?.every) return this.overSteps(this.table.steps ?? [], await block<Floats>(this.table.every));
    const slider = this.querySelector<HTMLElement>(".rg-step");
    if (slider) slider.hidden = !score;
    if (!truth || !predicted || !score) return;
    const [a = this.whole, b = this.whole, c = this.whole] = await Promise.all(
      [truth, predicted, score].map((id) => block<Floats>(id)),
    );
    this.rows = { truth: a, predicted: b, score: c };
    if (!this.live.isConnected) return;
    let low = Infinity;
    let high = -Infinity;
    for (const value of c) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const input = this.querySelector<HTMLInputElement>(".rg-step input");
    if (input) input.oninput = () => setThreshold(this.view.source, low + ((high - low) * Number(input.value)) / 1000);
    const follow = (): void => {
      const now = thresholdOf(this.view.source) ?? (this.table?.binary ? 0.5 : low);
      const output = this.querySelector(".rg-step output");
      if (input) input.value = String(high > low ? Math.round(((now - low) / (high - low)) * 1000) : 0);
      if (output) output.textContent = exact(Number(now.toPrecision(4)));
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

  /** Count anew: two classes by the positive score, more by the best class where its score reaches the threshold. */
  private recount(threshold: number): void {
    const rows = this.rows;
    const n = this.view.classes.length;
    if (!rows) return;
    const counts = new Float64Array(n * n);
    const pair = this.table?.pair ?? [0, 1];
    this.undecided = 0;
    for (let i = 0; i < rows.truth.length; i++) {
      const sure = (rows.score[i] ?? 0) >= threshold;
      const predicted = this.table?.binary ? pair[sure ? 1 : 0] : (rows.predicted[i] ?? 0);
      if (!this.table?.binary && !sure) this.undecided++;
      else {
        const cell = (rows.truth[i] ?? 0) * n + predicted;
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
    }
    this.counts = counts;
    this.figures();
  }

  /** Write the figures of each class anew. */
  private figures(): void {
    const n = this.view.classes.length;
    const hits = (i: number): number => this.counts[i * n + i] ?? 0;
    const true_ = this.sums("rows");
    const predicted = this.sums("columns");
    const total = true_.reduce((a, b) => a + b, 0);
    let right = 0;
    let f1 = 0;
    let met = 0;
    this.view.classes.forEach((_, i) => {
      const values = [
        hits(i) / Math.max(predicted[i] ?? 0, 1),
        hits(i) / Math.max(true_[i] ?? 0, 1),
        (2 * hits(i)) / Math.max((predicted[i] ?? 0) + (true_[i] ?? 0), 1),
      ];
      right += hits(i);
      f1 += values[2] ?? 0;
      if ((predicted[i] ?? 0) + (true_[i] ?? 0) > 0) met++; // what is neither true nor predicted says nothing
      const cells = this.querySelectorAll(".rg-figures tbody tr")[i]?.querySelectorAll("td");
      [...values.map((v) => v.toFixed(4)), exact(true_[i] ?? 0)].forEach((text, k) => {
        const cell = cells?.[k];
        if (cell) cell.textContent = text;
      });
    });
    const note = this.querySelector(".rg-accuracy");
    const parts = [
      `accuracy ${(right / Math.max(total, 1)).toFixed(4)}`,
      `macro F1 ${(f1 / Math.max(met, 1)).toFixed(4)}`,
      `${exact(total)} rows`,
    ];
    if (this.undecided) parts.push(`${exact(this.undecided)} below the threshold, not counted`);
    if (note) note.textContent = parts.join(" · ");
  }

  private sums(by: "rows" | "columns"): number[] {
    const n = this.view.classes.length;
    return this.view.classes.map((_, i) =>
      this.view.classes.reduce((all, _name, k) => all + (this.counts[by === "rows" ? i * n + k : k * n + i] ?? 0), 0),
    );
  }

  protected override rest(): void {
    super.rest();
    this.stop?.();
  }

  protected override concerns(now: State, before: State): boolean {
    return super.concerns(now, before) || now.scheme !== before.scheme;
  }

  protected override select(): boolean {
    return this.table !== undefined && (this.table.run < 0 || !isHidden(this.table.run));
  }

  protected override axes(): { x: AxisSetup; y: AxisSetup } {
    const { classes } = this.view;
    const n = classes.length;
    return {
      x: { low: 0, high: n, names: classes, title: "predicted" },
      y: { low: 0, high: n, names: [...classes].reverse(), title: "true" },
    };
  }

  protected override drawing({ width, height }: Place): Drawing {
    const n = this.view.classes.length;
    const sums = this.show === "counts" ? [] : this.sums(this.show);
    let most = 1;
    for (const count of this.counts) if (count > most) most = count;
    const share = (row: number, column: number): number => {
      const value = this.counts[row * n + column] ?? 0;
      return this.show === "counts" ? value / most : value / (sums[this.show === "rows" ? row : column] || 1);
    };
    const [w, h] = [width / n, height / n];
    const colors = ramp();
    if (n > TEXTS)
      return {
        images: [{ x: 0, y: 0, width, height, url: heatImage(n, n, (column, row) => share(row, column)) }],
        boxes: this.hits(w, h, n, share),
      };
    const boxes: Box[] = [];
    const texts: Label[] = [];
    for (let row = 0; row < n; row++) {
      for (let column = 0; column < n; column++) {
        const value = this.counts[row * n + column] ?? 0;
        const part = share(row, column);
        boxes.push({
          x: column * w + 0.5,
          x2: (column + 1) * w - 0.5,
          y: row * h + 0.5,
          y2: (row + 1) * h - 0.5,
          fill: heatColor(colors, part),
          tooltip: this.tipOf(row, column, part),
        });
        const text = this.show === "counts" ? exact(value) : `${(part * 100).toFixed(part && part < 0.1 ? 1 : 0)}%`;
        if (value && w > text.length * 6 && h > 11)
          texts.push({
            x: (column + 0.5) * w,
            y: (row + 0.5) * h,
            text,
            align: "center",
            fill: contrast(colors, part),
            fontSize: 11,
          });
      }
    }
    return { boxes, texts };
  }

  /** One clear box over a large matrix would tell nothing: the rows and columns that hold something get a box each. */
  private hits(w: number, h: number, n: number, share: (row: number, column: number) => number): Box[] {
    const boxes: Box[] = [];
    for (let i = 0; i < n * n; i++) {
      const row = Math.floor(i / n);
      const column = i % n;
      if (this.counts[i])
        boxes.push({
          x: column * w,
          x2: (column + 1) * w,
          y: row * h,
          y2: (row + 1) * h,
          fill: "transparent",
          tooltip: this.tipOf(row, column, share(row, column)),
        });
    }
    return boxes.length > 4000 ? [] : boxes;
  }

  private tipOf(row: number, column: number, part: number): Record<string, string> {
    const { classes } = this.view;
    const n = classes.length;
    const tip: Record<string, string> = {
      title: row === column ? "right" : "wrong",
      true: classes[row] ?? "",
      predicted: classes[column] ?? "",
      rows: exact(this.counts[row * n + column] ?? 0),
    };
    if (this.show !== "counts") tip.share = `${(part * 100).toFixed(2)}%`;
    return tip;
  }

  override settings(): Setting[] {
    return [
      {
        type: "select",
        label: "show",
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
      columns: ["true \\ predicted", ...classes],
      rows: classes.map((name, row) => [name, ...classes.map((_, column) => this.counts[row * n + column] ?? 0)]),
    };
  }
}

/** Black or white, whichever reads better on a colour of the ramp. */
function contrast(colors: Uint8ClampedArray, share: number): string {
  const i = Math.round(Math.min(share, 1) * 255) * 3;
  const [r = 0, g = 0, b = 0] = [colors[i], colors[i + 1], colors[i + 2]];
  return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#111" : "#fff";
}

customElements.define("rg-confusion-matrix", ConfusionMatrix);
