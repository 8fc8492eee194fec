// The picture or scene that is open whole is in the page's address, by what it is and not by its place.

import { listedRuns, panelName, state, subscribe } from "../core";
import { type Item, placeOf } from "./layout";

/** What stands for an item of a gallery in the address: its panel, run, step, place in the step, and key. */
export const linkOf = (gallery: Element, item: Item): string =>
  [panelName(gallery), listedRuns()[item.run]?.id || "-", placeOf(item), item.index, item.key].join(" ");

/** Whether the address names something of this panel that is not open. */
const isWanted = (element: Element): boolean =>
  state.picture?.split(" ")[0] === panelName(element) && !document.querySelector("dialog[open]");

/** Call `open` now and on each change where the address names something of the panel around `element`. */
export function opening(element: Element, open: () => void): () => void {
  const look = (): void => {
    if (isWanted(element)) open();
  };
  look();
  return subscribe((now, before) => {
    // What is open may have to close first.
    if (now.picture !== before.picture) queueMicrotask(look);
  });
}
