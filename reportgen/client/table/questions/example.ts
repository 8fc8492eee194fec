// What can be asked of a table, with its own columns.

import { say } from "../../core";
import type { Known } from "./asker";

/** A word, or a condition on the first number and the first text of the table. */
export function exampleOf({ tables, shared }: Pick<Known, "tables" | "shared">): string {
  const columns = [...(shared.size ? shared : (tables[0] ?? shared))];
  const first = (type: string): string | undefined =>
    columns.find(([name, its]) => its === type && /^[\p{L}_][\p{L}\p{N}_]{0,19}$/u.test(name) && name !== "id")?.[0];
  const number = first("number");
  const text = first("text");
  const conditions = [number && `${number} > …`, text && `${text} == "…"`].filter(Boolean);
  return conditions.length ? say("a word, or {conditions}", { conditions: conditions.join(" and ") }) : say("a word");
}
