// Conversations as the row view shows them: one with its target, or several from where they part.

import { button, create, plural, say } from "../core";
import type { Making } from "../media_browser/figure";
import { joined } from "./calls";
import { marked } from "./difference";
import { type Drawing, messageOf } from "./message";
import type { Message } from "./model";
import { openAi } from "./openai";
import { plainText } from "./texts";
import { answerIn } from "./words";

const ONCE = 60; // messages drawn at once; the next ones when the reader comes near them

/** A conversation of several that are compared: whose it is, its messages, and their places among all. */
export interface Side {
  label: string;
  color: string;
  places: readonly number[];
  messages: readonly Message[];
}

/** What stands next to the final answer: the column's name and its value. */
export interface Target {
  name: string;
  text: string;
}

/** The conversations of a row; `talkView` fills it. */
export class ConversationElement extends HTMLElement {}

let raw = false; // how the reader looks at texts, in every row

export function talkView(
  sides: readonly Side[],
  size: string,
  target: Target | undefined,
  making: Making | undefined,
): HTMLElement {
  const box = document.createElement("rg-conversation");
  const inside = create("div", {});
  const draw = (): void => {
    inside.replaceChildren(...(sides.length > 1 ? compared(sides, target, making) : alone(sides[0], target, making)));
    written.setAttribute("aria-pressed", String(raw));
  };
  const written = button(
    say("As written"),
    () => {
      raw = !raw;
      draw();
    },
    { class: "rg-table-tool", title: say("Show texts as they are written, without Markdown") },
  );
  const copy = button(
    say("Copy JSON"),
    () => {
      const told = sides.map(({ messages }) => openAi(messages));
      void navigator.clipboard.writeText(JSON.stringify(told.length > 1 ? told : told[0], null, 2)).then(
        () => (copy.textContent = say("Copied")),
        () => (copy.textContent = say("Copying is not allowed here")),
      );
    },
    { class: "rg-table-tool" },
  );
  box.append(
    create("div", { class: "rg-talk-head" }, create("span", { class: "rg-note" }, size), written, copy),
    inside,
  );
  draw();
  return box;
}

function alone(side: Side | undefined, target: Target | undefined, making: Making | undefined): Node[] {
  const messages = side?.messages ?? [];
  return [list(messages, 0, { making, raw, results: joined(messages) }), ...(target ? [targetOf(target)] : [])];
}

const targetOf = ({ name, text }: Target): HTMLElement =>
  create(
    "article",
    { class: "rg-msg rg-msg-target", "aria-label": name },
    create("div", { class: "rg-msg-role" }, create("b", {}, create("bdi", {}, name))),
    create("div", { class: "rg-msg-parts" }, plainText(text)),
  );

/** Messages below each other; many of them bit by bit. */
function list(messages: readonly Message[], first: number, drawing: Drawing): HTMLElement {
  const box = create("div", { class: "rg-msgs" });
  let at = 0;
  const next = (): void => {
    const end = Math.min(messages.length, at + ONCE);
    for (; at < end; at++) {
      const message = messages[at];
      const made = message && messageOf(message, drawing, first + at);
      if (made) box.append(made);
    }
    if (at >= messages.length) return;
    const more = button(
      say("Show {messages}", { messages: plural(messages.length - at, "more message") }),
      () => {
        seen.disconnect();
        more.remove();
        next();
      },
      { class: "rg-msg-more" },
    );
    const seen = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) more.click();
    });
    box.append(more);
    seen.observe(more);
  };
  next();
  return box;
}

/** How many messages all conversations begin with alike. */
export function sharedBy(sides: readonly Side[]): number {
  const [first, ...others] = sides.map(({ places }) => places);
  let count = 0;
  while (first && count < first.length && others.every((places) => places[count] === first[count])) count++;
  return count;
}

/** What is common once, then each from where they part; in final answers the words that differ are marked. */
function compared(sides: readonly Side[], target: Target | undefined, making: Making | undefined): Node[] {
  const shared = sharedBy(sides);
  const answers = sides.map(({ messages }) => [...messages].reverse().find(({ r }) => r === "assistant"));
  const differ = new Set(answers.map((message) => message && answerIn(message))).size > 1;
  const columns = create("div", { class: "rg-talk-split" });
  columns.style.setProperty("--sides", String(sides.length));
  for (const [i, { label, color, messages }] of sides.entries()) {
    const dot = create("i", { class: "rg-dot" });
    dot.style.background = color;
    const own = messages.slice(shared);
    const answer = answers[i];
    const other = answers[i ? 0 : 1];
    columns.append(
      create(
        "section",
        { "aria-label": label },
        create("p", { class: "rg-talk-side" }, dot, create("bdi", {}, label)),
        own.length
          ? list(own, shared, { making, raw, results: joined(messages) })
          : create("p", { class: "rg-note" }, say("nothing more")),
        ...(differ && answer && other
          ? [
              create("p", { class: "rg-note" }, say("Final answer, with the words that differ")),
              marked(answerIn(answer), answerIn(other)),
            ]
          : []),
      ),
    );
  }
  const before = sides[0]?.messages.slice(0, shared) ?? [];
  return [
    ...(before.length
      ? [
          list(before, 0, { making, raw, results: joined(before) }),
          create("p", { class: "rg-talk-part" }, say("From here on they differ")),
        ]
      : []),
    columns,
    ...(target ? [targetOf(target)] : []),
  ];
}
