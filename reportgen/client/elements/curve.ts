// <rg-curve>: precision-recall and ROC curves at every threshold. The slider moves a point on each; panels over the
// same scores move together.

import {
  type AxisSetup,
  CanvasElement,
  type Drawing,
  followThreshold,
  hearing,
  type Label,
  type Mark,
  onPress,
  type Place,
  type Setting,
  type Sheet,
  type Stroke,
  setThreshold,
  slid,
  thresholdOf,
} from "../chart";
import { choose, chosen, column, create, isHidden, type State, said, say } from "../core";
import { held, indexAt, type Line, type Point, placeOf, rowsOf, sayAt, sheetOf } from "../curve/points";
import { corner, type Range, WHOLE } from "../curve/zoom";
import type { CurvePayload as View } from "../payloads";

class Curve extends CanvasElement<View> {
  private lines: Line[] = [];
  private range: [number, number] = [0, 1];
  private threshold = NaN;
  private hover: Point | null = null;
  /** Where the curves differ, null where that is most of the plot; and whether only that is shown. */
  private corner: Range | null = null;
  private stop: (() => void) | undefined;
  private readonly at = create("ul", { class: "rg-at-threshold rg-control", "aria-live": "polite" });

  protected override async load(): Promise<void> {
    this.lines = await Promise.all(
      this.view.lines.map(async (line) => {
        const [thresholds, tp, fp] = await Promise.all([line.thresholds, line.tp, line.fp].map((id) => column(id)));
        const none = new Float64Array(0);
        return { ...line, thresholds: thresholds ?? none, tp: tp ?? none, fp: fp ?? none };
      }),
    );
    const ends = this.lines.flatMap(({ thresholds }) => [thresholds[thresholds.length - 1] ?? 0, thresholds[0] ?? 1]);
    this.range = slid(Math.min(...ends), Math.max(...ends));
    const input = this.querySelector<HTMLInputElement>(".rg-step input");
    const [low, high] = this.range;
    if (input) input.oninput = () => setThreshold(this.view.source, low + ((high - low) * Number(input.value)) / 1000);
    this.stop?.();
    if (!this.live.isConnected) return;
    this.stop = followThreshold((source) => {
      if (source === this.view.source) this.follow();
    });
    this.follow();
  }

  private follow(): void {
    const [low, high] = this.range;
    const input = this.querySelector<HTMLInputElement>(".rg-step input");
    const output = this.querySelector(".rg-step output");
    this.threshold = thresholdOf(this.view.source) ?? (low <= 0.5 && high >= 0.5 ? 0.5 : (low + high) / 2);
    if (input) input.value = String(high > low ? Math.round(((this.threshold - low) / (high - low)) * 1000) : 0);
    if (output) output.textContent = said(this.threshold);
    input?.setAttribute("aria-valuetext", say("threshold {value}", { value: said(this.threshold) }));
    sayAt(this, this.at, this.shown(), this.threshold);
    this.redraw();
  }

  protected override rest(): void {
    super.rest();
    this.stop?.();
    this.lines = [];
  }

  private shown(): Line[] {
    return this.lines.filter(({ run }) => run < 0 || !isHidden(run));
  }

  protected override select(): boolean {
    const shown = this.shown();
    this.corner = corner(
      this.view.kind,
      shown.map((line) => [...line.tp.keys()].map((i) => placeOf(this.view.kind, line, i))),
    );
    return shown.length > 0;
  }

  protected override concerns(now: State, before: State): boolean {
    return super.concerns(now, before) || now.settings !== before.settings;
  }

  private ranges(): Range {
    return this.corner && chosen(this, "zoom") !== "off" ? this.corner : WHOLE;
  }

  override settings(): Setting[] {
    if (!this.corner) return [];
    return [
      {
        type: "check",
        label: say("Zoom to where curves differ"),
        value: () => this.ranges() !== WHOLE,
        change: (on) => choose(this, "zoom", on ? null : "off"),
      },
    ];
  }

  protected override axes(): { x: AxisSetup; y: AxisSetup } {
    const [x, y] =
      this.view.kind === "pr"
        ? [say("recall"), say("precision")]
        : [say("false positive rate"), say("true positive rate")];
    const range = this.ranges();
    return {
      x: { low: range.x[0], high: range.x[1], title: x ?? "" },
      y: { low: range.y[0], high: range.y[1], title: y ?? "" },
    };
  }

