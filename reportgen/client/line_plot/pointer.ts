// Pointer, wheel and keys on a line plot: reading, zooming, panning.

import { type Area, type Hear, hearing, isTouch, keepUntilElsewhere } from "../chart";

export interface Readable {
  ready(): boolean;
  area(): Area;
  /** Show the values at a pixel of the drawing area; `py` is where the pointer is in the plot. */
  read(px: number, py: number, finger: boolean): void;
  /** Show and say the values at the next logged place, or so many hundredths of the width away; the ends are Infinity. */
  step(by: number): void;
  /** Leave reading. */
  leave(): void;
  /** Zoom to the stretch between two pixels of the drawing area; null is all of it. */
  zoomTo(pixels: [number, number] | null): void;
  /** Widen or narrow by a factor around a pixel, or move by a share of what is shown. */
  zoomBy(factor: number, px: number): void;
  pan(share: number): void;
  zoomed(): boolean;
}

/** Listen to a plot until the signal is given; `band` is the shaded stretch that a drag selects. */
export function listen(plot: HTMLElement, band: HTMLElement, host: Readable, signal: AbortSignal): void {
  const hear = hearing(plot, signal);
  listenToPointer(hear, plot, band, host);
  listenToWheel(plot, host, signal);
  hear("keydown", (event) => {
    if (host.ready() && event.target === plot && press(event, host)) event.preventDefault();
  });
  hear("blur", () => host.leave());
}

/** The pixel of the drawing area that an event is at. */
function pixelOf(event: MouseEvent, plot: HTMLElement, host: Readable): number {
  const { left, width } = host.area();
  return Math.min(Math.max(event.clientX - plot.getBoundingClientRect().left - left, 0), width);
}

function listenToPointer(hear: Hear, plot: HTMLElement, band: HTMLElement, host: Readable): void {
  let from: number | null = null;
  const move = (event: PointerEvent): void => {
    if (!host.ready()) return;
    const px = pixelOf(event, plot, host);
    if (from !== null) return shade(band, host.area(), from, px);
    host.read(px, event.clientY - plot.getBoundingClientRect().top, isTouch(event));
  };
  hear("pointermove", move);
  hear("pointerdown", (event) => {
    if (isTouch(event)) {
      keepUntilElsewhere(plot, () => host.leave());
      return move(event);
    }
    if (!host.ready() || event.button !== 0 || (event.target as Element).closest("button")) return;
    from = pixelOf(event, plot, host);
    plot.setPointerCapture(event.pointerId);
    host.leave();
  });
  hear("pointerup", (event) => {
    if (from === null || !host.ready()) return;
    const ends = [from, pixelOf(event, plot, host)].sort((a, b) => a - b) as [number, number];
    from = null;
    band.hidden = true;
    if (ends[1] - ends[0] >= 4) host.zoomTo(ends);
  });
  hear("pointercancel", () => {
    from = null;
    band.hidden = true;
  });
  hear("pointerleave", (event) => {
    if (!isTouch(event)) host.leave();
  });
  hear("dblclick", () => host.zoomTo(null));
}

function shade(band: HTMLElement, { left, top, height }: Area, from: number, to: number): void {
  band.hidden = Math.abs(to - from) < 4;
  Object.assign(band.style, {
    left: `${left + Math.min(to, from)}px`,
    width: `${Math.abs(to - from)}px`,
    top: `${top}px`,
    height: `${height}px`,
  });
}

/** The wheel scrolls the page; with Ctrl or ⌘ (which is what a pinch sends), or in an enlarged plot, it zooms. */
function listenToWheel(plot: HTMLElement, host: Readable, signal: AbortSignal): void {
  plot.addEventListener(
    "wheel",
    (event) => {
      const zooms = event.ctrlKey || event.metaKey || plot.closest(".rg-large") !== null;
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      if (!host.ready() || (!zooms && !(sideways && host.zoomed()))) return;
      event.preventDefault();
      if (sideways) host.pan((event.deltaX || event.deltaY) / Math.max(host.area().width, 1));
      else host.zoomBy(1.0015 ** (event.deltaY * (event.deltaMode ? 16 : 1)), pixelOf(event, plot, host));
    },
    { passive: false, signal },
  );
}

const MOVES: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
};

/** Whether a key does something in a plot. */
function press(event: KeyboardEvent, host: Readable): boolean {
  const middle = host.area().width / 2;
  const step = MOVES[event.key];
  if (step !== undefined && event.shiftKey && host.zoomed()) host.pan(Math.min(Math.max(step, -10), 10) / 10);
  else if (step !== undefined) host.step(step);
  else if (event.key === "+" || event.key === "=") host.zoomBy(0.5, middle);
  else if (event.key === "-") host.zoomBy(2, middle);
  else if (event.key === "0") host.zoomTo(null);
  else if (event.key === "Escape" && host.zoomed()) {
    host.zoomTo(null);
    event.stopPropagation();
  } else return false;
  return true;
}
