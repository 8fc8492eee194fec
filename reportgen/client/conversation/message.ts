// A message: who says it as a text, then its parts.

import { create, fileSize, plural, say } from "../core";
import { content, type Making } from "../media_browser/figure";
import type { Item } from "../media_browser/layout";
import { callBlock, long, resultBlock } from "./calls";
import { link } from "./inline";
import { markdown } from "./markdown";
import { type CallPart, isPart, type Message, type Part, type ResultPart, type ShownPart } from "./model";
import { folded, linesIn, partly, partsOf, plainText, visible } from "./texts";

const BEFORE = ["system", "developer"];
const LINES = 3; // of instructions
const LONG = 60; // lines of a text, above which it is folded
const FOLDED = 40;
const SMALLEST = 96; // px: a smaller picture is shown larger than it is

/** What drawing needs: media, whether texts are shown as they are written, and which results belong to calls. */
export interface Drawing {
  making: Making | undefined;
  raw: boolean;
  results: ReadonlyMap<CallPart, ResultPart>;
}

/** A message; nothing where all of it stands below the calls of another. */
export function messageOf(message: Message, drawing: Drawing, number: number): HTMLElement | undefined {
  const shown = new Set(drawing.results.values());
  const parts = message.p.filter((part) => !(isPart(part, "result") && shown.has(part)));
  if (message.p.length && !parts.length) return undefined;
  const notes = [message.n ?? "", message.u ? say("not trained on") : ""].filter(Boolean);
  const role = create("div", { class: "rg-msg-role" }, create("b", {}, create("bdi", {}, message.r)));
  for (const note of notes) role.append(create("span", { class: "rg-note" }, create("bdi", {}, note)));
  const inside = create("div", { class: "rg-msg-parts" });
  for (const [i, part] of parts.entries()) inside.append(partOf(part, message, drawing, `${number + 1}.${i + 1}`));
  if (!parts.length) inside.append(create("span", { class: "rg-note" }, say("empty")));
  return create("article", { class: "rg-msg", "data-role": message.r, "aria-label": message.r }, role, inside);
}

function partOf(part: Part, { r }: Message, drawing: Drawing, place: string): Node {
  const media = (one: Part): Node => partOf(one, { r: "tool", p: [] }, drawing, place);
  if (typeof part === "string") return textOf(part, r, drawing.raw);
  switch (part.t) {
    case "reasoning":
      return thought(part.x);
    case "refusal":
      return create("p", { dir: "auto" }, create("b", {}, say("Refusal")), " ", ...visible(part.x ?? ""));
    case "data":
      return long(JSON.stringify(part.v, null, 2));
    case "call":
      return callBlock(part, drawing.results.get(part), media);
    case "result":
      return resultBlock(part, media);
    default:
      return shownOf(part, drawing.making, place);
  }
}

/** What is said: Markdown as nodes, or as it is written; instructions after three lines folded, others where they are long. */
function textOf(text: string, role: string, raw: boolean): HTMLElement {
  const lines = linesIn(text);
  const most = BEFORE.includes(role) ? LINES : LONG;
  const inside = raw || role === "tool" ? plainText(text, raw) : create("div", { class: "rg-msg-text" });
  if (!inside.childElementCount)
    partly(inside, [...partsOf(text)], (part) => create("div", { class: "rg-msg-part" }, ...markdown(part)));
  if (lines <= most) return inside;
  const all = say("Show all {lines}", { lines: plural(lines, "line") });
  return folded(inside, BEFORE.includes(role) ? LINES : FOLDED, all, say("Show less"));
}

function thought(text: string | undefined): HTMLElement {
  if (!text) return create("p", { class: "rg-note" }, say("Thought, which its provider does not show"));
  const count = text.split(/\s+/, 100_000).filter(Boolean).length;
  const box = create(
    "details",
    { class: "rg-thought" },
    create("summary", {}, say("Thought, {words}", { words: plural(count, "word") })),
  );
  box.addEventListener("toggle", () => {
    if (box.childElementCount < 2) box.append(plainText(text));
  });
  return box;
}

let numbers = -1;

/** A picture, sound or video as galleries show them; an address as a link, which nothing follows by itself; a file by its name. */
function shownOf(part: ShownPart, making: Making | undefined, place: string): Node {
  const { t, c, l, n, m, z } = part;
  const kind = { image: say("image"), audio: say("audio"), video: say("video"), file: say("file") }[t];
  if (c && making) {
    const size = "width" in c && c.width ? `, ${c.width}×${c.height}` : "";
    const item: Item = {
      ...c,
      caption: `${kind} ${place}${size}`,
      number: numbers--,
      run: -1,
      key: n ?? kind,
      step: 0,
      index: 0,
    };
    const box = create("div", { class: "rg-msg-media" }, content(item, making));
    if ("width" in c && c.width) box.style.maxWidth = `${Math.max(SMALLEST, 2 * c.width)}px`;
    return box;
  }
  const known = [n, m, z ? fileSize(z) : ""].filter(Boolean).join(", ");
  if (!l)
    return create(
      "p",
      { class: "rg-note" },
      create("b", {}, kind),
      " ",
      create("bdi", {}, ...visible(known || say("not in the log"))),
    );
  return create("p", { class: "rg-note" }, create("b", {}, kind), " ", link(l, ...visible(n || l)));
}
