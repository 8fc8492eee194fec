// <rg-parallel-coordinates>: a line a run over several axes. A brush on an axis hides the other runs everywhere.

import {
  type AxisSetup,
  CanvasElement,
  type Drawing,
  hearing,
  isTouch,
  type Place,
  type Setting,
  type Sheet,
} from "../chart";
import { change, isHidden, point, type State, say, state } from "../core";
import { cellOf, nearestRun, outside, textOf } from "../parallel_coordinates/axes";
import { drawing } from "../parallel_coordinates/drawing";
import { heightOfRows, isNarrow, Places } from "../parallel_coordinates/places";
import type { ParallelCoordinatesPayload as View } from "../payloads";

/** Where the pointer is: among the axes, in axes from the first, the nearest one, its distance in pixels, the share. */
interface Pointed {
  along: number;
  axis: number;
  far: number;
  share: number;
}

const within = (share: number): number => Math.min(Math.max(share, 0), 1);

class ParallelCoordinates extends CanvasElement<View> {
  private brushes = new Map<number, [number, number]>();
  private drag: { axis: number; from: number } | null = null;
  private hover = -1;
  private places: Places | undefined;
  /** The height of the plot while its axes stand beside each other. */
  private upright = "";
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
    return { left: 0, right: 0, top: 0, bottom: 0 };
  }

  /** Axes below each other have the height that they need. */
  protected override select(): boolean {
    this.upright ||= this.plot.style.height;
    const narrow = isNarrow(this.plot.clientWidth);
    const height = narrow ? `${heightOfRows(this.view.axes.length)}px` : this.upright;
    if (this.plot.style.height !== height) this.plot.style.height = height;
    return true;
  }

  protected override hint(): string {
    return say("Drag along an axis to select runs; Escape clears the selection.");
  }

  protected override drawing({ width, height }: Place): Drawing {
    this.places = new Places(this.view.axes, width, height);
    return drawing(this.view, this.brushes, this.hover, this.places);
  }

  private placeOf(event: PointerEvent): Pointed | null {
    if (!this.painted || !this.places) return null;
    const box = this.plot.getBoundingClientRect();
    const area = this.area();
    const { along, share } = this.places.read(event.clientX - box.left - area.left, event.clientY - box.top - area.top);
    const axis = Math.min(Math.max(Math.round(along), 0), this.view.axes.length - 1);
    return { along, axis, far: Math.abs(along - axis) * this.places.step, share };
  }

  protected override listen(plot: HTMLElement, signal: AbortSignal): void {
    const hear = hearing(plot, signal);
    hear("pointerdown", (event) => {
      const place = this.placeOf(event);
      if (place && isTouch(event)) this.pointAt(event, place);
      if (!place || event.button !== 0 || place.far > 24) return;
      this.drag = { axis: place.axis, from: within(place.share) };
      this.hover = -1; // the run under the pointer is not what is chosen
      plot.setPointerCapture(event.pointerId);
      if (!isTouch(event)) this.tip.hide();
    });
    hear("pointermove", (event) => {
      const place = this.placeOf(event);
      if (!place) return;
      if (!this.drag) return this.pointAt(event, place);
      const to = within(place.share);
      this.brush(this.drag.axis, [Math.min(this.drag.from, to), Math.max(this.drag.from, to)]);
    });
    const end = (): void => {
      if (!this.drag) return;
      const range = this.brushes.get(this.drag.axis);
      if ((!range || range[1] - range[0] < 0.01) && this.brushes.size) this.brush(this.drag.axis, null); // a click takes it away
      this.drag = null;
    };
    hear("pointerup", end);
    hear("pointercancel", end);
    hear("pointerleave", (event) => {
      if (isTouch(event)) return;
      this.tip.hide();
      this.hover = -1;
      point([]);
      this.redraw();
    });
    hear("keydown", (event) => {
      if (event.key === "Escape" && this.brushes.size) {
        this.clear();
        event.stopPropagation();
      }
    });
  }

  /** Highlight the run nearest to the pointer. */
  private pointAt(event: PointerEvent, place: Pointed): void {
    const shown = [...this.view.runs.keys()].filter((i) => !isHidden(this.view.runs[i] ?? 0));
    const best = nearestRun(this.view.axes, place.along, place.share, shown);
    if (best !== this.hover) {
      this.hover = best;
      this.redraw();
      point(best < 0 ? [] : [this.view.runs[best] ?? 0]);
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
    const { axes, runs } = this.view;
    const out = outside(axes, this.brushes, runs.length).map((i) => runs[i] ?? 0);
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
      ? [{ type: "check", label: say("Only selected runs"), value: () => true, change: () => this.clear() }]
      : [];
  }

  override sheet(): Sheet {
    return {
      columns: ["run", ...this.view.axes.map(({ title }) => title)],
      rows: this.view.runs.map((run, i) => [this.names[run] ?? "", ...this.view.axes.map((axis) => cellOf(axis, i))]),
    };
  }
}

customElements.define("rg-parallel-coordinates", ParallelCoordinates);
