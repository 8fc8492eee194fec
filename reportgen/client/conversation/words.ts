// The texts of messages as searches look through them: as reportgen/conversations/facts.py finds them.

import { type CallPart, isPart, type Message, type Part } from "./model";

const BEFORE = ["system", "developer"];

/** A call as it is written in code. */
export function called({ n = "", a, x = "" }: CallPart): string {
  if (!a) return `${n}(${x})`;
  return `${n}(${Object.entries(a)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ")})`;
}

/** What a message says: texts and refusals. */
export const saidIn = ({ p }: Message): string =>
  p.flatMap((part) => (typeof part === "string" ? [part] : isPart(part, "refusal") ? [part.x ?? ""] : [])).join("\n\n");

/** A message's final answer, or its calls where it says nothing. */
export const answerIn = (message: Message): string =>
  saidIn(message) ||
  message.p
    .filter((part) => isPart(part, "call"))
    .map(called)
    .join(", ");

/** All texts of a message; of instructions none, which every row repeats. */
export const textIn = ({ r, p }: Message): string =>
  BEFORE.includes(r) ? "" : p.map(textOf).filter(Boolean).join("\n\n");

function textOf(part: Part): string {
  if (typeof part === "string") return part;
  switch (part.t) {
    case "reasoning":
    case "refusal":
      return part.x ?? "";
    case "call":
      return called(part);
    case "result":
      return [part.e ?? "", ...part.p.map(textOf)].filter(Boolean).join("\n");
    case "data":
      return JSON.stringify(part.v);
    default:
      return part.n ?? "";
  }
}
