// A call of a tool and what it returned, as one block.

import { create, plural, say } from "../core";
import { type CallPart, isPart, type Message, type Part, type ResultPart } from "./model";
import { folded, linesIn, plainText, visible } from "./texts";
import { called } from "./words";

const SHORT = 90; // characters: what is shorter stands in one line
const LINES = 20; // of a result, above which it is folded
const PRETTY = 100_000; // characters of JSON that is laid out anew

/** Which result belongs to which call: by id, and without ids in their order. */
export function joined(messages: readonly Message[]): Map<CallPart, ResultPart> {
  const results = messages.flatMap(({ p }) => p.filter((part) => isPart(part, "result")));
  const byId = new Map(results.flatMap((one) => (one.i ? [[one.i, one] as const] : [])));
  const rest = results.filter(({ i }) => !i);
  const found = new Map<CallPart, ResultPart>();
  for (const { p } of messages)
    for (const part of p) {
      if (!isPart(part, "call")) continue;
      const result = part.i ? byId.get(part.i) : rest.shift();
      if (result && (part.i || !result.n || result.n === part.n)) found.set(part, result);
    }
  return found;
}

export function callBlock(call: CallPart, result: ResultPart | undefined, media: (part: Part) => Node): HTMLElement {
  const text = called(call);
  const box = create("div", { class: "rg-call" });
  const line = create("div", { class: "rg-call-line" });
  box.append(line);
  const short = result && !result.e ? shortOf(result) : undefined;
  if (!call.a) {
    line.append(
      create("code", {}, ...visible(`${call.n || say("call")}(…)`)),
      " ",
      wrong(call.e || say("the arguments are not a JSON object")),
    );
    box.append(plainText(call.x ?? "", true));
  } else if (text.length <= SHORT && !text.includes("\\n")) line.append(create("code", {}, ...visible(text)));
  else {
    line.append(create("code", {}, ...visible(call.n ?? "")));
    box.append(long(argumentsOf(call.a)));
  }
  if (call.a && call.e) line.append(" ", wrong(call.e));
  if (short !== undefined)
    line.append(create("span", { class: "rg-call-arrow" }, " → "), create("code", {}, ...visible(short)));
  else if (result) box.append(resultBlock(result, media));
  else line.append(create("span", { class: "rg-note" }, ` ${say("no result")}`));
  return box;
}

/** A result by itself, as below its call. */
export function resultBlock(result: ResultPart, media: (part: Part) => Node): HTMLElement {
  const box = create(
    "div",
    { class: "rg-call-result" },
    create("span", { class: "rg-call-arrow", "aria-label": say("Result") }, "→"),
  );
  const inside = create("div", {});
  if (result.e) inside.append(create("p", {}, wrong(result.e === "error" ? "" : result.e)));
  for (const part of result.p)
    inside.append(
      typeof part === "string"
        ? long(pretty(part))
        : isPart(part, "data")
          ? long(JSON.stringify(part.v, null, 2))
          : media(part),
    );
  if (!result.e && !result.p.length) inside.append(create("span", { class: "rg-note" }, say("nothing")));
  box.append(inside);
  return box;
}

/** The one short line that a result is. */
function shortOf({ p }: ResultPart): string | undefined {
  const [only] = p;
  if (p.length !== 1 || typeof only !== "string") return undefined;
  return only.length <= SHORT && !only.includes("\n") ? only : undefined;
}

const wrong = (text: string): HTMLElement =>
  create("span", { class: "rg-msg-error" }, create("b", {}, say("error")), ...(text ? [" ", ...visible(text)] : []));

/** Arguments a line each; texts of several lines as they are. */
const argumentsOf = (told: Record<string, unknown>): string =>
  Object.entries(told)
    .map(
      ([name, value]) =>
        `${name} = ${typeof value === "string" && value.includes("\n") ? `"""\n${value}\n"""` : JSON.stringify(value, null, 2)}`,
    )
    .join("\n");

/** JSON laid out; all else as it is. */
function pretty(text: string): string {
  if (!/^\s*[[{]/.test(text) || text.length > PRETTY) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A text that is folded where it is long. */
export function long(text: string): HTMLElement {
  const lines = linesIn(text);
  const inside = plainText(text, true);
  return lines > LINES
    ? folded(inside, LINES, say("Show all {lines}", { lines: plural(lines, "line") }), say("Show less"))
    : inside;
}
