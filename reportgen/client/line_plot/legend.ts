// W&B's legend templates: "${run:displayName} [[ ${x}: ${y} (${mean}) ]]". The build fills what belongs to the run;
// what belongs to a place is filled here, and what stands in [[ ]] is shown at the crosshair only.

import { runsOf, said } from "../core";
import { type Drawn, statistic } from "./data/drawn";
import { nearest } from "./data/series";

const TOKEN = /\$\{(x|y|original|mean|min|max|stddev|stderr|count)\}/g;

/** The text of a line in the legend: values are those at its last point. */
export const legendText = (drawn: Drawn): string =>
  fill(drawn.legend.replace(/\[\[.*?\]\]/gs, ""), drawn, drawn.shown.x[drawn.shown.x.length - 1] ?? NaN).trim();

/** The text of a line at the crosshair, or null where the template says nothing of it. */
export const crosshairText = (drawn: Drawn, x: number): string | null =>
  drawn.legend.includes("[[")
    ? fill([...drawn.legend.matchAll(/\[\[(.*?)\]\]/gs)].map((match) => match[1] ?? "").join(" "), drawn, x).trim()
    : null;

function fill(text: string, drawn: Drawn, x: number): string {
  if (!text.includes("${")) return text;
  const found = statistic(drawn, x);
  const at = drawn.shown.x[nearest(drawn.shown.x, x)] ?? NaN;
  return text.replace(TOKEN, (_, name: string) => (name === "x" ? said(at) : said(found[name as keyof typeof found])));
}

/** Write what templates say into the legend of a panel, whose texts the build wrote first. */
export function writeLegend(panel: HTMLElement, all: readonly Drawn[]): void {
  for (const drawn of all) {
    if (!drawn.legend.includes("${")) continue;
    for (const entry of panel.querySelectorAll<HTMLElement>(".rg-legend [data-key]")) {
      const name = entry.querySelector("bdi");
      const same = entry.dataset.key === drawn.key && drawn.runs.every((run) => runsOf(entry).includes(run));
      if (same && name) name.textContent = legendText(drawn);
    }
  }
}
