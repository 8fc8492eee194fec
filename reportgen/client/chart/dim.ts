// Marks of runs step back where the reader points at others, or picked others out; nothing is drawn again.

import { isFaint } from "../core";

/** An element as Vega draws it, with what it stands for. */
type MarkNode = SVGElement & { __data__?: { datum?: unknown } };

/** Dim what stands for faint runs below `root`; `runsOf` tells the runs of a mark. */
export function dimMarks(root: ParentNode, runsOf: (datum: unknown) => readonly number[]): void {
  for (const mark of root.querySelectorAll<MarkNode>(".rg-vega :is(path, rect, image)")) {
    const runs = runsOf(mark.__data__?.datum);
    mark.classList.toggle("rg-dim", runs.length > 0 && runs.every(isFaint));
  }
}
