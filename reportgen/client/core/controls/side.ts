// The side: runs on and off, shared controls, light and dark, contents; a sheet from below on a phone.

import { button, create } from "../element";
import { idOf } from "../state/fragment";
import { change, isHidden, runsOf, state, subscribe } from "../state/state";

const root = document.documentElement;

/** Storage throws in sandboxed hosts; a choice is then kept for this visit only. */
function stored(key: string, value?: string): string | null {
  try {
    if (value !== undefined) localStorage.setItem(key, value);
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function startSide(): void {
  root.classList.add("rg-live");
  scheme();
  runs();
  contents();
  sheet();
}

function scheme(): void {
  const toggle = document.querySelector<HTMLButtonElement>(".rg-scheme");
  const dark = (): boolean =>
    root.dataset.scheme ? root.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const kept = stored("reportgen-scheme");
  if (kept === "dark" || kept === "light") root.dataset.scheme = kept;
  const label = (): void => toggle?.setAttribute("aria-label", dark() ? "Use light colours" : "Use dark colours");
  label();
  toggle?.addEventListener("click", () => {
    const next = dark() ? "light" : "dark";
    root.dataset.scheme = next;
    stored("reportgen-scheme", next);
    label();
    tell();
  });
  const tell = (): void => change({ scheme: dark() ? "dark" : "light" });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    label();
    tell();
  });
  tell();
}

function runs(): void {
  const list = document.querySelector<HTMLElement>(".rg-runs");
  if (!list) return;
  const items = [...list.querySelectorAll<HTMLElement>("li[data-run]")];
  const numbers = items.map((item) => Number(item.dataset.run));
  for (const item of items) {
    const run = Number(item.dataset.run);
    item.querySelector(".rg-run")?.addEventListener("click", () => toggle(run));
    const solo = (): void => {
      const alone = !state.hidden.has(run) && state.hidden.size === numbers.length - 1;
      change({ hidden: new Set(alone ? [] : numbers.filter((other) => other !== run)) });
    };
    const name = item.querySelector("bdi")?.textContent ?? "";
    if (items.length > 1) item.append(button("Only", solo, { class: "rg-solo", "aria-label": `Show only ${name}` }));
  }
  if (items.length > 1) {
    const all = button("All", () => change({ hidden: new Set() }), { "aria-label": "Show all runs" });
    const none = button("None", () => change({ hidden: new Set(numbers) }), { "aria-label": "Show none of the runs" });
    document.querySelector(".rg-runs-head")?.append(create("span", { class: "rg-all" }, all, none));
  }
  if (items.length > 8) list.before(searchBox(items));
  const pressed = (): void => {
    for (const item of items) {
      item.querySelector(".rg-run")?.setAttribute("aria-pressed", String(!isHidden(Number(item.dataset.run))));
    }
  };
  pressed();
  subscribe(pressed);
  document.addEventListener("click", (event) => {
    const legend = (event.target as Element | null)?.closest<HTMLElement>(".rg-legend [data-run]");
    if (legend) toggle(...runsOf(legend));
  });
}

function toggle(...runs: number[]): void {
  const hidden = new Set(state.hidden);
  const off = runs.every(isHidden);
  for (const run of runs) {
    if (off) hidden.delete(run);
    else hidden.add(run);
  }
  change({ hidden });
}

function searchBox(items: HTMLElement[]): HTMLElement {
  const input = create("input", {
    type: "search",
    placeholder: "Search runs",
    "aria-label": "Search runs",
    class: "rg-search",
  });
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase();
    for (const item of items) item.hidden = !(item.textContent ?? "").toLowerCase().includes(wanted);
  });
  return input;
}

/** Mark in the contents what is being read. */
function contents(): void {
  const links = new Map<string, HTMLElement>();
  for (const link of document.querySelectorAll<HTMLElement>(".rg-contents a")) {
    links.set(idOf(link.getAttribute("href")?.slice(1) ?? ""), link);
  }
  const headings = [...links.keys()]
    .map((id) => document.getElementById(id))
    .filter((h): h is HTMLElement => h !== null);
  if (!headings.length) return;
  const update = (): void => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 140);
    const current = passed[passed.length - 1] ?? headings[0];
    for (const [id, link] of links) link.toggleAttribute("data-current", id === current?.id);
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

function sheet(): void {
  const side = document.querySelector<HTMLElement>(".rg-side");
  const opener = document.querySelector<HTMLButtonElement>(".rg-open-side");
  if (!side || !opener) return;
  const set = (open: boolean): void => {
    side.toggleAttribute("data-open", open);
    opener.setAttribute("aria-expanded", String(open));
    opener.textContent = open ? "Close" : "Runs and settings";
  };
  opener.addEventListener("click", () => set(!side.hasAttribute("data-open")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && side.hasAttribute("data-open")) {
      set(false);
      opener.focus();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    const target = event.target as Node;
    if (side.hasAttribute("data-open") && !side.contains(target) && !opener.contains(target)) set(false);
  });
  side.addEventListener("click", (event) => {
    if ((event.target as Element).closest("a")) set(false);
  });
}