  protected override drawing({ x, y, width, height }: Place): Drawing {
    const lines: Stroke[] = [];
    const marks: Mark[] = [];
    const pr = this.view.kind === "pr";
    if (!pr)
      lines.push({
        path: `M${x(0)} ${y(0)}L${x(1)} ${y(1)}`,
        stroke: "var(--line-2)",
        strokeWidth: 1.25,
        strokeDash: [4, 4],
      });
    if (this.view.chance !== null)
      lines.push({
        path: `M0 ${y(this.view.chance)}H${width}`,
        stroke: "var(--line-2)",
        strokeWidth: 1.25,
        strokeDash: [4, 4],
      });
    for (const line of this.shown()) {
      const runs = line.run < 0 ? [] : [line.run];
      const first = placeOf(this.view.kind, line, 0);
      let path = pr ? `M${x(0)} ${y(first[1])}` : `M${x(0)} ${y(0)}`;
      for (let i = 0; i < line.tp.length; i++) {
        const [px, py] = placeOf(this.view.kind, line, i);
        if (Number.isFinite(px) && Number.isFinite(py)) path += `L${x(px).toFixed(2)} ${y(py).toFixed(2)}`;
      }
      lines.push({
        path,
        stroke: line.color,
        strokeWidth: 1.75,
        strokeDash: line.dash ? line.dash.split(" ").map(Number) : null,
        runs,
      });
      const at = indexAt(line, this.threshold);
      const [px, py] = at < 0 ? [0, pr ? first[1] : 0] : placeOf(this.view.kind, line, at);
      marks.push({ x: x(px), y: y(py), fill: line.color, stroke: "var(--paper)", size: 90, runs });
    }
    if (this.hover)
      marks.push({ x: x(this.hover.x), y: y(this.hover.y), fill: "transparent", stroke: "var(--ink)", size: 120 });
    const inside = marks.map((mark) => held(mark, width, height));
    const zoomed = this.ranges() !== WHOLE;
    const own = { y: height - 10, text: say("Zoomed to where curves differ"), fill: "var(--ink-2)", fontSize: 11 };
    const note: Label = pr ? { ...own, x: 8, align: "left" } : { ...own, x: width - 8, align: "right" };
    return { lines, marks: inside, texts: zoomed ? [note] : [] };
  }

  protected override listen(plot: HTMLElement, signal: AbortSignal): void {
    const hear = hearing(plot, signal);
    hear("pointermove", (event) => {
      const box = plot.getBoundingClientRect();
      const area = this.area();
      this.read(event.clientX - box.left - area.left, event.clientY - box.top - area.top);
    });
    for (const name of ["pointerleave", "blur"] as const)
      hear(name, () => {
        this.hover = null;
        this.tip.hide();
        this.redraw();
      });
    onPress(hear, () => {
      if (this.hover) setThreshold(this.view.source, this.hover.line.thresholds[this.hover.i] ?? this.threshold);
    });
    hear("keydown", (event) => {
      const move = { ArrowLeft: -0.01, ArrowRight: 0.01, PageUp: -0.1, PageDown: 0.1 }[event.key];
      const [low, high] = this.range;
      if (move === undefined || event.target !== plot) return;
      event.preventDefault();
      setThreshold(this.view.source, Math.min(Math.max(this.threshold + move * (high - low), low), high));
    });
  }

  protected override hint(): string {
    return say("Arrow keys move the threshold; a click sets it.");
  }

  /** Show the nearest point of a curve within reach of the pointer. */
  private read(px: number, py: number): void {
    if (!this.painted || !this.vega) return;
    const sx = this.vega.scale("x");
    const sy = this.vega.scale("y");
    let best: Point | null = null;
    let reach = 40 ** 2;
    for (const line of this.shown()) {
      for (let i = 0; i < line.tp.length; i++) {
        const [x, y] = placeOf(this.view.kind, line, i);
        const far = (sx(x) - px) ** 2 + (sy(y) - py) ** 2;
        if (far < reach) {
          reach = far;
          best = { line, i, x, y };
        }
      }
    }
    const changed = best?.line !== this.hover?.line || best?.i !== this.hover?.i;
    this.hover = best;
    if (!best) this.tip.hide();
    else {
      const { left, top } = this.area();
      this.tip.show(this.plot, left + sx(best.x), top + sy(best.y), best.line.label, rowsOf(best));
    }
    if (changed) this.redraw();
  }

  override sheet(): Sheet {
    return sheetOf(this.shown());
  }
}

customElements.define("rg-curve", Curve);
