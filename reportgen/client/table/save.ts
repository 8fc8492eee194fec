// What a reader takes along: rows as CSV or JSON with their ids, and the view as YAML for the spec.

import { csv, download, fileName } from "../core";
import { jsonOf } from "../query/whole";
import type { Shown } from "./shown";
import { messagesOf } from "./talk_rows";
import { askedOf, type Column, type Look, type View } from "./view";

/** What rows hold in a column; of conversations all of their messages. */
async function valuesOf(table: Shown, column: Column, rows: Uint32Array): Promise<unknown[]> {
  return column.talks ? messagesOf(table.view, column.talks, rows) : table.values(column, rows);
}

const plain = (value: unknown): unknown => (typeof value === "object" && value !== null ? jsonOf(value) : value);

/** Rows with their places in the whole table, which find them again. */
export async function saveRows(how: "csv" | "json", table: Shown, columns: readonly Column[]): Promise<void> {
  const { view, places, answer } = table;
  const { rows } = answer;
  const values = await Promise.all(columns.map((column) => valuesOf(table, column, rows)));
  const name = fileName(view.name, "table");
  if (how === "csv") {
    const lines = Array.from(rows, (row, i) => [places[row] ?? row, ...values.map((column) => plain(column[i]))]);
    return download(csv([["row", ...columns.map((column) => column.name)], ...lines]), `${name}.csv`);
  }
  const lines = Array.from(rows, (row, i) =>
    jsonOf(
      Object.fromEntries([
        ["row", places[row] ?? row],
        ...columns.map((column, c): [string, unknown] => [column.name, values[c]?.[i] ?? null]),
      ]),
    ),
  );
  download(new Blob([`[\n${lines.join(",\n")}\n]\n`], { type: "application/json" }), `${name}.json`);
}

/** A text as YAML reads it back, whatever is in it. */
const yaml = (text: string): string =>
  /^[\p{L}_][\p{L}\p{N}_ .]*$/u.test(text) &&
  !/^(?:true|false|null|yes|no|on|off|~)$/i.test(text) &&
  text.trim() === text
    ? text
    : JSON.stringify(text);
const list = (texts: readonly string[]): string => `[${texts.map(yaml).join(", ")}]`;

/** The view as a block of a spec. */
export function asYaml(view: View, look: Look, first: Look): string {
  const conditions = [...(view.baked ? [view.baked] : []), ...askedOf(view, look)];
  const lines = Object.entries(view.source).map(
    ([key, value]) => `${key}: ${Array.isArray(value) ? list(value) : typeof value === "number" ? value : yaml(value)}`,
  );
  if (conditions.length)
    lines.push(`filters: ${conditions.length === 1 ? yaml(conditions[0] ?? "") : list(conditions)}`);
  const derive = {
    ...Object.fromEntries(
      view.columns.flatMap(({ name, derived }) => (derived === undefined ? [] : [[name, derived]])),
    ),
    ...look.derive,
  };
  if (Object.keys(derive).length)
    lines.push(
      `derive: {${Object.entries(derive)
        .map(([name, text]) => `${yaml(name)}: ${yaml(text)}`)
        .join(", ")}}`,
    );
  if (look.order.length) lines.push(`order: ${list(look.order.map(([text, down]) => (down ? `-${text}` : text)))}`);
  if (look.groupby.length) lines.push(`groupby: ${list(look.groupby)}`);
  if (look.columns.join("\n") !== view.columns.map(({ name }) => name).join("\n"))
    lines.push(`columns: ${list(look.columns)}`);
  if (look.pinned.length) lines.push(`pinned: ${list(look.pinned)}`);
  if (view.map)
    lines.push(
      `embedding_map: {${view.map.column ? `column: ${yaml(view.map.column)}` : `x: ${yaml(view.map.x)}, y: ${yaml(view.map.y)}`}${look.color ? `, color: ${yaml(look.color)}` : ""}${view.map.said.startsWith("PCA") ? ", projection: pca" : ""}}`,
    );
  if (look.height !== first.height) lines.push(`row_height: ${look.height}`);
  return `- table:\n${lines.map((line) => `    ${line}\n`).join("")}`;
}
