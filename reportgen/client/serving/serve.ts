// The page around a report that is served while it is made (reportgen/publish/serving): it follows the server's events,
// shows the newest report in a frame, and keeps the address of that report as its own.

import { say } from "../core/data/texts";
import { Frames, innerOf } from "./frames";
import { type Problem, Problems } from "./problems";

interface Scene {
  build: number;
  building: boolean;
  problems: Problem[];
}

const LOOK = 250; // ms between looks at the address of the report
const SLOW = 1500; // ms after which it is said that a report is being built

const status = document.querySelector<HTMLElement>(".rg-serve-state") as HTMLElement;
let build = 0;
let source: EventSource | undefined;
let slow = 0;
let isWaiting = false;
const hurry = document.createElement("button");
hurry.type = "button";
hurry.textContent = say("Show it now");
hurry.addEventListener("click", () => frames.hurry());

const frames = new Frames(
  document.querySelector(".rg-serve-frames") as HTMLElement,
  (frame) => arrive(frame),
  (waiting) => {
    isWaiting = waiting;
    tell(waiting ? say("A newer report waits until you are done.") : "");
    if (waiting) status.append(hurry);
  },
);
const problems = new Problems(() => innerOf(frames.shown)?.focus());

function tell(text: string, lost = false): void {
  status.textContent = text;
  status.hidden = !text;
  status.classList.toggle("rg-lost", lost);
}

/** A report is shown: its title is the page's, Escape closes what lies over it, and links to elsewhere open elsewhere. */
function arrive(frame: HTMLIFrameElement): void {
  const page = frame.contentDocument;
  if (!page) return;
  document.title = page.title;
  frame.title = page.title;
  follow();
  page.addEventListener("keydown", onEscape);
  page.addEventListener(
    "click",
    (event) => {
      const link = (event.target as Element | null)?.closest?.("a[href]");
      if (link && !link.getAttribute("href")?.startsWith("#")) link.setAttribute("target", "_blank");
    },
    true,
  );
}

function onEscape(event: KeyboardEvent): void {
  if (event.key === "Escape" && problems.isOpen) problems.close();
}

function take(scene: Scene): void {
  clearTimeout(slow);
  problems.show(scene.problems, scene.build > 0);
  if (scene.problems.length && !scene.build)
    for (const said of document.querySelectorAll(".rg-serve-frames > p")) said.remove();
  if (isWaiting) return arrived(scene.build);
  tell("");
  if (scene.building) slow = setTimeout(() => tell(say("Building…")), SLOW);
  arrived(scene.build);
}

function arrived(number: number): void {
  if (number === build) return;
  build = number;
  void frames.show(build);
}

/** Follow the server's events; a page that nobody looks at does not, for browsers allow few connections. */
function listen(): void {
  source?.close();
  source = undefined;
  if (document.hidden) return;
  source = new EventSource("/events");
  source.addEventListener("message", (event) => take(JSON.parse(event.data as string) as Scene));
  source.addEventListener("error", () => tell(say("The connection to reportgen serve is lost."), true));
}

/** Keep the report's address as that of the page, so that it can be reloaded and copied. */
function follow(): void {
  const hash = innerOf(frames.shown)?.location.hash;
  if (hash !== undefined && hash !== location.hash) history.replaceState(null, "", hash || location.pathname);
}

const scheme = (): void => {
  const kept = localStorage.getItem("reportgen-scheme");
  if (kept === "dark" || kept === "light") document.documentElement.dataset.scheme = kept;
};

setInterval(follow, LOOK);
addEventListener("hashchange", () => {
  const inner = innerOf(frames.shown);
  if (inner && inner.location.hash !== location.hash) inner.location.hash = location.hash;
});
addEventListener("storage", scheme);
addEventListener("keydown", onEscape);
document.addEventListener("visibilitychange", listen);
scheme();
listen();
