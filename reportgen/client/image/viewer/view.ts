// Zoom and pan of the full screen: one view for all pictures, so that compared ones move together.

export interface View {
  /** 1 shows the whole picture. */
  zoom: number;
  /** What of the picture is in the middle of its stage, as shares of its width and height. */
  x: number;
  y: number;
}

const MOST = 400;

export const fitted = (): View => ({ zoom: 1, x: 0.5, y: 0.5 });

/** CSS pixels of a picture's pixel where the whole picture fits in a stage; small pictures grow. */
export function fitScale(width: number, height: number, stage: { width: number; height: number }): number {
  return Math.min(stage.width / width, stage.height / height);
}

/** Zoom by a factor about a point of the stage (in CSS pixels from its middle). */
export function zoomed(
  view: View,
  factor: number,
  dx: number,
  dy: number,
  shown: { width: number; height: number },
): View {
  const zoom = Math.min(Math.max(view.zoom * factor, 0.2), MOST);
  const by = zoom / view.zoom;
  const x = view.x + (dx / (shown.width * view.zoom)) * (1 - 1 / by);
  const y = view.y + (dy / (shown.height * view.zoom)) * (1 - 1 / by);
  return inside({ zoom, x, y });
}

export function moved(view: View, dx: number, dy: number, shown: { width: number; height: number }): View {
  return inside({ ...view, x: view.x - dx / (shown.width * view.zoom), y: view.y - dy / (shown.height * view.zoom) });
}

const inside = (view: View): View => ({
  ...view,
  x: Math.min(Math.max(view.x, 0), 1),
  y: Math.min(Math.max(view.y, 0), 1),
});

/** Turn wheel, drag and pinch on a stage into changes of the view. */
export function gestures(
  stage: HTMLElement,
  signal: AbortSignal,
  size: () => { width: number; height: number },
  get: () => View,
  change: (view: View) => void,
): void {
  const fingers = new Map<number, PointerEvent>();
  const middle = (x: number, y: number, target: EventTarget | null): [number, number] => {
    const box = ((target as Element | null)?.closest(".rg-pane") ?? stage).getBoundingClientRect();
    return [x - box.left - box.width / 2, y - box.top - box.height / 2];
  };
  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const [dx, dy] = middle(event.clientX, event.clientY, event.target);
      change(zoomed(get(), Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0015)), dx, dy, size()));
    },
    { signal, passive: false },
  );
  stage.addEventListener(
    "pointerdown",
    (event) => {
      if ((event.target as Element).closest("input, button, .rg-wipe-handle")) return;
      fingers.set(event.pointerId, event);
      stage.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  stage.addEventListener(
    "pointermove",
    (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const distance = (a: PointerEvent): number => Math.hypot(a.clientX - other.clientX, a.clientY - other.clientY);
        const [dx, dy] = middle((event.clientX + other.clientX) / 2, (event.clientY + other.clientY) / 2, event.target);
        change(zoomed(get(), distance(event) / Math.max(distance(before), 1), dx, dy, size()));
        change(moved(get(), (event.clientX - before.clientX) / 2, (event.clientY - before.clientY) / 2, size()));
      } else change(moved(get(), event.clientX - before.clientX, event.clientY - before.clientY, size()));
      fingers.set(event.pointerId, event);
    },
    { signal },
  );
  for (const end of ["pointerup", "pointercancel"] as const) {
    stage.addEventListener(
      end,
      (event) => {
        fingers.delete(event.pointerId);
      },
      { signal },
    );
  }
}
