// <rg-parallel-coordinates>: a line a run over several axes. A brush on an axis hides the other runs everywhere.

import {
  type AxisSetup,
  CanvasElement,
  type Drawing,
  heatColor,
  isTouch,
  type Label,
  type Place,
  ramp,
  type Setting,
  type Sheet,
  type Stroke,
  type VegaSpec,
} from "../chart";
import { apart, brief, change, exact, isHidden, type State, state } from "../core";

interface Axis {
  title: string;
  values: (number | null)[];
  shares: (number | null)[];
  names: string[];
  log: boolean;
  inverted: boolean;
}
interface View {
  shape: VegaSpec;
  runs: number[];
  shades: (number | null)[];
  axes: Axis[];
}

const TICKS = 5;

class ParallelCoordinates extends CanvasElement<View> {
  private brushes = new Map<number, [number, number]>();
  private drag: { axis: number; from: number } | null = null;
  private hover = -1;
  /** The runs that this panel's brushes hide; others may be hidden for other reasons. */
  private mine = new Set<number>();

  protected override load(): Promise<void> {
    return Promise.resolve();
  }

  protected override concerns(now: State, before: State): boolean {
    // Runs that another panel shows again are no longer held back by a brush here.
    if (!now.hidden.size && before.hidden.size && !this.drag) {
      this.brushes.clear();
      this.mine.clear();
    }
    return super.concerns(now, before) || now.scheme !== before.scheme;
  }

  protected override axes(): { x: AxisSetup; y: AxisSetup } {
    return { x: { low: 0, high: this.view.axes.length, hidden: true }, y: { low: 0, high: 1, hidden: true } };
  }

  protected override room(): { left: number; right: number; top: number; bottom: number } {
    return { left: 4, right: 4, top: 44, bottom: 24 };
  }

  protected override hint(): string {
    return "Drag along an axis to choose runs; Escape shows all again.";
  }

  protected override drawing({ x, y }: Place): Drawing {
    const lines: Stroke[] = [];
    const texts: Label[] = [];
    const known = this.view.shades.filter((v): v is number => v !== null);
    const low = Math.min(...known);
    const high = Math.max(...known);
    const colors = known.length ? ramp() : null;
    const hover = this.hover >= 0 && isHidden(this.view.runs[this.hover] ?? 0) ? -1 : this.hover;
    const brushed = this.brushes.size > 0;
    const order = [...this.view.runs.keys()].sort(
      (a, b) => Number(isHidden(this.view.runs[b] ?? 0)) - Number(isHidden(this.view.runs[a] ?? 0)),
    );
    for (const i of order) {
      const run = this.view.runs[i] ?? 0;
      const shade = this.view.shades[i];
      const off = isHidden(run);
      const color =
        colors && shade !== null && shade !== undefined
          ? heatColor(colors, 0.3 + 0.7 * (high > low ? (shade - low) / (high - low) : 0.5))
          : `var(--run-${run})`;
      lines.push({
        path: this.path(i, x, y),
        stroke: off ? "var(--line-2)" : color,
        strokeWidth: i === hover ? 3 : brushed && !off ? 2 : 1.5,
        opacity: off ? 0.35 : hover >= 0 && i !== hover ? 0.35 : brushed ? 1 : 0.9,
      });
    }
    const room = x(1) - x(0);
    this.view.axes.forEach((axis, i) => {
      const px = x(i + 0.5);
      lines.push({ path: `M${px} ${y(0)}V${y(1)}`, stroke: "var(--ink-2)", strokeWidth: 1 });
      texts.push({
        x: px,
        y: -28,
        text: axis.title,
        align: "center",
        fill: "var(--ink)",
        fontSize: 12,
        fontWeight: 600,
        limit: room - 8,
      });
      for (const [share, text] of ticks(axis))
        texts.push({
          x: px + 6,
          y: y(share),
          text,
          align: "left",
          fill: "var(--ink-2)",
          fontSize: 11,
          limit: room - 14,
        });
      const brush = this.brushes.get(i);
      if (brush)
        lines.push({
          path: `M${px - 7} ${y(brush[0])}H${px + 7}V${y(brush[1])}H${px - 7}Z`,
          fill: "var(--accent)",
          fillOpacity: 0.2,
          stroke: "var(--accent)",
          strokeWidth: 1,
        });
    });
    return { lines, texts };
  }

  private path(i: number, x: (v: number) => number, y: (v: number) => number): string {
    let path = "";
    let down = false;
    this.view.axes.forEach((axis, k) => {
      const share = axis.shares[i];
      if (share === null || share === undefined) {
        down = false;
        return;
      }
      path += `${down ? "L" : "M"}${x(k + 0.5).toFixed(1)} ${y(share).toFixed(1)}`;
      if (!down && (axis.shares.length === 1 || this.view.axes.length === 1)) path += "h0.01";
      down = true;
    });
    return path;
  }

