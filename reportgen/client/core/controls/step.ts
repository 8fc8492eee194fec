// The slider that moves the page's step through the steps that were logged.

import { say } from "../data/texts";
import { button } from "../element";
import { change, state, subscribe } from "../state/state";
import { share } from "./shared_step";

const PLAY = 700; // ms a step

interface Steps {
  /** The places of the slider, rising: steps, or values of `key` where the slider stands on another logged key. */
  places: readonly number[];
  key?: string;
  /** The step of a place on a key. */
  stepOf?: (place: number) => number;
}

/** Where the page stands among some steps: the last place at or before it, the end where no step was chosen. */
export function placeIn({ places, key, stepOf }: Steps): number {
  const named = key && state.at?.key === key ? state.at.value : undefined;
  const wanted = named ?? state.step ?? Infinity;
  const where = key && named === undefined && stepOf ? stepOf : (place: number): number => places[place] ?? 0;
  let found = 0;
  for (let place = 0; place < places.length; place++) if (where(place) <= wanted) found = place;
  return found;
}

/** Bind the slider below `root` to the page's step; `show` gets each place, the first one at once. */
export function followStep(root: ParentNode, steps: Steps, show: (place: number) => void): () => void {
  const box = root.querySelector<HTMLElement>(".rg-step");
  const input = box?.querySelector("input");
  const output = box?.querySelector("output");
  const { places, key, stepOf } = steps;
  if (box && !key) share(box, places, (bar, all) => followStep(bar, { places: all }, () => undefined));
  const go = (place: number): void => {
    const value = places[place] ?? 0;
    change(key ? { step: stepOf?.(place) ?? value, at: { key, value } } : { step: value });
  };
  const slide = (): void => go(Number(input?.value ?? 0));
  input?.addEventListener("input", slide);
  const play = box && input ? player(box, () => Number(input.value), places.length, go) : undefined;
  let shown = -1;
  const follow = (): void => {
    const place = placeIn(steps);
    const text = (places[place] ?? 0).toLocaleString("en-US");
    if (input) input.value = String(place);
    input?.setAttribute("aria-valuetext", `${key || say("step")} ${text}`);
    if (output) output.textContent = text;
    if (place !== shown) show((shown = place));
  };
  const stop = subscribe((now, before) => {
    if (now.step !== before.step || now.at !== before.at) follow();
  });
  follow();
  return () => {
    stop();
    play?.();
    input?.removeEventListener("input", slide);
  };
}

/** A button that steps through to the end, once; returns what takes it away. */
function player(box: HTMLElement, now: () => number, count: number, go: (place: number) => void): () => void {
  let timer = 0;
  const halt = (): void => {
    clearInterval(timer);
    timer = 0;
    toggle.setAttribute("aria-label", say("Play"));
    toggle.classList.remove("rg-playing");
  };
  const tick = (): void => {
    if (now() >= count - 1) return halt();
    go(now() + 1);
  };
  const toggle = button(
    "",
    () => {
      if (timer) return halt();
      go(now() >= count - 1 ? 0 : now() + 1);
      timer = window.setInterval(tick, PLAY);
      toggle.setAttribute("aria-label", say("Pause"));
      toggle.classList.add("rg-playing");
    },
    { class: "rg-play", "aria-label": say("Play") },
  );
  box.prepend(toggle);
  return () => {
    halt();
    toggle.remove();
  };
}
