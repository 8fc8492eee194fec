// What is under the pointer in a scene, told beside it.

import { create, during } from "../../core";
import { frames } from "./live";

export class Pointing {
  readonly said = create("output", { class: "rg-scene-said", hidden: true });
  private pointed: PointerEvent | undefined;
  private busy = false;

  /** `under` finds what there is to say of a place of the page, or nothing. */
  constructor(private readonly under: (x: number, y: number) => Promise<string>) {}

  /** Follow the pointer over an element that holds `said`. */
  follow(view: HTMLElement): void {
    view.addEventListener("pointermove", (event) => void during(this.at(event, view)));
    view.addEventListener("pointerleave", () => {
      this.pointed = undefined;
      this.said.hidden = true;
    });
  }

  /** While what is there is found out, only the last of the pointer's moves counts. */
  private async at(event: PointerEvent, view: HTMLElement): Promise<void> {
    this.pointed = event;
    if (this.busy) return;
    this.busy = true;
    while (this.pointed) {
      const { clientX: x, clientY: y, buttons } = this.pointed;
      const box = view.getBoundingClientRect();
      this.pointed = undefined;
      const text = buttons ? "" : await this.under(x, y).catch(() => "");
      this.said.textContent = text;
      this.said.hidden = !text;
      if (text)
        Object.assign(this.said.style, {
          left: `${Math.min(x - box.left + 12, box.width - 120)}px`,
          top: `${y - box.top + 12}px`,
        });
      await frames(1);
    }
    this.busy = false;
  }
}
