// What a finger asked for stays after it was lifted: there is no pointer that hovers.

const FAR = 40;

/** Call `leave` when something outside `plot` is touched or the page is scrolled. */
export function keepUntilElsewhere(plot: HTMLElement, leave: () => void): void {
  const stop = new AbortController();
  const { signal } = stop;
  const from = scrollY;
  const end = (): void => {
    stop.abort();
    leave();
  };
  addEventListener(
    "pointerdown",
    (event) => {
      if (event.target instanceof Node && plot.contains(event.target)) stop.abort();
      else end();
    },
    { signal, capture: true },
  );
  addEventListener(
    "scroll",
    () => {
      if (Math.abs(scrollY - from) > FAR) end();
    },
    { signal, passive: true },
  );
}

/** Whether a finger made an event; Vega has none where a view is let go. */
export const isTouch = (event: Event | null): boolean =>
  event !== null && (("pointerType" in event && event.pointerType === "touch") || event.type.startsWith("touch"));

/** Let a mark under a finger speak: Vega, in `holder`, listens to pointers that move, which a tap does not. */
export function touchMark(event: PointerEvent, plot: HTMLElement, holder: Element | null, hide: () => void): void {
  hide();
  keepUntilElsewhere(plot, hide);
  if (!(event.target instanceof Element) || !holder?.contains(event.target)) return;
  holder.addEventListener("pointermove", (moved) => moved.stopPropagation(), { once: true });
  const { clientX, clientY } = event;
  event.target.dispatchEvent(
    new PointerEvent("pointermove", { bubbles: true, clientX, clientY, pointerType: "touch" }),
  );
}
