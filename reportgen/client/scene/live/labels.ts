// Labels in a scene: they follow their place, are seen through everything, and leave out what would overlap.

import { create } from "../../core";
import type { Mark, SceneCell } from "../cell";
import { minScore, showsGrid, showsLabels } from "../options";
import type { ModelViewer } from "./graph";

const MOST = 400;
const UNDER = 14; // px between a place and a label below it, as in scene.css

interface Shown {
  mark: Mark;
  element: HTMLElement;
  name: string;
}

export class Labels {
  private readonly shown: Shown[] = [];

  constructor(
    private readonly viewer: ModelViewer,
    private readonly cell: SceneCell,
    place: (at: readonly [number, number, number]) => [number, number, number],
  ) {
    for (const [number, mark] of (cell.labels ?? []).slice(0, MOST).entries()) {
      if (!mark.text) continue;
      const [x, y, z] = place(mark.at);
      const name = `hotspot-${number}`;
      const element = create(
        "span",
        {
          slot: name,
          class: `rg-scene-label${mark.part === "axes" ? " rg-scene-length" : ""}`,
          "data-position": `${x}m ${y}m ${z}m`,
          dir: "auto",
        },
        mark.text,
      );
      if (mark.score !== undefined) element.append(create("small", {}, ` ${mark.score.toFixed(2)}`));
      if (mark.color) element.style.setProperty("--color", mark.color);
      viewer.append(element);
      this.shown.push({ mark, element, name });
    }
  }

  /** Hide what is switched off; what would lie over a nearer label goes below its place, or is hidden, too. */
  arrange(): void {
    const { cell, viewer } = this;
    const taken: DOMRect[] = [];
    const labels = showsLabels(cell);
    const grid = showsGrid(cell);
    const least = minScore(cell);
    const away = this.distance();
    const wanted: { label: Shown; places: DOMRect[]; away: number }[] = [];
    const kept = new Map<Shown, number>();
    for (const label of this.shown) {
      const { mark, element } = label;
      const on = mark.part === "axes" ? grid : labels && !(mark.score !== undefined && mark.score < least);
      const seen = on ? viewer.queryHotspot(label.name) : null;
      const far = seen ? away(seen.position) : -1;
      if (!seen || far <= 0) continue;
      const { offsetWidth: width, offsetHeight: height } = element;
      const { x, y } = seen.canvasPosition;
      const over = new DOMRect(x - width / 2 - 2, y - height - 1, width + 4, height + 2);
      const under = new DOMRect(over.x, y + UNDER - 1, over.width, over.height);
      wanted.push({ label, places: mark.part === "axes" ? [over] : [over, under], away: far });
    }
    wanted.sort((a, b) => a.away - b.away);
    for (const { label, places } of wanted) {
      const free = places.findIndex(
        (box) =>
          !taken.some(
            (other) =>
              box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top,
          ),
      );
      const box = places[free];
      if (!box) continue;
      taken.push(box);
      kept.set(label, free);
    }
    for (const label of this.shown) {
      label.element.classList.toggle("rg-gone", !kept.has(label));
      label.element.classList.toggle("rg-under", kept.get(label) === 1);
    }
  }

  /** How far a place is in front of the camera. */
  private distance(): (place: { x: number; y: number; z: number }) => number {
    const { theta, phi, radius } = this.viewer.getCameraOrbit();
    const target = this.viewer.getCameraTarget();
    const x = Math.sin(phi) * Math.sin(theta);
    const y = Math.cos(phi);
    const z = Math.sin(phi) * Math.cos(theta);
    return (place) => radius - (place.x - target.x) * x - (place.y - target.y) * y - (place.z - target.z) * z;
  }
}
