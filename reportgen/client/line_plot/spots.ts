// Dots on the lines at the place that is read, and which line the pointer is at.

import type { Area } from "../chart";
import { create, fewRows } from "../core";
import type { Plane } from "./axes/plane";
import type { Drawn } from "./data/drawn";
import { distance, type Hit } from "./reading";

const REACH = 20; // px within which a pointer is at a line

export class Spots {
  readonly element = create("div", { class: "rg-spots", hidden: true });
  /** The line nearest to the pointer, however far. */
  last: Drawn | null = null;

  /** The line within reach of the pointer, or null. */
  nearest(hits: readonly Hit[], at: { px: number; py: number }, value: number, plane: Plane | undefined): Drawn | null {
    this.last = null;
    let least = Infinity;
    if (plane)
      for (const { drawn } of hits) {
        const far = distance(drawn, at, plane.toX, plane.toY(drawn.right), value);
        if (far < least) [least, this.last] = [far, drawn];
      }
    return least <= REACH ? this.last : null;
  }

  /** Mark the lines of which the tooltip has a row. */
  show(area: Area, hits: readonly Hit[], plane: Plane | undefined): void {
    if (!plane) return;
    Object.assign(this.element.style, {
      left: `${area.left}px`,
      top: `${area.top}px`,
      width: `${area.width}px`,
      height: `${area.height}px`,
    });
    const { rows } = fewRows(hits.map((hit) => ({ ...hit, near: hit.drawn === this.last })));
    const dots = rows.flatMap(({ drawn, x, top }) => {
      const y = plane.toY(drawn.right)(top);
      if (!Number.isFinite(y) || y < 0 || y > area.height) return [];
      const dot = create("i");
      Object.assign(dot.style, { left: `${plane.toX(x)}px`, top: `${y}px`, background: drawn.color });
      return dot;
    });
    this.element.replaceChildren(...dots);
    this.element.hidden = false;
  }

  hide(): void {
    this.element.hidden = true;
    this.last = null;
  }
}
