// Texts of strangers as they are shown: characters that turn the direction written out, long ones in parts.

import { button, create, say } from "../core";

/** Characters that turn the direction of what follows. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text as nodes, with the characters that turn its direction written out. */
export function visible(text: string): (Node | string)[] {
  const nodes: (Node | string)[] = [];
  let at = 0;
  for (const { 0: character, index } of text.matchAll(TURNING)) {
    if (index > at) nodes.push(text.slice(at, index));
    const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    nodes.push(
      create("span", { class: "rg-bidi", title: say("a character that turns the direction of the text") }, code),
    );
    at = index + 1;
  }
  if (at < text.length) nodes.push(text.slice(at));
  return nodes;
}

const PART = 20_000; // characters drawn together, which the browser lays out when they come near the view
const ONCE = 200_000; // characters drawn at one press

/** A text in a box, long ones in parts that are laid out when they are seen. */
export function plainText(text: string, code = false): HTMLElement {
  const box = create("div", { class: code ? "rg-msg-code" : "rg-msg-text" });
  partly(box, [...partsOf(text)], (part) =>
    create("div", { class: "rg-msg-part", dir: code ? "ltr" : "auto" }, ...visible(part)),
  );
  return box;
}

/** A text cut between lines, where there are some. */
export function* partsOf(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    let to = Math.min(text.length, from + PART);
    if (to < text.length) {
      const line = text.lastIndexOf("\n", to);
      to = line > from + PART / 2 ? line + 1 : to;
      if (/[\ud800-\udbff]/.test(text[to - 1] ?? "")) to--; // never between the halves of a pair
    }
    yield text.slice(from, to);
    from = to;
  }
}

/** Draw parts of a text until there are enough, and the others when they are asked for. */
export function partly(box: HTMLElement, parts: readonly string[], draw: (part: string) => Node): void {
  let at = 0;
  const next = (): void => {
    for (let drawn = 0; at < parts.length && drawn < ONCE; at++) {
      const part = parts[at] ?? "";
      drawn += part.length;
      box.append(draw(part));
    }
    const left = parts.slice(at).reduce((sum, part) => sum + part.length, 0);
    if (!left) return;
    const more = button(
      say("Show {n} more characters", { n: left.toLocaleString("en-US") }),
      () => {
        more.remove();
        next();
      },
      { class: "rg-msg-more" },
    );
    box.append(more);
  };
  next();
}

/** A box of which some lines are shown until it is opened; `more` says of what there is more. */
export function folded(inside: HTMLElement, lines: number, more: string, less: string): HTMLElement {
  const box = create("div", { class: "rg-msg-fold rg-msg-folded" }, inside);
  box.style.setProperty("--lines", String(lines));
  const press = button(
    more,
    () => {
      const open = box.classList.toggle("rg-msg-folded");
      press.textContent = open ? more : less;
      press.setAttribute("aria-expanded", String(!open));
    },
    { class: "rg-msg-more", "aria-expanded": "false" },
  );
  box.append(press);
  return box;
}

const ACROSS = 90; // characters that stand in a line of the row view, about

/** How many lines a text takes, about. */
export function linesIn(text: string): number {
  let lines = 0;
  for (let at = 0; at <= text.length && lines < 10_000; lines++) {
    const end = text.indexOf("\n", at);
    const length = (end < 0 ? text.length : end) - at;
    lines += Math.floor(length / ACROSS);
    if (end < 0) return lines + 1;
    at = end + 1;
  }
  return lines;
}
