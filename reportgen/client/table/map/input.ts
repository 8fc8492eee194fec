// What a reader draws on a map: a stroke with the pointer, or corners with the keys.

import type { Point } from "./lasso";

export interface InputHost {
  readonly plot: HTMLElement;
  /** The row under the mark, -1 where there is none. */
  hovered(): number;
  nearest(place: Point): number;
  hover(place: Point | undefined): void;
  /** Keep the rows inside a stroke; all where it has no corners. */
  keep(stroke: readonly Point[]): void;
  open(row: number): void;
  draw(): void;
}

export class MapInput {
  path: Point[] = [];
  cursor: Point | undefined;

  constructor(private readonly host: InputHost) {
    const { plot } = host;
    const at = (event: PointerEvent): Point => {
      const box = plot.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    plot.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      plot.setPointerCapture(event.pointerId);
      this.path = [at(event)];
      this.cursor = undefined;
      host.hover(undefined);
    });
    plot.addEventListener("pointermove", (event) => {
      const last = this.path.at(-1);
      const here = at(event);
      if (!event.buttons || !last) return host.hover(here);
      if (Math.hypot(here[0] - last[0], here[1] - last[1]) < 5) return;
      this.path.push(here);
      host.draw();
    });
    plot.addEventListener("pointerup", (event) => {
      const corners = this.path;
      this.path = [];
      if (corners.length > 3) return host.keep(corners);
      const row = host.nearest(at(event));
      host.draw();
      if (corners.length && row >= 0) host.open(row);
    });
    plot.addEventListener("pointercancel", () => {
      this.path = [];
      host.draw();
    });
    plot.addEventListener("pointerleave", () => host.hover(undefined));
    plot.addEventListener("keydown", (event) => this.key(event));
  }

  /** Arrows move a mark, Space sets a corner there, Enter closes the lasso or opens the row, Escape clears. */
  private key(event: KeyboardEvent): void {
    const way: Point | undefined = (
      { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as Record<string, Point>
    )[event.key];
    if (!way && ![" ", "Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    const { host } = this;
    const { clientWidth: wide, clientHeight: high } = host.plot;
    const mark = this.cursor ?? [wide / 2, high / 2];
    const step = event.shiftKey ? 4 : 16;
    if (way) {
      this.cursor = [
        Math.max(0, Math.min(wide, mark[0] + way[0] * step)),
        Math.max(0, Math.min(high, mark[1] + way[1] * step)),
      ];
      host.hover(this.cursor);
    } else if (event.key === " ") {
      this.path = [...this.path, mark];
      this.cursor = mark;
    } else if (event.key === "Enter") {
      const corners = this.path;
      this.path = [];
      if (corners.length > 2) host.keep(corners);
      else if (host.hovered() >= 0) host.open(host.hovered());
    } else {
      this.path = [];
      this.cursor = undefined;
      host.keep([]);
    }
    host.draw();
  }
}
