// A scene come alive: a <model-viewer> with our look, camera and labels.

import { block, create, file, library } from "../../core";
import { type Coloring, firstOrbit, type Orbit, type SceneCell } from "../cell";
import { coloring, minScore, pointSize, showsGrid, showsHydrogens, showsPart, upAxis } from "../options";
import { Above } from "./above";
import { type Atoms, atomAt } from "./atoms";
import { type Graph, type Library, type ModelViewer, markOf, type Node } from "./graph";
import { Labels } from "./labels";
import { Thinning } from "./thinning";
import { gradient, stepOf, unpack } from "./unpack";

const FIELD = 30; // degrees, as in reportgen/scene/camera.py
const ASPECT = 4 / 3;
const PATIENCE = 60_000; // ms, until a scene gives its turn to the next
const SMALL = 420; // px of width, below which labels are smaller
const REVEAL = 1500; // ms, at most: before that the viewer takes no pointer and no key

export class Live {
  readonly viewer = document.createElement("model-viewer") as ModelViewer;
  private graph: Graph | undefined;
  private labels: Labels | undefined;
  private readonly logged = new Map<Node, Uint16Array>();
  private painted: Coloring | undefined;
  private turned: "y" | "z";
  private arranging = 0;
  private readonly above = new Above();
  private readonly thinning = new Thinning(() => {
    this.resize();
    this.graph?.queueRender();
  });
  /** Called when the reader turned the scene. */
  moved: (() => void) | undefined;
  /** Called when the browser can draw it no longer. */
  lost: (() => void) | undefined;

  constructor(
    readonly cell: SceneCell,
    name: string,
  ) {
    this.turned = cell.up;
    if (!cell.lit) this.viewer.setAttribute("data-unlit", "");
    for (const [key, value] of Object.entries(attributesOf(cell, name))) this.viewer.setAttribute(key, value);
    this.viewer.append(create("span", { slot: "progress-bar" }));
  }

  /** Load into `place`; resolves when the first frame is drawn. */
  async load(place: HTMLElement, signal: AbortSignal): Promise<void> {
    const library_ = await library<Library>("model_viewer");
    const glb = await glbOf(this.cell);
    if (signal.aborted) return;
    const address = URL.createObjectURL(glb);
    let patience = 0;
    const ready = new Promise<void>((resolve, reject) => {
      this.viewer.addEventListener("load", () => resolve(), { once: true });
      this.viewer.addEventListener("error", () => reject(new Error("the viewer cannot read the file")), { once: true });
      signal.addEventListener("abort", () => resolve());
      patience = setTimeout(() => reject(new Error("the viewer timed out")), PATIENCE);
    });
    const revealed = new Promise<void>((resolve) => {
      this.viewer.addEventListener("poster-dismissed", () => resolve(), { once: true });
    });
    place.append(this.viewer);
    this.viewer.src = address;
    try {
      await ready;
    } finally {
      clearTimeout(patience);
      URL.revokeObjectURL(address);
    }
    if (signal.aborted) return;
    this.graph = library_.graph(this.viewer);
    this.thinning.begin(this.graph, library_);
    this.above.begin(this.graph, library_);
    this.frame();
    this.label();
    this.apply();
    this.viewer.addEventListener("camera-change", (event) => {
      this.arrange();
      if ((event as CustomEvent<{ source?: string }>).detail.source !== "user-interaction") return;
      this.thinning.moved();
      this.moved?.();
    });
    this.viewer.addEventListener("error", () => this.lost?.());
    this.viewer.jumpCameraToGoal();
    await Promise.race([revealed, new Promise<void>((resolve) => setTimeout(resolve, REVEAL))]);
    await frames(3);
  }

  close(): void {
    cancelAnimationFrame(this.arranging);
    this.thinning.end();
    this.above.end();
    this.viewer.remove();
    this.graph = undefined;
  }

  /** The library widens the view for what it takes for the model's shape; this takes it back. */
  frame(): void {
    const { clientWidth: width, clientHeight: height } = this.viewer;
    if (!width || !height) return;
    const aspect = width / height;
    const slope = Math.tan((FIELD * Math.PI) / 360) * Math.max(1, ASPECT / aspect);
    const ideal = this.viewer.getIdealAspect() / aspect;
    const wider = Number.isFinite(ideal) ? Math.max(1, ideal) : 1;
    this.resize();
    this.viewer.fieldOfView = `${(Math.atan(slope / wider) * 360) / Math.PI}deg`;
    this.viewer.jumpCameraToGoal();
  }

  private resize(): void {
    const size = pointSize(this.cell) * this.scale * devicePixelRatio * this.thinning.larger;
    this.graph?.traverse((node) => {
      if (node.isPoints && node.material) node.material.size = size;
    });
    this.above.resize(this.viewer.clientWidth);
    this.viewer.classList.toggle("rg-small", this.viewer.clientWidth < SMALL);
  }

  /** Points are as large as on the poster, and grow with a larger view, but less. */
  private get scale(): number {
    const wide = this.viewer.clientWidth / 480;
    return wide < 1 ? wide : Math.sqrt(wide);
  }

  get orbit(): Orbit {
    const { theta, phi, radius } = this.viewer.getCameraOrbit();
    const { x, y, z } = this.viewer.getCameraTarget();
    return { theta, phi, radius, target: [x, y, z] };
  }

