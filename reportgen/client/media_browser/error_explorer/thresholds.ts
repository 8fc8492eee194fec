// The thresholds of the error explorer: settings of the page, which panels over the same boxes share.

import { create, said, say, set, state, subscribe } from "../../core";
import type { Overlays } from "../../image";
import type { ErrorsPayload } from "../../payloads";
import type { Scores } from "./scores";

type Name = "iou" | "minScore";

export class Thresholds {
  private readonly shown: (() => void)[] = [];
  private readonly scores = create("output", { class: "rg-error-scores" });

  constructor(
    private readonly errors: ErrorsPayload,
    private readonly overlays: Overlays,
  ) {}

  get iou(): number {
    return this.number("iou");
  }

  get minScore(): number {
    return this.number("minScore");
  }

  private number(name: Name): number {
    const text = state.settings[this.key(name)];
    return text !== undefined && Number.isFinite(Number(text)) ? Number(text) : this.errors[name];
  }

  /** Panels over the same groups and score share their thresholds; others have their own. */
  private key(name: Name): string {
    const { boxes } = this.errors;
    const group = (place: number): string => this.overlays.legend.groups[place]?.name ?? "";
    return `errors.${name}.${boxes ? [group(boxes.found), group(boxes.true), boxes.score].join(".") : ""}`;
  }

  /** Call `changed` when another panel or an address sets one, until the returned function is called. */
  follow(changed: () => void): () => void {
    const keys = [this.key("iou"), this.key("minScore")];
    return subscribe((now, before) => {
      if (keys.every((key) => now.settings[key] === before.settings[key])) return;
      for (const show of this.shown) show();
      changed();
    });
  }

  /** Say how good the boxes are at these thresholds. */
  tell(scores: Scores): void {
    const named = Object.entries({
      [say("Precision")]: scores.precision,
      [say("Recall")]: scores.recall,
      F1: scores.f1,
    });
    const text = (value: number): string => (Number.isNaN(value) ? "–" : said(value));
    this.scores.replaceChildren(
      ...named.map(([name, value]) => create("span", {}, `${name} `, create("b", {}, text(value)))),
    );
  }

  sliders(): HTMLElement {
    const score = this.errors.boxes?.score ?? "";
    const scores = this.overlays.boxes.scores.get(score);
    let most = 1;
    for (const value of scores ?? []) if (value > most) most = value; // there can be more than a call takes
    return create(
      "div",
      { class: "rg-scores" },
      this.slider("iou", say("IoU threshold"), 0.05, 0.95),
      ...(score ? [this.slider("minScore", `${score} ≥`, 0, most)] : []),
      this.scores,
    );
  }

  private slider(name: Name, label: string, min: number, max: number): HTMLElement {
    const output = create("output");
    const input = create("input", { type: "range", min, max, step: 0.01, value: this.number(name) });
    const show = (): void => {
      input.value = String(this.number(name));
      output.textContent = this.number(name).toFixed(2);
    };
    input.addEventListener("input", () => set(this.key(name), input.value));
    this.shown.push(show);
    show();
    return create("label", { class: "rg-score" }, create("bdi", {}, label), input, output);
  }
}
