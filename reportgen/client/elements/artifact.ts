// <rg-artifact>: what a run or version of the lineage graph came of, and what came of it, is lit when it is pointed at.

import { RgElement } from "../core";

const KEYS: Record<string, "from" | "to" | -1 | 1> = {
  ArrowLeft: "from",
  ArrowRight: "to",
  ArrowUp: -1,
  ArrowDown: 1,
};

class Artifact extends RgElement {
  protected override wake(signal: AbortSignal): void {
    for (const graph of this.querySelectorAll<SVGElement>(".rg-lineage-graph")) {
      centered(graph);
      const light = (event: Event) => lit(graph, nodeOf(event));
      const dark = () => lit(graph, null);
      graph.addEventListener("pointerover", light, { signal });
      graph.addEventListener("focusin", light, { signal });
      graph.addEventListener("pointerleave", dark, { signal });
      graph.addEventListener("focusout", dark, { signal });
      graph.addEventListener("keydown", (event) => move(graph, event), { signal });
    }
  }
}

/** Scroll to the version that the graph is about, where its place is too narrow for all. */
function centered(graph: SVGElement): void {
  const [box, node] = [graph.parentElement, graph.querySelector(".rg-center")];
  if (!box || !node || box.scrollLeft) return;
  const [outer, inner] = [box.getBoundingClientRect(), node.getBoundingClientRect()];
  box.scrollLeft = inner.left + inner.width / 2 - outer.left - outer.width / 2;
}

function nodeOf(event: Event): SVGElement | null {
  return (event.target as Element).closest<SVGElement>(".rg-node");
}

function edges(graph: SVGElement): SVGElement[] {
  return [...graph.querySelectorAll<SVGElement>(".rg-edge")];
}

/** Mark a node, all that it came of and all that came of it. */
function lit(graph: SVGElement, node: SVGElement | null): void {
  for (const one of graph.querySelectorAll<SVGElement>("[data-lit]")) delete one.dataset.lit;
  delete graph.dataset.lit;
  if (!node) return;
  const kept = new Set<string>();
  for (const [near, far] of [
    ["from", "to"],
    ["to", "from"],
  ] as const) {
    const waiting = [node.dataset.node ?? ""];
    const seen = new Set(waiting);
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      kept.add(one);
      for (const edge of edges(graph).filter((each) => each.dataset[near] === one)) {
        edge.dataset.lit = "";
        const next = edge.dataset[far] ?? "";
        if (!seen.has(next)) {
          seen.add(next);
          waiting.push(next);
        }
      }
    }
  }
  for (const one of graph.querySelectorAll<SVGElement>(".rg-node"))
    if (kept.has(one.dataset.node ?? "")) one.dataset.lit = "";
  graph.dataset.lit = "";
}

/** Go along an edge to the left or right, or to the next node. */
function move(graph: SVGElement, event: KeyboardEvent): void {
  const [node, way] = [nodeOf(event), KEYS[event.key]];
  if (!node || way === undefined) return;
  const nodes = [...graph.querySelectorAll<SVGElement>(".rg-node")];
  let next: SVGElement | undefined;
  if (typeof way === "number") next = nodes[nodes.indexOf(node) + way];
  else {
    const [near, far] = way === "to" ? (["from", "to"] as const) : (["to", "from"] as const);
    const edge = edges(graph).find((one) => one.dataset[near] === node.dataset.node);
    next = nodes.find((one) => one.dataset.node === edge?.dataset[far]);
  }
  if (!next) return;
  next.focus();
  event.preventDefault();
}

customElements.define("rg-artifact", Artifact);
