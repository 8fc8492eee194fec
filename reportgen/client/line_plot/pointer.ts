// Pointer, wheel and keys on a line plot: reading, zooming, panning.

import { type Area, isTouch, keepUntilElsewhere } from "../chart";

export interface Readable {
  ready(): boolean;
  area(): Area;
  /** Show the values at a pixel of the drawing area; `py` is where the pointer is in the plot, -Infinity a finger. */
  read(px: number, py: number): void;
  /** Leave reading. */
  leave(): void;
  /** Zoom to the stretch between two pixels of the drawing area; null is all of it. */
  zoomTo(pixels: [number, number] | null): void;
  /** Widen or narrow by a factor around a pixel, or move by a share of what is shown. */
  zoomBy(factor: number, px: number): void;
  pan(share: number): void;
  zoomed(): boolean;
}

/** The shaded stretch that a drag selects. */
export function listen(plot: HTMLElement, band: HTMLElement, host: Readable): void {
  let from: number | null = null;
  let cursor = NaN;
  const at = (event: MouseEvent): number => {
    const area = host.area();
    return Math.min(Math.max(event.clientX - plot.getBoundingClientRect().left - area.left, 0), area.width);
  };
  const move = (event: PointerEvent): void => {
    if (!host.ready()) return;
    const px = at(event);
    if (from === null) {
      cursor = px;
      return host.read(px, isTouch(event) ? -Infinity : event.clientY - plot.getBoundingClientRect().top);
    }
    const { left, top, height } = host.area();
    band.hidden = Math.abs(px - from) < 4;
    Object.assign(band.style, {
      left: `${left + Math.min(px, from)}px`,
      width: `${Math.abs(px - from)}px`,
      top: `${top}px`,
      height: `${height}px`,
    });
  };
  plot.addEventListener("pointermove", move);
  plot.addEventListener("pointerdown", (event) => {
    if (isTouch(event)) {
      keepUntilElsewhere(plot, () => host.leave());
      return move(event);
    }
    if (!host.ready() || event.button !== 0 || (event.target as Element).closest("button")) return;
    from = at(event);
    plot.setPointerCapture(event.pointerId);
    host.leave();
  });
  plot.addEventListener("pointerup", (event) => {
    if (from === null || !host.ready()) return;
    const ends = [from, at(event)].sort((a, b) => a - b) as [number, number];
    from = null;
    band.hidden = true;
    if (ends[1] - ends[0] >= 4) host.zoomTo(ends);
  });
  plot.addEventListener("pointercancel", () => {
    from = null;
    band.hidden = true;
  });
  plot.addEventListener("pointerleave", (event) => {
    if (!isTouch(event)) host.leave();
  });
  plot.addEventListener("blur", () => host.leave());
  plot.addEventListener("dblclick", () => host.zoomTo(null));
  // The wheel scrolls the page; with Ctrl or ⌘ (which is what a pinch sends), or in an enlarged plot, it zooms.
  plot.addEventListener(
    "wheel",
    (event) => {
      const zooms = event.ctrlKey || event.metaKey || plot.closest(".rg-large") !== null;
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      if (!host.ready() || (!zooms && !(sideways && host.zoomed()))) return;
      event.preventDefault();
      if (sideways) host.pan((event.deltaX || event.deltaY) / Math.max(host.area().width, 1));
      else host.zoomBy(1.0015 ** (event.deltaY * (event.deltaMode ? 16 : 1)), at(event));
    },
    { passive: false },
  );
  plot.addEventListener("keydown", (event) => {
    if (!host.ready() || event.target !== plot) return;
    const { width } = host.area();
    const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
    const step = moves[event.key];
    if (step !== undefined && event.shiftKey && host.zoomed()) host.pan(step / 10);
    else if (step !== undefined) {
      cursor = Number.isFinite(cursor) ? Math.min(Math.max(cursor + (step * width) / 100, 0), width) : width / 2;
      host.read(cursor, 20);
    } else if (event.key === "+" || event.key === "=") host.zoomBy(0.5, Number.isFinite(cursor) ? cursor : width / 2);
    else if (event.key === "-") host.zoomBy(2, Number.isFinite(cursor) ? cursor : width / 2);
    else if (event.key === "0") host.zoomTo(null);
    else if (event.key === "Escape" && host.zoomed()) {
      host.zoomTo(null);
      event.stopPropagation();
    } else return;
    event.preventDefault();
  });
}
