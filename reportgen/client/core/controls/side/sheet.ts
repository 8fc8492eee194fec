// The side as a sheet from below, where the page is narrow: a button opens it, which goes away while the reader scrolls down.

import { say } from "../../data/texts";
import { button, create } from "../../element";

export function startSheet(): void {
  const side = document.querySelector<HTMLElement>(".rg-side");
  const opener = document.querySelector<HTMLButtonElement>(".rg-open-side");
  if (!side || !opener) return;
  const set = (open: boolean): void => {
    side.toggleAttribute("data-open", open);
    opener.setAttribute("aria-expanded", String(open));
    opener.hidden = open;
    if (open) close.focus({ preventScroll: true });
  };
  const shut = (): void => {
    set(false);
    opener.focus({ preventScroll: true });
  };
  const close = button(say("Close"), shut);
  side.prepend(create("div", { class: "rg-sheet-head" }, create("i", { class: "rg-grip" }), close));
  opener.addEventListener("click", () => {
    side.toggleAttribute("data-moves", true); // from now on: no sheet slides away while the page loads
    set(true);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && side.hasAttribute("data-open")) shut();
  });
  document.addEventListener("pointerdown", (event) => {
    const target = event.target as Node;
    if (side.hasAttribute("data-open") && !side.contains(target) && !opener.contains(target)) set(false);
  });
  side.addEventListener("click", (event) => {
    if ((event.target as Element).closest("a")) set(false);
  });
  swipeDown(side, shut);
  let last = scrollY;
  addEventListener(
    "scroll",
    () => {
      if (Math.abs(scrollY - last) < 8) return;
      opener.classList.toggle("rg-away", scrollY > last && scrollY > 120);
      last = scrollY;
    },
    { passive: true },
  );
}

/** Dragging the head down shuts the sheet. */
function swipeDown(side: HTMLElement, shut: () => void): void {
  const head = side.querySelector<HTMLElement>(".rg-sheet-head");
  let from: number | null = null;
  head?.addEventListener("pointerdown", (event) => {
    if ((event.target as Element).closest("button")) return;
    from = event.clientY;
    head.setPointerCapture(event.pointerId);
  });
  head?.addEventListener("pointerup", (event) => {
    if (from !== null && event.clientY - from > 40) shut();
    from = null;
  });
}
