// The keys of the full screen.

import type { Tooled } from "./toolbar";

const STEP = 60; // CSS px a key press moves

/** What keys act on besides the tools. */
export interface Keyed extends Tooled {
  /** Whether only a part of the picture is seen. */
  closer(): boolean;
  move(dx: number, dy: number): void;
  /** Press the button of a key. */
  press(key: string): void;
}

/** What a key does; nothing where it is typed into a field or meant for the browser. */
export function actionOf(event: KeyboardEvent, host: Keyed): (() => void) | undefined {
  if ((event.target as Element).closest("input, select, .rg-popover")) return undefined;
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const actions: Record<string, () => void> = {
    ArrowLeft: () => (host.closer() ? host.move(STEP, 0) : host.go(-1)),
    ArrowRight: () => (host.closer() ? host.move(-STEP, 0) : host.go(1)),
    ArrowUp: () => host.move(0, STEP),
    ArrowDown: () => host.move(0, -STEP),
    PageUp: () => host.go(-1),
    PageDown: () => host.go(1),
    "+": () => host.zoomBy(1.25),
    "=": () => host.zoomBy(1.25),
    "-": () => host.zoomBy(0.8),
    "0": () => host.fit(),
    "1": () => host.original(),
    p: () => host.press("pixelated"),
    c: () => host.press("stretched"),
    o: () => host.press("overlays"),
    h: () => host.press("histogram"),
    l: () => host.press("legend"),
  };
  return actions[event.key];
}
