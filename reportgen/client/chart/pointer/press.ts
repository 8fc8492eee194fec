// A press on a chart. Not its click: a drawing made anew between down and up takes the click's target away.

import type { Hear } from "./hearing";

const STILL = 4; // px that a press may move

/** Call `press` when a button or a finger goes down on a plot and up at the same place. */
export function onPress(hear: Hear, press: (event: PointerEvent) => void): void {
  let down: PointerEvent | null = null;
  hear("pointerdown", (event) => {
    down = event.button === 0 && event.isPrimary && !(event.target as Element).closest("button") ? event : null;
  });
  hear("pointercancel", () => {
    down = null;
  });
  hear("pointerup", (event) => {
    if (down && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < STILL) press(event);
    down = null;
  });
}