  look(orbit: Orbit): void {
    this.viewer.cameraOrbit = orbitText(orbit);
    this.viewer.cameraTarget = targetText(orbit);
    this.viewer.jumpCameraToGoal();
  }

  /** Show the scene as the settings say. */
  apply(): void {
    const { cell, graph } = this;
    if (!graph) return;
    this.turn(upAxis(cell));
    const least = minScore(cell);
    const grid = showsGrid(cell);
    const hydrogens = showsHydrogens(cell);
    graph.traverse((node) => {
      const name = markOf(node);
      const score = node.userData.score;
      if (node.isPoints && node.material) {
        node.material.sizeAttenuation = false;
        node.material.needsUpdate = true;
        node.visible = showsPart(name);
      }
      if (name === "grid" || name === "axes") node.visible = grid;
      if (name === "hydrogens") node.visible = hydrogens;
      if (name.startsWith("box ")) node.visible = typeof score !== "number" || score >= least;
    });
    this.above.show();
    this.resize();
    this.paint(coloring(cell));
    this.arrange();
    graph.queueRender();
  }

  /** Colour the points as logged or by height. */
  private paint(wanted: Coloring): void {
    if (!this.cell.ramp || wanted === (this.painted ?? this.cell.colors ?? "height")) return;
    this.painted = wanted;
    const { ramp, stops = [] } = this.cell;
    const colors = gradient(stops);
    this.graph?.traverse((node) => {
      const attribute = node.isPoints ? node.geometry?.attributes.color : undefined;
      const places = node.geometry?.attributes.position;
      if (!attribute || !places) return;
      const logged = this.logged.get(node) ?? attribute.array.slice();
      this.logged.set(node, logged);
      attribute.array.set(logged);
      if (wanted === "height" && this.cell.colors !== "height") colorByHeight(node, this.cell.up, ramp, colors);
      attribute.needsUpdate = true;
    });
  }

  private turn(up: "y" | "z"): void {
    if (up === this.turned) return;
    this.turned = up;
    const { up: own } = this.cell;
    this.viewer.orientation = up === own ? "0deg 0deg 0deg" : own === "y" ? "0deg -90deg 0deg" : "0deg 90deg 0deg";
    this.look({ ...this.orbit, target: firstOrbit(this.cell, up).target });
    for (const element of this.viewer.querySelectorAll("[slot^=hotspot]")) element.remove();
    this.label();
  }

  /** A place of the scene as it stands in the view. */
  private readonly place = ([x, y, z]: readonly [number, number, number]): [number, number, number] =>
    this.turned === "z" ? [x, z, -y] : [x, y, z];

  private label(): void {
    this.labels = this.cell.labels?.length ? new Labels(this.viewer, this.cell, this.place) : undefined;
  }

  private arrange(): void {
    if (!this.labels || this.arranging) return;
    this.arranging = requestAnimationFrame(() => {
      this.arranging = 0;
      this.labels?.arrange();
    });
  }

  /** What the atom under the pointer is called. */
  async under(x: number, y: number): Promise<string> {
    if (!this.cell.atoms) return "";
    const hit = this.viewer.positionAndNormalFromPoint(x, y);
    if (!hit) return "";
    const { x: px, y: py, z: pz } = hit.position;
    return atomAt(await block<Atoms>(this.cell.atoms), [px, py, pz]);
  }
}

/** Colour a node's points by their height within a range; `colors` are 256 of three channels. */
function colorByHeight(node: Node, up: "y" | "z", [from, to]: readonly [number, number], colors: Uint16Array): void {
  const color = node.geometry?.attributes.color;
  const places = node.geometry?.attributes.position;
  if (!color || !places) return;
  const low = node.position[up];
  const scale = node.scale[up];
  for (let i = 0; i < color.count; i++) {
    const at = stepOf(low + (up === "z" ? places.getZ(i) : places.getY(i)) * scale, from, to) * 3;
    for (let channel = 0; channel < 3; channel++) color.array[i * 4 + channel] = colors[at + channel] ?? 0;
  }
}

/** How the library shows a scene. */
function attributesOf(cell: SceneCell, name: string): Record<string, string> {
  const orbit = firstOrbit(cell);
  const { radius } = orbit;
  return {
    alt: name,
    "camera-controls": "",
    "disable-tap": "",
    "disable-zoom": "",
    "touch-action": "pan-y",
    "interaction-prompt": "none",
    loading: "eager",
    reveal: "auto",
    "shadow-intensity": "0",
    "tone-mapping": cell.lit ? "neutral" : "none",
    "interpolation-decay": "60",
    "min-camera-orbit": `auto 0deg ${radius * 0.01}m`,
    "max-camera-orbit": `auto 180deg ${radius * 8}m`,
    "min-field-of-view": "1deg",
    "max-field-of-view": "120deg",
    "camera-orbit": orbitText(orbit),
    "camera-target": targetText(orbit),
    "field-of-view": `${FIELD}deg`,
  };
}

const orbitText = ({ theta, phi, radius }: Orbit): string => `${theta}rad ${phi}rad ${radius}m`;
const targetText = ({ target: [x, y, z] }: Orbit): string => `${x}m ${y}m ${z}m`;

/** A scene as GLB. */
export async function glbOf(cell: SceneCell): Promise<Blob> {
  const stored = await file(cell.block);
  return cell.packed
    ? new Blob([unpack(await stored.arrayBuffer(), cell.stops)], { type: "model/gltf-binary" })
    : stored;
}

export const frames = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
};