  protected override listen(plot: HTMLElement): void {
    const at = (event: PointerEvent): { axis: number; share: number; px: number } | null => {
      if (!this.painted || !this.vega) return null;
      const box = plot.getBoundingClientRect();
      const area = this.area();
      const px = event.clientX - box.left - area.left;
      const along = this.vega.scale("x").invert(px) - 0.5;
      const axis = Math.min(Math.max(Math.round(along), 0), this.view.axes.length - 1);
      return {
        axis,
        px,
        share: Math.min(Math.max(this.vega.scale("y").invert(event.clientY - box.top - area.top), 0), 1),
      };
    };
    plot.addEventListener("pointerdown", (event) => {
      const place = at(event);
      if (place && isTouch(event)) this.pointAt(event, place);
      if (!place || event.button !== 0 || Math.abs(place.px - (this.vega?.scale("x")(place.axis + 0.5) ?? 0)) > 24)
        return;
      this.drag = { axis: place.axis, from: place.share };
      this.hover = -1; // the run under the pointer is not what is chosen
      plot.setPointerCapture(event.pointerId);
      if (!isTouch(event)) this.tip.hide();
    });
    plot.addEventListener("pointermove", (event) => {
      const place = at(event);
      if (!place) return;
      if (!this.drag) return this.pointAt(event, place);
      this.brush(this.drag.axis, [Math.min(this.drag.from, place.share), Math.max(this.drag.from, place.share)]);
    });
    const end = (): void => {
      if (!this.drag) return;
      const range = this.brushes.get(this.drag.axis);
      if ((!range || range[1] - range[0] < 0.01) && this.brushes.size) this.brush(this.drag.axis, null); // a click takes it away
      this.drag = null;
    };
    plot.addEventListener("pointerup", end);
    plot.addEventListener("pointercancel", end);
    plot.addEventListener("pointerleave", (event) => {
      if (isTouch(event)) return;
      this.tip.hide();
      this.hover = -1;
      this.redraw();
    });
    plot.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.brushes.size) {
        this.clear();
        event.stopPropagation();
      }
    });
  }

  /** Highlight the run nearest to the pointer. */
  private pointAt(event: PointerEvent, place: { axis: number; share: number; px: number }): void {
    if (!this.painted || !this.vega) return;
    const along = this.vega.scale("x").invert(place.px) - 0.5;
    const left = Math.floor(along);
    const part = along - left;
    let best = -1;
    let reach = 0.05;
    this.view.runs.forEach((run, i) => {
      if (isHidden(run)) return;
      const a = this.view.axes[left]?.shares[i];
      const b = this.view.axes[left + 1]?.shares[i];
      const here = a === null || a === undefined ? b : b === null || b === undefined ? a : a * (1 - part) + b * part;
      if (here === null || here === undefined) return;
      const far = Math.abs(here - place.share);
      if (far < reach) {
        reach = far;
        best = i;
      }
    });
    if (best !== this.hover) {
      this.hover = best;
      this.redraw();
    }
    if (best < 0) return this.tip.hide();
    const box = this.plot.getBoundingClientRect();
    const rows = this.view.axes.map((axis) => ({ name: axis.title, value: textOf(axis, best) }));
    this.tip.show(
      this.plot,
      event.clientX - box.left,
      isTouch(event) ? -Infinity : event.clientY - box.top,
      this.names[this.view.runs[best] ?? 0] ?? "",
      rows,
    );
  }

  private brush(axis: number, range: [number, number] | null): void {
    if (range) this.brushes.set(axis, range);
    else this.brushes.delete(axis);
    const out = this.view.runs.filter((_, i) =>
      [...this.brushes].some(([k, [low, high]]) => {
        const share = this.view.axes[k]?.shares[i];
        return share === null || share === undefined || share < low || share > high;
      }),
    );
    const others = [...state.hidden].filter((run) => !this.mine.has(run));
    this.mine = new Set(out.filter((run) => !others.includes(run)));
    change({ hidden: new Set([...others, ...this.mine]) });
    this.redraw();
  }

  private clear(): void {
    this.brushes.clear();
    const hidden = new Set([...state.hidden].filter((run) => !this.mine.has(run)));
    this.mine.clear();
    change({ hidden });
    this.redraw();
  }

  override settings(): Setting[] {
    return this.brushes.size
      ? [{ type: "check", label: "only the chosen runs", value: () => true, change: () => this.clear() }]
      : [];
  }

  override sheet(): Sheet {
    return {
      columns: ["run", ...this.view.axes.map(({ title }) => title)],
      rows: this.view.runs.map((run, i) => [
        this.names[run] ?? "",
        ...this.view.axes.map((axis) =>
          axis.names.length ? (axis.names[axis.values[i] ?? -1] ?? null) : (axis.values[i] ?? null),
        ),
      ]),
    };
  }
}

function textOf(axis: Axis, i: number): string {
  const value = axis.values[i];
  return value === null || value === undefined ? "–" : axis.names.length ? (axis.names[value] ?? "–") : exact(value);
}

/** (height, label) of an axis' ticks. */
function ticks(axis: Axis): [number, string][] {
  const flip = (share: number): number => (axis.inverted ? 1 - share : share);
  const { names } = axis;
  if (names.length) {
    const step = Math.ceil(names.length / 12);
    return names
      .map((name, i) => [flip(names.length > 1 ? i / (names.length - 1) : 0.5), name] as [number, string])
      .filter((_, i) => i % step === 0);
  }
  const known = axis.values.filter((v): v is number => v !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  if (low === high) return [[0.5, brief(low)]];
  const shares = Array.from({ length: TICKS }, (_, i) => i / (TICKS - 1));
  const texts = apart(shares.map((share) => (axis.log ? low * (high / low) ** share : low + (high - low) * share)));
  return shares.map((share, i) => [flip(share), texts[i] ?? ""]);
}

customElements.define("rg-parallel-coordinates", ParallelCoordinates);
