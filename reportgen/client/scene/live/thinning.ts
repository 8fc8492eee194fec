// While a large cloud is turned on a machine that draws slowly, some of its points stand for all.

import type { Graph, Library, Node } from "./graph";

const FEW = 30_000; // points that any machine turns
const SLOW = 70; // ms a frame
const PAUSE = 220; // ms without a turn until all points are back

export class Thinning {
  private nodes: Node[] = [];
  private readonly indices = new Map<Node, unknown>();
  private step = 1;
  private on = false;
  private last = 0;
  private timer = 0;

  constructor(private readonly changed: () => void) {}

  begin(graph: Graph | undefined, library: Library): void {
    graph?.traverse((node) => {
      if (node.isPoints) this.nodes.push(node);
    });
    const count = (node: Node): number => node.geometry?.attributes.position.count ?? 0;
    const total = this.nodes.reduce((sum, node) => sum + count(node), 0);
    this.step = Math.ceil(total / FEW);
    if (this.step > 1) for (const node of this.nodes) this.indices.set(node, library.every(count(node), this.step));
  }

  /** How much larger points are drawn, so that they cover as much. */
  get larger(): number {
    return this.on ? Math.sqrt(this.step) : 1;
  }

  /** The reader turned the scene. */
  moved(): void {
    if (this.step < 2) return;
    const now = performance.now();
    const passed = now - this.last;
    this.last = now;
    if (!this.on && passed > SLOW && passed < 1000) this.show(true);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.show(false), PAUSE);
  }

  end(): void {
    clearTimeout(this.timer);
    this.nodes = [];
  }

  private show(thin: boolean): void {
    if (thin === this.on) return;
    this.on = thin;
    for (const node of this.nodes) node.geometry?.setIndex(thin ? this.indices.get(node) : null);
    this.changed();
  }
}
