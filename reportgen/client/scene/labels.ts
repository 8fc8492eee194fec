// Labels in a scene: they follow their place, hide behind boxes' and points' fronts, and leave out what would overlap.

import { create } from "../core";
import type { Mark, SceneCell } from "./cell";
import type { ModelViewer, Node } from "./graph";
import { minScore, showsGrid, showsLabels } from "./options";

const MOST = 400;
const COLUMNS = 96, ROWS = 72;
const SAMPLE = 40_000;

interface Shown { mark: Mark; element: HTMLElement; name: string; width: number }

export class Labels {
  private readonly shown: Shown[] = [];
  private readonly sample: Float32Array;

  constructor(private readonly viewer: ModelViewer, private readonly cell: SceneCell, place: (at: readonly [number, number, number]) => [number, number, number], points: readonly Node[]) {
    for (const [number, mark] of (cell.labels ?? []).slice(0, MOST).entries()) {
      if (!mark.text) continue;
      const [x, y, z] = place(mark.at), name = `hotspot-${number}`;
      const element = create("span", { slot: name, class: `rg-scene-label${mark.part === "axes" ? " rg-scene-length" : ""}`, "data-position": `${x}m ${y}m ${z}m`, dir: "auto" }, mark.text);
      if (mark.score !== undefined) element.append(create("small", {}, ` ${mark.score.toFixed(2)}`));
      if (mark.color) element.style.setProperty("--color", mark.color);
      viewer.append(element);
      this.shown.push({ mark, element, name, width: 0 });
    }
    this.sample = sampled(points, place);
  }

  /** Hide what is switched off, what lies behind, and what would lie over a nearer label. */
  arrange(): void {
    const { cell, viewer } = this, taken: DOMRect[] = [], labels = showsLabels(cell), grid = showsGrid(cell), least = minScore(cell);
    const camera = this.camera(), depths = this.shown.length ? this.depths(camera) : undefined;
    const wanted: { label: Shown; x: number; y: number; away: number }[] = [];
    for (const label of this.shown) {
      const { mark } = label, on = mark.part === "axes" ? grid : labels && !(mark.score !== undefined && mark.score < least);
      const seen = on ? viewer.queryHotspot(label.name) : null;
      const at = seen ? project(camera, [seen.position.x, seen.position.y, seen.position.z]) : undefined;
      if (seen && at && !(mark.part !== "axes" && depths && behind(depths, at))) wanted.push({ label, x: seen.canvasPosition.x, y: seen.canvasPosition.y, away: at.away });
      else label.element.classList.add("rg-gone");
    }
    wanted.sort((a, b) => a.away - b.away);
    for (const { label, x, y } of wanted) {
      label.width ||= label.element.offsetWidth;
      const box = new DOMRect(x - label.width / 2 - 2, y - 10, label.width + 4, 20);
      const over = taken.some((other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top);
      label.element.classList.toggle("rg-gone", over);
      if (!over) taken.push(box);
    }
  }

  private camera(): Camera {
    const { theta, phi, radius } = this.viewer.getCameraOrbit(), target = this.viewer.getCameraTarget();
    const slope = Math.tan((this.viewer.getFieldOfView() * Math.PI) / 360);
    return cameraOf(theta, phi, radius, [target.x, target.y, target.z], slope, this.viewer.clientWidth / Math.max(this.viewer.clientHeight, 1));
  }

  /** How near the points come, in cells of the view. */
  private depths(camera: Camera): Float32Array {
    const depths = new Float32Array(COLUMNS * ROWS).fill(Infinity), { sample } = this;
    for (let i = 0; i < sample.length; i += 3) {
      const at = project(camera, [sample[i] ?? 0, sample[i + 1] ?? 0, sample[i + 2] ?? 0]);
      if (!at) continue;
      const cell = cellOf(at);
      if (cell >= 0 && at.away < (depths[cell] ?? 0)) depths[cell] = at.away;
    }
    return depths;
  }
}

interface Camera { stand: number[]; right: number[]; up: number[]; back: number[]; slope: number; aspect: number }
interface At { x: number; y: number; away: number }

function cameraOf(theta: number, phi: number, radius: number, target: readonly number[], slope: number, aspect: number): Camera {
  const back = [Math.sin(phi) * Math.sin(theta), Math.cos(phi), Math.sin(phi) * Math.cos(theta)];
  const right = [Math.cos(theta), 0, -Math.sin(theta)];
  const up = [(back[1] ?? 0) * (right[2] ?? 0), (back[2] ?? 0) * (right[0] ?? 0) - (back[0] ?? 0) * (right[2] ?? 0), -(back[1] ?? 0) * (right[0] ?? 0)];
  return { stand: target.map((v, i) => v + radius * (back[i] ?? 0)), right, up, back, slope, aspect };
}

const dot = (a: readonly number[], b: readonly number[]): number => (a[0] ?? 0) * (b[0] ?? 0) + (a[1] ?? 0) * (b[1] ?? 0) + (a[2] ?? 0) * (b[2] ?? 0);

/** Where a place is seen, -1 to 1 both ways, and how far away; nothing behind the camera. */
function project(camera: Camera, place: readonly number[]): At | undefined {
  const way = place.map((v, i) => v - (camera.stand[i] ?? 0)), away = -dot(way, camera.back);
  if (away <= 0) return undefined;
  return { x: dot(way, camera.right) / (away * camera.slope * camera.aspect), y: dot(way, camera.up) / (away * camera.slope), away };
}

function cellOf({ x, y }: At): number {
  const column = Math.floor(((x + 1) / 2) * COLUMNS), row = Math.floor(((1 - y) / 2) * ROWS);
  return column < 0 || row < 0 || column >= COLUMNS || row >= ROWS ? -1 : row * COLUMNS + column;
}

/** Whether most of the cells around a place hold something clearly nearer. */
function behind(depths: Float32Array, at: At): boolean {
  const cell = cellOf(at);
  if (cell < 0) return true;
  let nearer = 0;
  for (const step of [-COLUMNS - 1, -COLUMNS, -COLUMNS + 1, -1, 0, 1, COLUMNS - 1, COLUMNS, COLUMNS + 1]) if ((depths[cell + step] ?? Infinity) < at.away * 0.97) nearer++;
  return nearer >= 7;
}

/** Some of the points, in the coordinates that labels stand in. */
function sampled(nodes: readonly Node[], place: (at: readonly [number, number, number]) => [number, number, number]): Float32Array {
  const total = nodes.reduce((sum, node) => sum + (node.geometry?.attributes.position.count ?? 0), 0), every = Math.max(1, Math.ceil(total / SAMPLE));
  const out: number[] = [];
  for (const node of nodes) {
    const position = node.geometry?.attributes.position;
    if (!position) continue;
    const { position: low, scale } = node;
    for (let i = 0; i < position.count; i += every) out.push(...place([low.x + position.getX(i) * scale.x, low.y + position.getY(i) * scale.y, low.z + position.getZ(i) * scale.z]));
  }
  return Float32Array.from(out);
}
