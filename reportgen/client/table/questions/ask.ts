// The line where readers ask: words in colour, columns and functions offered, an error under the character.

import { begin, create, say } from "../../core";
import type { Library } from "../../libraries/query";
import { sideName } from "../compare/compare";
import { quoted } from "../view";
import { type Known, type Wrong, wrongOf } from "./asker";
import { exampleOf } from "./example";

const COLORS: Record<string, string> = {
  number: "rg-q-number",
  string: "rg-q-string",
  op: "rg-q-op",
  name: "rg-q-name",
  quoted: "rg-q-name",
  cell: "rg-q-name",
  member: "rg-q-name",
};
const OFFERED = 9;

export class AskLine {
  readonly element = create("div", { class: "rg-ask" });
  readonly input = create("textarea", {
    rows: 1,
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    "aria-label": say("Filter rows: a condition such as score > 0.5"),
    placeholder: say("Filter rows"),
    "aria-autocomplete": "list",
  });
  private readonly colored = create("div", { class: "rg-ask-colors", "aria-hidden": "true" });
  private readonly error = create("p", { class: "rg-ask-error", role: "alert", hidden: true });
  private readonly offers = create("ul", { class: "rg-ask-offers", role: "listbox", hidden: true });
  private chosen = -1;
  private timer = 0;
  private ended: () => void = () => undefined;
  private sent = "";
  /** Whether a question was asked since the reader came to this line. */
  private writing = false;

  constructor(
    private readonly library: Library,
    private readonly known: () => Known,
    /** Called with a question; `goesOn` where it takes the place of one that the reader was writing just now. */
    private readonly asked: (text: string, goesOn: boolean) => void,
    id: string,
  ) {
    this.offers.id = `${id}-offers`;
    this.input.placeholder = say("Filter rows: {example}", { example: exampleOf(known()) });
    this.input.setAttribute("aria-controls", this.offers.id);
    this.element.append(create("div", { class: "rg-ask-field" }, this.colored, this.input), this.offers, this.error);
    this.input.addEventListener("input", () => this.changed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => {
      this.offer([]);
      this.send();
      this.writing = false;
    });
    this.input.addEventListener("scroll", () => {
      this.colored.scrollTop = this.input.scrollTop;
    });
  }

  /** Show a question that something else asked. */
  show(text: string): void {
    this.sent = text;
    if (document.activeElement !== this.input) this.input.value = text;
    this.color();
  }

  /** Say what is wrong, under the character. */
  tell(wrong: Wrong | undefined): void {
    this.error.hidden = !wrong;
    this.input.setAttribute("aria-invalid", String(Boolean(wrong)));
    this.color(wrong?.offset);
    if (wrong) this.error.replaceChildren(create("b", {}, wrong.message), wrong.hint ? ` ${wrong.hint}` : "");
  }

  private changed(): void {
    clearTimeout(this.timer);
    this.ended();
    this.ended = begin();
    this.timer = setTimeout(() => this.send(), 250);
    this.color();
    this.offer(this.candidates());
  }

  private send(): void {
    clearTimeout(this.timer);
    this.ended();
    const text = this.input.value.trim();
    try {
      if (text) this.ask(text);
      this.tell(undefined);
    } catch (error) {
      return this.tell(wrongOf(error));
    }
    if (text === this.sent) return;
    this.sent = text;
    this.asked(text, this.writing);
    this.writing = document.activeElement === this.input;
  }

  private ask(text: string): void {
    const { tables, shared } = this.known();
    this.library.askFilter(text, tables, shared);
  }

  private color(wrong?: number): void {
    const text = this.input.value;
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
    const parts: (Node | string)[] = [];
    let at = 0;
    const put = (from: number, to: number, name: string): void => {
      if (from > at) parts.push(text.slice(at, from));
      parts.push(create("span", { class: name }, text.slice(from, to)));
      at = to;
    };
    try {
      for (const token of this.library.tokens(text)) {
        if (token.kind === "end") break;
        const kind = COLORS[token.kind] ?? "";
        const word =
          token.kind === "name" && ["and", "or", "not", "in"].includes(token.text)
            ? "rg-q-word"
            : token.kind === "name" && this.library.NAMES.includes(token.text)
              ? "rg-q-call"
              : kind;
        put(
          token.at,
          token.at + token.text.length,
          wrong !== undefined && token.at <= wrong && wrong < token.at + token.text.length
            ? `${word} rg-q-wrong`
            : word,
        );
      }
    } catch {
      // What is no question yet stays plain.
    }
    if (wrong !== undefined && wrong >= at) {
      if (wrong < text.length) put(wrong, wrong + 1, "rg-q-wrong");
      else {
        parts.push(text.slice(at));
        parts.push(create("span", { class: "rg-q-wrong" }, "\u00a0"));
        at = text.length;
      }
    }
    this.colored.replaceChildren(...parts, text.slice(at), "\n");
  }

