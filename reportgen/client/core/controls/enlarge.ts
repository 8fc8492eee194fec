// Every panel with something to look at fills the window on demand, all in one way; the side stays beside it.

import { say } from "../data/texts";
import { button, create } from "../element";
import { panelCalled, panelName } from "../state/panels";
import { change, state, subscribe, unfold } from "../state/state";
import { iconOf } from "./ghost";

const EXPAND = "M6 2.5H2.5V6M10 2.5h3.5V6M6 13.5H2.5V10M10 13.5h3.5V10";
const CLOSE = "M3 3l10 10M13 3L3 13";
const NEAR = "800px 0px";

/** Offer it for the page's panels as they come near. */
export function startEnlarging(): void {
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        if (worthwhile(target)) toolsOf(target as HTMLElement);
      }
    },
    { rootMargin: NEAR },
  );
  for (const panel of document.querySelectorAll(".rg-panel")) near.observe(panel);
  show(panelCalled((state.picture ?? "").split(" ")[0])); // which opens the picture when it is live
  follow();
  subscribe((now, before) => {
    if (now.large !== before.large) follow();
  });
}

/** Bring a panel into view that the address speaks of, whatever is closed around it. */
function show(panel: HTMLElement | undefined): void {
  if (!panel) return;
  unfold(panel);
  panel.scrollIntoView({ block: "nearest" });
}

/** What enlarges a panel, and puts it back. */
const turns = new WeakMap<Element, (on: boolean) => void>();

/** Fill the window with the panel that the address names, and with no other. */
function follow(): void {
  const [before] = document.getElementsByClassName("rg-large");
  const panel = state.large === null ? undefined : panelCalled(state.large);
  if (before === panel) return;
  if (before) turns.get(before)?.(false);
  show(panel);
  if (panel && toolsOf(panel)) turns.get(panel)?.(true);
}

/** Panels of text, of a figure, and of what is missing have nothing to look at closely. */
const worthwhile = (panel: Element): boolean =>
  [...panel.children].some(({ localName }) => localName.startsWith("rg-") && localName !== "rg-scalar-chart") ||
  panel.querySelector(".rg-histograms, .rg-table-scroll") !== null;

/** The tools in the head of a panel, with the button that enlarges it; null for a panel without a head. */
export function toolsOf(panel: HTMLElement): HTMLElement | null {
  const head = panel.querySelector<HTMLElement>(":scope > .rg-panel-head");
  if (!head) return null;
  const there = head.querySelector<HTMLElement>(":scope > .rg-chart-tools");
  if (there) return there;
  const title = head.textContent?.trim() ?? say("Panel");
  const tools = create("span", { class: "rg-chart-tools" }, enlarge(panel, title));
  head.append(tools);
  return tools;
}

/** Fill the window with the panel, and back. The panel stays where it is in the document. */
function enlarge(panel: HTMLElement, title: string): HTMLElement {
  const ask = (on: boolean): void => change({ large: on ? panelName(panel) : null });
  const toggle = button("", () => ask(!panel.classList.contains("rg-large")), { class: "rg-enlarge" });
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    ask(false);
  };
  const onLink = (event: Event): void => {
    if ((event.target as Element).closest(".rg-side a")) ask(false); // it leads to what is behind
  };
  const dress = (on: boolean): void => {
    toggle.replaceChildren(iconOf(on ? CLOSE : EXPAND));
    toggle.setAttribute("aria-pressed", String(on));
    toggle.setAttribute("aria-label", on ? say("Close {title}", { title }) : say("Expand {title}", { title }));
    toggle.title = on ? say("Close (Esc)") : "";
  };
  const turn = (on: boolean): void => {
    document.documentElement.classList.toggle("rg-has-large", on);
    panel.classList.toggle("rg-large", on);
    dress(on);
    aside(panel, on);
    const listen = on ? "addEventListener" : "removeEventListener";
    document[listen]("keydown", onKey as EventListener);
    document[listen]("click", onLink);
    toggle.focus();
  };
  dress(false);
  turns.set(panel, turn);
  return toggle;
}

/** What is behind an enlarged panel can be neither seen nor reached; the side can, and the button that opens it. */
function aside(panel: HTMLElement, on: boolean): void {
  for (let node: HTMLElement = panel; node.parentElement && node !== document.body; node = node.parentElement)
    for (const other of node.parentElement.children)
      if (other !== node && !other.matches("script, .rg-side, .rg-open-side")) other.toggleAttribute("inert", on);
}
