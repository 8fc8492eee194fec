// The contents in the side: what is being read is marked, and parts of long ones open where the reader is.

import { say } from "../../data/texts";
import { button } from "../../element";
import { idOf } from "../../state/fragment";

export function startContents(): void {
  const nav = document.querySelector<HTMLElement>(".rg-contents");
  if (!nav) return;
  const links = new Map<string, HTMLElement>();
  for (const link of nav.querySelectorAll<HTMLElement>("a")) {
    links.set(idOf(link.getAttribute("href")?.slice(1) ?? ""), link);
  }
  const headings = [...links.keys()]
    .map((id) => document.getElementById(id))
    .filter((h): h is HTMLElement => h !== null);
  if (!headings.length) return;
  if (nav.classList.contains("rg-long")) addFolds(nav);
  let current: HTMLElement | undefined;
  const update = (): void => {
    // What a closed section holds is nowhere on the page.
    const passed = headings.filter((one) => one.getClientRects().length && one.getBoundingClientRect().top < 140);
    const next = links.get((passed[passed.length - 1] ?? headings[0])?.id ?? "");
    if (next === current) return;
    current?.removeAttribute("data-current");
    mark(nav, (current = next));
  };
  new IntersectionObserver(update, { rootMargin: "-120px 0px -60% 0px" }).observe(headings[0] ?? document.body);
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        update();
      });
    },
    { passive: true },
  );
  update();
}

/** Mark the link of what is read; around it long contents are open, and it is in view. */
function mark(nav: HTMLElement, link: HTMLElement | undefined): void {
  link?.setAttribute("data-current", "");
  for (const item of nav.querySelectorAll(".rg-here")) item.classList.remove("rg-here");
  for (let item = link?.closest("li"); item; item = item.parentElement?.closest("li")) item.classList.add("rg-here");
  if (!link || nav.scrollHeight <= nav.clientHeight) return;
  const { top, bottom } = link.getBoundingClientRect();
  const box = nav.getBoundingClientRect();
  if (top < box.top || bottom > box.bottom) nav.scrollTop += top - box.top - nav.clientHeight / 2;
}

function addFolds(nav: HTMLElement): void {
  for (const inner of nav.querySelectorAll<HTMLElement>("li > ul")) {
    const item = inner.parentElement;
    const name = item?.querySelector("a")?.textContent ?? "";
    const fold = button(
      "",
      () => {
        const open = item?.classList.toggle("rg-unfolded");
        fold.setAttribute("aria-expanded", String(open));
      },
      { class: "rg-fold", "aria-expanded": "false", "aria-label": say("Headings of {name}", { name }) },
    );
    inner.before(fold);
  }
}
