// A press on a chart. Not its click: a drawing made anew between down and up takes the click's target away.

const STILL = 4; // px that a press may move

/** Call `press` when a button or a finger goes down on the plot and up at the same place, until the signal is given. */
export function onPress(plot: HTMLElement, press: (event: PointerEvent) => void, signal: AbortSignal): void {
  let down: PointerEvent | null = null;
  plot.addEventListener(
    "pointerdown",
    (event) => {
      down = event.button === 0 && event.isPrimary && !(event.target as Element).closest("button") ? event : null;
    },
    { signal },
  );
  plot.addEventListener(
    "pointercancel",
    () => {
      down = null;
    },
    { signal },
  );
  plot.addEventListener(
    "pointerup",
    (event) => {
      if (down && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < STILL) press(event);
      down = null;
    },
    { signal },
  );
}
