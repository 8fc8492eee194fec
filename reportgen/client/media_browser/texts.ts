// Logged texts as rows: run, step, text. A frame for each would be mostly frame.

import { create, say } from "../core";
import { isA, placeOf, type Section, type View } from "./layout";

/** Whether a gallery shows texts and nothing else; gallery.py of the panel makes the first view the same way. */
export const areTexts = (view: View): boolean => !view.grid && view.items.every((item) => isA(item, "text"));

export function textRows(sections: readonly Section[], view: View): HTMLElement {
  const body = create("tbody");
  for (const { items } of sections)
    for (const item of items) {
      if (!isA(item, "text")) continue;
      const row = create("tr", { "data-item": item.number, ...(item.run >= 0 ? { "data-run": item.run } : {}) });
      if (view.manyRuns) {
        const dot = create("i", { class: "rg-dot" });
        dot.style.background = `var(--run-${Math.max(item.run, 0)})`;
        row.append(create("th", { scope: "row" }, dot, create("bdi", {}, view.runs[item.run] ?? "")));
      }
      if (view.manyKeys) row.append(create("td", { class: "rg-key s" }, create("bdi", {}, item.key)));
      const place = item.run < 0 ? "" : `${view.stepKey || "step"} ${placeOf(item).toLocaleString("en-US")}`;
      row.append(create("td", { class: "rg-note s" }, place));
      row.append(create("td", {}, create("bdi", { class: "rg-words" }, item.text)));
      body.append(row);
    }
  const attributes = { class: "rg-table-scroll rg-texts", tabindex: 0, role: "group", "aria-label": say("Texts") };
  return create("div", attributes, create("table", {}, body));
}
