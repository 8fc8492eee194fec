// The full screen: one scene as large as the window, with the panel's controls.

import { button, change, create, say, state, subscribe } from "../core";
import type { SceneCell } from "./cell";
import { Company } from "./company";
import { controlsOf } from "./controls";
import type { SceneElement } from "./scene";

/** What has the focus, within a viewer, too. */
function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

export function openScene(cell: SceneCell, name: string, caption: string, link: string, from?: SceneElement): void {
  const opener = focused();
  const closing = new AbortController();
  const scene = (document.createElement("rg-scene") as SceneElement)
    .setup(cell, name, new Company())
    .startAt(from?.turnedTo);
  const dialog = create("dialog", { class: "rg-viewer rg-scene-full", "aria-label": say("Full screen") });
  const close = button("×", () => dialog.close(), {
    class: "rg-close",
    "aria-label": say("Close"),
    title: say("Close (Esc)"),
  });
  const title = create(
    "div",
    { class: "rg-viewer-title" },
    create("bdi", {}, caption || name),
    ...(caption ? [create("span", { class: "rg-note" }, name)] : []),
  );
  dialog.append(create("div", { class: "rg-viewer-bar" }, title, controlsOf([cell], closing.signal), close), scene);
  dialog.addEventListener("close", () => {
    closing.abort();
    if (state.picture === link) change({ picture: null });
    dialog.remove();
    if (opener instanceof HTMLElement) opener.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  change({ picture: link });
  const follow = subscribe((now) => {
    if (now.picture !== link) dialog.close();
  });
  closing.signal.addEventListener("abort", follow);
}
