// The search above the runs of the side: over their names and states, and over what the run table has of them.

import { block } from "../../data/blocks";
import { say } from "../../data/texts";
import { button, create } from "../../element";
import { listedRuns } from "../../runs";
import { change } from "../../state/state";

interface Table {
  readonly columns: readonly { readonly label: string }[];
  readonly rows: readonly { readonly run: { readonly index: number }; readonly cells: readonly unknown[] }[];
}

/** What the page's run tables say of each run, as "arch=vit"; read when it is first asked for. */
async function tableTexts(): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (const table of document.querySelectorAll<HTMLElement>("rg-run-table[data-view]")) {
    const { columns, rows } = await block<Table>(table.dataset.view ?? "");
    for (const { run, cells } of rows) {
      const texts = cells.flatMap((cell, i) =>
        cell === null || typeof cell === "object" ? [] : [`${columns[i]?.label ?? ""}=${String(cell)}`],
      );
      found.set(run.index, `${found.get(run.index) ?? ""} ${texts.join(" ")}`.toLowerCase());
    }
  }
  return found;
}

/** A field that leaves the rows with all of its words, and a button that shows only their runs. */
export function searchRuns(items: readonly HTMLElement[]): HTMLElement[] {
  const input = create("input", {
    type: "search",
    placeholder: say("Search runs"),
    "aria-label": say("Search runs by name and config"),
    class: "rg-search",
  });
  const runs = items.map((item) => Number(item.dataset.run));
  const own = items.map((item, i) => `${listedRuns()[runs[i] ?? 0]?.name} ${item.textContent}`.toLowerCase());
  let texts: Map<number, string> | undefined;
  let found = new Set(runs);
  const only = button("", () => change({ hidden: new Set(runs.filter((run) => !found.has(run))) }), {
    class: "rg-quiet",
    hidden: true,
  });
  const none = create("p", { class: "rg-note", role: "status" });
  const filter = (): void => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const matches = (i: number): boolean => {
      const text = `${own[i]} ${texts?.get(runs[i] ?? -1) ?? ""}`;
      return words.every((word) => text.includes(word));
    };
    found = new Set(runs.filter((_, i) => matches(i)));
    items.forEach((item, i) => {
      item.hidden = !found.has(runs[i] ?? -1);
    });
    only.hidden = !words.length || !found.size;
    none.textContent = found.size ? "" : say("No run matches.");
    none.hidden = found.size > 0;
    only.textContent = say("Show only these ({n})", { n: found.size });
  };
  input.addEventListener("input", () => {
    filter();
    if (!texts)
      void tableTexts().then((read) => {
        texts = read;
        filter();
      });
  });
  none.hidden = true;
  return [input, only, none];
}
