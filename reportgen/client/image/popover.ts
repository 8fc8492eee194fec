// A small box of settings under the button that opens it; Escape and a click elsewhere close it.

import { create } from "../core";

let shut: (() => void) | undefined;

/** Open below `anchor`, or close if it is open there already. */
export function popover(anchor: HTMLElement, content: () => Node[]): void {
  const open = anchor.getAttribute("aria-expanded") === "true";
  shut?.();
  if (open) return;
  const box = create("div", { class: "rg-menu-box rg-popover" }, ...content());
  const close = (focus = false): void => {
    box.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", escape, true);
    shut = undefined;
    if (focus) anchor.focus();
  };
  const outside = (event: Event): void => {
    if (!box.contains(event.target as Node) && !anchor.contains(event.target as Node)) close();
  };
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close(true);
  };
  anchor.setAttribute("aria-expanded", "true");
  anchor.after(box);
  const place = box.getBoundingClientRect();
  if (place.right > innerWidth - 8) box.style.marginInlineStart = `${innerWidth - 8 - place.right}px`;
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", escape, true);
  shut = (): void => close();
}
