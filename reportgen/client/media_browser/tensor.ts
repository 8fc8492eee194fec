// A tensor of a summary: a line from least to most with its middle half and mean, and the numbers.

import { create } from "../core";

export function tensor(facts: readonly (readonly string[])[], box: readonly number[]): HTMLElement {
  const list = create("dl");
  const element = create("div", { class: "rg-tensor" });
  for (const [name, text] of facts) list.append(create("dt", {}, name ?? ""), create("dd", {}, text ?? ""));
  if (box.length) {
    const line = create(
      "div",
      { class: "rg-tensor-line", role: "img", "aria-label": facts.map((fact) => fact.join(" ")).join(", ") },
      create("i"),
      create("b"),
      create("s"),
    );
    ["a", "b", "c", "d", "m"].forEach((name, i) => {
      line.style.setProperty(`--${name}`, `${((box[i] ?? 0) * 100).toFixed(2)}%`);
    });
    element.append(line);
  }
  element.append(list);
  return element;
}
