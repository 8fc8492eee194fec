// What stands around a live scene: its poster, its facts, the button of its animation.

import { button, create, say } from "../core";
import type { SceneCell } from "./cell";
import type { Live } from "./live/live";

/** The picture that stands until a scene is live. */
export const posterOf = (cell: SceneCell, name: string): HTMLElement =>
  create("img", { class: "rg-poster", width: 480, height: 360, alt: cell.facts ? `${name}: ${cell.facts}` : name });

/** What is known of a scene, in words. */
export function factsOf({ facts, notes, origin, units }: SceneCell): string[] {
  const about =
    origin && units !== "Å"
      ? say("relative to ({place})", { place: origin.map((v) => v.toLocaleString("en-US")).join(", ") })
      : "";
  return [facts, about, ...notes];
}

/** The button of a scene's animation. */
export function playButton({ viewer }: Live): HTMLElement {
  const toggle = button(
    "▶",
    () => {
      if (viewer.paused) viewer.play();
      else viewer.pause();
      toggle.textContent = viewer.paused ? "▶" : "❚❚";
      toggle.setAttribute("aria-label", viewer.paused ? say("Play animation") : say("Pause animation"));
    },
    { "aria-label": say("Play animation"), class: "rg-scene-play" },
  );
  return toggle;
}

interface Tooled {
  reset(): void;
  save(): Promise<void>;
}

/** The buttons above a scene; `open` shows it alone. */
export function toolsOf<T extends Tooled>(scene: T, open: ((scene: T) => void) | undefined): HTMLElement {
  const items = [
    button("⟲", () => scene.reset(), { "aria-label": say("Reset view"), title: say("Reset (0)") }),
    button("↓", () => void scene.save(), { "aria-label": say("Save as GLB"), title: say("Save as GLB") }),
    ...(open
      ? [button("⤢", () => open(scene), { "aria-label": say("Full screen"), title: say("Full screen (f)") })]
      : []),
  ];
  return create("span", { class: "rg-scene-tools", role: "toolbar", "aria-label": say("Scene") }, ...items);
}
