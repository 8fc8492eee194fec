// <rg-console-log>: all lines of a run's console, drawn in stretches as they come into view, with a search.

import { block, create, RgElement, say } from "../core";

interface Log {
  lines: [string, string][][];
  from: number;
}

const STRETCH = 200;
const ROW = 18;

class ConsoleLog extends RgElement {
  private log: Log | undefined;
  private box!: HTMLElement;
  private shown: number[] = [];
  private count = create("span", { class: "rg-note", role: "status" });

  protected override async wake(signal: AbortSignal): Promise<void> {
    this.log = await block<Log>(this.dataset.view ?? "");
    const box = this.querySelector<HTMLElement>(".rg-console");
    if (signal.aborted || !box) return;
    this.box = box;
    if (!this.querySelector(".rg-tools")) {
      const search = create("input", {
        type: "search",
        class: "rg-search",
        placeholder: say("Search log"),
        "aria-label": say("Search log"),
      });
      search.addEventListener("input", () => this.find(search.value));
      this.prepend(create("div", { class: "rg-tools" }, search, this.count));
      this.find("");
      this.box.scrollTop = this.box.scrollHeight;
    }
  }

  private find(query: string): void {
    const lines = this.log?.lines ?? [];
    const wanted = query.toLowerCase();
    this.shown = [...lines.keys()].filter(
      (i) =>
        !wanted ||
        (lines[i] ?? [])
          .map(([, text]) => text)
          .join("")
          .toLowerCase()
          .includes(wanted),
    );
    this.count.textContent = wanted
      ? say("{n} of {total} lines", {
          n: this.shown.length.toLocaleString("en-US"),
          total: lines.length.toLocaleString("en-US"),
        })
      : "";
    this.draw();
  }

  /** A stretch of lines is filled when it comes near the view of the box. */
  private draw(): void {
    const near = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const start = Number((target as HTMLElement).dataset.start);
          if (isIntersecting && !target.childElementCount)
            target.append(...this.shown.slice(start, start + STRETCH).map((i) => this.line(i)));
        }
      },
      { root: this.box, rootMargin: "600px 0px" },
    );
    const parts = [];
    for (let start = 0; start < this.shown.length; start += STRETCH) {
      const part = create("div", { "data-start": start });
      part.style.minHeight = `${Math.min(STRETCH, this.shown.length - start) * ROW}px`;
      near.observe(part);
      parts.push(part);
    }
    this.box.replaceChildren(...parts);
  }

  private line(i: number): HTMLElement {
    const line = create("div", { "data-line": (this.log?.from ?? 0) + i + 1 });
    for (const [style, text] of this.log?.lines[i] ?? []) {
      line.append(
        style
          ? create(
              "span",
              {
                class: style
                  .split(" ")
                  .map((word) => `rg-${word}`)
                  .join(" "),
              },
              text,
            )
          : text,
      );
    }
    return line;
  }
}

customElements.define("rg-console-log", ConsoleLog);
