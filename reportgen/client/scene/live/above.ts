// Boxes and arrows of lidar scenes: seen through the points, and by lines that are as wide at every size of the view.

import { type Graph, type Library, markOf, type Node, type Strokes } from "./graph";

const ABOVE = 10;
const PRISM = 16; // vertices of a box's edge, as in reportgen/scene/unit_shapes.py; the first four are one end, the next four the other
const TUBES: readonly [sides: number, most: number][] = [
  [16, 300],
  [8, 4000],
  [5, Infinity],
];

/** Edges of boxes and shafts of arrows, each with the part of the scene that it belongs to. */
export class Above {
  private readonly nodes: { node: Node; ends: Float32Array; colors: Float32Array }[] = [];
  private strokes: Strokes | undefined;
  private drawn = "";

  begin(graph: Graph | undefined, library: Library): void {
    let parent: Node | undefined;
    graph?.traverse((node) => {
      const name = markOf(node);
      const boxes = name.startsWith("box ");
      const arrows = name === "arrows";
      if (!(boxes || arrows || name === "arrow heads") || !node.material) return;
      Object.assign(node.material, { depthTest: false, transparent: true, needsUpdate: true });
      node.renderOrder = ABOVE;
      parent = node.parent ?? undefined;
      if (boxes || arrows) this.nodes.push({ node, ...linesOf(node, boxes ? PRISM : undefined) });
    });
    if (!parent?.add || !this.nodes.length) return;
    this.strokes = library.strokes();
    parent.add(this.strokes);
  }

  /** Draw the lines of what is shown now. */
  show(): void {
    const shown = this.nodes.filter(({ node }) => node.visible);
    const key = shown.map(({ node }) => markOf(node)).join();
    if (!this.strokes || key === this.drawn) return;
    this.drawn = key;
    this.strokes.set(joined(shown.map(({ ends }) => ends)), joined(shown.map(({ colors }) => colors)));
  }

  /** `width` is the view's, in CSS pixels. */
  resize(width: number): void {
    this.strokes?.wide(Math.min(Math.max(width / 300, 1.2), 2.2) * devicePixelRatio);
  }

  end(): void {
    this.strokes?.end();
    this.strokes = undefined;
  }
}

/** The lines along the middle of a node's bars: their ends and colours, six numbers each. */
function linesOf(node: Node, vertices: number | undefined): { ends: Float32Array; colors: Float32Array } {
  const { position, color } = node.geometry?.attributes ?? {};
  const index = node.geometry?.index;
  if (!position || !color || !index) return { ends: new Float32Array(), colors: new Float32Array() };
  const each = vertices ?? tubeOf(position.count);
  const ring = each / 4;
  const bars = new Set<number>();
  for (let i = 0; i < index.count; i++) bars.add(Math.floor(index.getX(i) / each));
  const ends: number[] = [];
  const colors: number[] = [];
  for (const bar of bars) {
    for (let end = 0; end < 2; end++) {
      const middle = [0, 0, 0];
      for (let i = 0; i < ring; i++) {
        const at = bar * each + end * ring + i;
        for (const [axis, value] of [position.getX(at), position.getY(at), position.getZ(at)].entries())
          middle[axis] = (middle[axis] ?? 0) + value / ring;
      }
      ends.push(...middle);
      colors.push(color.getX(bar * each), color.getY(bar * each), color.getZ(bar * each));
    }
  }
  return { ends: Float32Array.from(ends), colors: Float32Array.from(colors) };
}

/** How many vertices a tube has, by how many there are: few are rounder. */
function tubeOf(count: number): number {
  const found = TUBES.find(([sides, most]) => count / (4 * sides) <= most && count % (4 * sides) === 0);
  return 4 * (found?.[0] ?? 5);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
