// A small box of settings under the button that opens it; Escape and a click elsewhere close it.

import { create } from "../element";

let shut: (() => void) | undefined;

/** Open below `anchor`, or close if it is open there already; `host` holds it where what holds the anchor would cut it off. */
export function popover(anchor: HTMLElement, content: () => Node[], host?: HTMLElement): void {
  const open = anchor.getAttribute("aria-expanded") === "true";
  shut?.();
  if (open) return;
  const box = create("div", { class: "rg-menu-box rg-popover" }, ...content());
  const close = (focus = false): void => {
    box.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", onKey, true);
    removeEventListener("scroll", away, { capture: true });
    shut = undefined;
    if (focus) anchor.focus();
  };
  const away = (event: Event): void => {
    if (!box.contains(event.target as Node)) close();
  };
  const outside = (event: Event): void => {
    if (!box.contains(event.target as Node) && !anchor.contains(event.target as Node)) close();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close(true);
  };
  anchor.setAttribute("aria-expanded", "true");
  if (host) host.append(box);
  else anchor.after(box);
  // Fixed, since what holds the button may scroll and would cut it off.
  const from = anchor.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const edge = Math.min(anchor.closest(".rg-panel")?.getBoundingClientRect().right ?? innerWidth, innerWidth - 8);
  box.style.left = `${Math.max(8, Math.min(from.left, edge - width))}px`;
  box.style.top = `${from.bottom + 4 + height > innerHeight ? Math.max(8, from.top - 4 - height) : from.bottom + 4}px`;
  addEventListener("scroll", away, { capture: true, passive: true });
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", onKey, true);
  if (host) box.querySelector<HTMLElement>("button, input, select")?.focus({ preventScroll: true });
  shut = (): void => close();
}
