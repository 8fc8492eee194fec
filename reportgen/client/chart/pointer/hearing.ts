// Listening to a plot while it is near the view: what listens no longer keeps nothing.

export type Hear = <K extends keyof HTMLElementEventMap>(
  name: K,
  heard: (event: HTMLElementEventMap[K]) => void,
) => void;

/** How to listen to an element until the signal is given. */
export const hearing =
  (element: HTMLElement, signal: AbortSignal): Hear =>
  (name, heard) =>
    element.addEventListener(name, heard, { signal });
