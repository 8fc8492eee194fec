// Why a build failed, over the last good report: each problem with its place and what to do. It can be closed, and comes
// again only when something else is wrong.

import { say } from "../core/data/texts";

export interface Problem {
  level: string;
  where: string;
  what: string;
  hint: string;
}

export class Problems {
  private readonly box = document.querySelector<HTMLElement>(".rg-serve-problems") as HTMLElement;
  private shown = "";
  private closed = "";

  constructor(private readonly leave: () => void) {
    this.box.querySelector("button")?.addEventListener("click", () => this.close());
  }

  get isOpen(): boolean {
    return !this.box.hidden;
  }

  show(problems: readonly Problem[], hasReport: boolean): void {
    const text = JSON.stringify(problems);
    if (text === this.shown && !this.box.hidden) return;
    this.shown = text;
    this.box.hidden = !problems.length || text === this.closed;
    if (!problems.length) this.closed = "";
    if (this.box.hidden) return;
    const [title, list, note] = ["h2", "ol", ":scope > p"].map((one) => this.box.querySelector(one));
    if (title) title.textContent = say("The report cannot be built");
    list?.replaceChildren(...problems.map(item));
    if (note) note.textContent = hasReport ? say("Behind this is the last report that could be built.") : "";
  }

  close(): void {
    this.closed = this.shown;
    this.box.hidden = true;
    this.leave();
  }
}

function item({ where, what, hint }: Problem): HTMLLIElement {
  const part = (tag: string, text: string): HTMLElement[] => {
    const made = document.createElement(tag);
    made.textContent = text;
    return text ? [made] : [];
  };
  const found = document.createElement("li");
  found.append(...part("code", where), ...part("strong", what), ...part("span", hint));
  return found;
}
