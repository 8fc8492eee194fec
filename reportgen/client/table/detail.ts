// One row, whole: every column with its value, media at their full width; the arrow keys go to the next row.

import { button, create } from "../core";
import { content } from "../media_browser/figure";
import { type Cells, spark, tree, wordsOf } from "./cells";
import { type Column, itemsOf } from "./view";

export function openDetail(
  title: (at: number) => string,
  columns: readonly Column[],
  count: number,
  start: number,
  row: (at: number) => number,
  values: (row: number) => Promise<unknown[]>,
  cells: Cells,
): void {
  const body = create("div", { class: "rg-detail-body" });
  const name = create("h3", { class: "rg-detail-title", id: "rg-detail-title" });
  const dialog = create("dialog", { class: "rg-detail", "aria-labelledby": "rg-detail-title" });
  let at = start;
  const go = async (by: number): Promise<void> => {
    at = Math.max(0, Math.min(count - 1, at + by));
    name.textContent = title(at);
    before.disabled = at === 0;
    after.disabled = at === count - 1;
    const here = at;
    const found = await values(row(at));
    if (here !== at) return;
    body.replaceChildren(...columns.map((column, i) => field(column, row(at), found[i], cells)));
  };
  const before = button("←", () => void go(-1), { "aria-label": "Row before" });
  const after = button("→", () => void go(1), { "aria-label": "Next row" });
  const close = button("✕", () => dialog.close(), { "aria-label": "Close", class: "rg-detail-close" });
  dialog.append(
    create("div", { class: "rg-detail-head" }, name, create("span", { class: "rg-detail-move" }, before, after), close),
    body,
  );
  dialog.addEventListener("keydown", (event) => {
    if ((event.target as Element).closest("input, textarea, select, rg-scene, video, audio, summary")) return;
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    void go(by);
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  void go(0);
}

const MOST = 200_000; // characters

const long = (text: string): string =>
  text.length > MOST
    ? `${text.slice(0, MOST)}… (${(text.length - MOST).toLocaleString("en-US")} more characters are in what is saved)`
    : text;

function field(column: Column, row: number, value: unknown, cells: Cells): HTMLElement {
  const item = column.cells?.[row];
  const term = create("dt", {}, create("bdi", {}, column.name));
  if (item && cells.making) {
    const shown = itemsOf(item).flatMap((one) => [
      content(one, cells.making as never),
      ...(one.caption ? [create("p", { class: "rg-note" }, create("bdi", {}, one.caption))] : []),
    ]);
    return create("dl", {}, term, create("dd", { class: "rg-detail-media" }, ...shown));
  }
  if (Array.isArray(value) && value.length > 1 && value.every((part) => typeof part === "number")) {
    return create(
      "dl",
      {},
      term,
      create(
        "dd",
        {},
        spark(value as number[]),
        create(
          "details",
          {},
          create("summary", {}, `${value.length} numbers`),
          create("p", { class: "rg-detail-numbers" }, value.map(wordsOf).join(", ")),
        ),
      ),
    );
  }
  if (typeof value === "object" && value !== null) return create("dl", {}, term, create("dd", {}, tree(value)));
  if (typeof value === "bigint" || (column.integer && typeof value === "number"))
    return create("dl", {}, term, create("dd", {}, String(value)));
  if (typeof value === "number")
    return create(
      "dl",
      {},
      term,
      create(
        "dd",
        { title: String(value) },
        wordsOf(value),
        Number.isNaN(value) || Number(wordsOf(value).replaceAll(",", "")) === value
          ? ""
          : create("span", { class: "rg-note" }, ` ${value}`),
      ),
    );
  return create(
    "dl",
    {},
    term,
    create(
      "dd",
      { class: "rg-detail-text" },
      value === null || value === undefined
        ? create("span", { class: "rg-null" }, "no value")
        : create("bdi", {}, long(wordsOf(value))),
    ),
  );
}