  /** What the word before the caret could become. */
  private candidates(): Offer[] {
    const before = this.input.value.slice(0, this.input.selectionStart);
    return candidatesOf(before, this.known(), this.library);
  }

  private offer(all: Offer[]): void {
    this.chosen = -1;
    this.offers.hidden = !all.length;
    this.input.removeAttribute("aria-activedescendant");
    this.offers.replaceChildren(
      ...all.map(({ word, put, says }, i) => {
        const item = create(
          "li",
          { role: "option", id: `${this.offers.id}-${i}`, "data-put": put, "aria-selected": "false" },
          create("bdi", {}, word),
          create("span", { class: "rg-note" }, says),
        );
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          this.put(put);
        });
        return item;
      }),
    );
  }

  private put(text: string): void {
    const { value, selectionStart: caret } = this.input;
    const start = caret - (/[$\p{L}_`][\p{L}\p{N}_$.`]*$/u.exec(value.slice(0, caret))?.[0].length ?? 0);
    this.input.setRangeText(text, start, caret, "end");
    this.changed();
    this.offer([]);
  }

  private key(event: KeyboardEvent): void {
    const items = [...this.offers.children] as HTMLElement[];
    if (!this.offers.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.chosen = (this.chosen + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
      for (const [i, item] of items.entries()) item.setAttribute("aria-selected", String(i === this.chosen));
      this.input.setAttribute("aria-activedescendant", items[this.chosen]?.id ?? "");
    } else if (
      !this.offers.hidden &&
      (event.key === "Tab" || event.key === "Enter") &&
      (this.chosen >= 0 || event.key === "Tab")
    ) {
      event.preventDefault();
      this.put(items[Math.max(0, this.chosen)]?.dataset.put ?? "");
    } else if (event.key === "Escape" && !this.offers.hidden) {
      event.stopPropagation();
      this.offer([]);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.offer([]);
      this.send();
    }
  }
}

interface Offer {
  word: string;
  put: string;
  says: string;
}

/** The columns of one of several joined tables, by the table's name. */
const sideOffers = (columns: ReadonlyMap<string, string>, place: number, label: string): Offer[] =>
  [...columns.keys()].map((name) => ({
    word: `${name} (${label})`,
    put: sideName(place, name),
    says: label,
  }));

/** What can be asked of the conversations in some columns. */
const fieldsOf = (columns: ReadonlyMap<string, string>, fields: readonly string[]): Offer[] =>
  [...columns]
    .filter(([, type]) => type === "conversation")
    .flatMap(([name]) =>
      fields.map((field) => ({
        word: `${name}.${field}`,
        put: `${quoted(name)}.${field}`,
        says: say("conversation"),
      })),
    );

/** Columns, fields and functions that begin with the last word of a text, or hold it. */
function candidatesOf(before: string, known: Known, library: Library): Offer[] {
  const match = /[$\p{L}_`][\p{L}\p{N}_$.`]*$/u.exec(before);
  if (!match || before.trimStart().startsWith("{")) return [];
  const word = match[0].replaceAll("`", "").toLowerCase();
  const { tables, shared } = known;
  const all_ = new Map([...tables.flatMap((table) => [...table]), ...shared]);
  const names = [...all_].map(([name, type]) => ({ word: name, put: quoted(name), says: type }));
  const sides = tables.length > 1 ? tables.flatMap((table, i) => sideOffers(table, i, known.labels?.[i] ?? "")) : [];
  const fields = fieldsOf(all_, library.TALK_FIELDS);
  const calls = [
    ...Object.entries(library.FUNCTIONS).map(([name, [, , says]]) => ({ word: name, put: `${name}(`, says })),
    ...Object.entries(library.EACH).map(([name, says]) => ({ word: name, put: `${name}(`, says })),
  ];
  const all = [...names, ...sides, ...fields, ...calls].filter(
    (one) => one.word.toLowerCase().includes(word) && one.put !== match[0],
  );
  return all
    .sort((a, b) => Number(b.word.toLowerCase().startsWith(word)) - Number(a.word.toLowerCase().startsWith(word)))
    .slice(0, OFFERED);
}
