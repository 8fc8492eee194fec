// What of a page's state is not in its address: what is open, scrolled and in focus, found again by its place in a panel.

/** A path from the nearest element with an id down to an element, by the place among its siblings. */
function pathOf(element: Element): string {
  const parts: string[] = [];
  let at: Element | null = element;
  while (at && !at.id && at !== at.ownerDocument.body) {
    const { parentElement }: Element = at;
    parts.unshift(`${at.localName}:${parentElement ? [...parentElement.children].indexOf(at) : 0}`);
    at = parentElement;
  }
  return [at?.id ?? "", ...parts].join("/");
}

function elementAt(page: Document, path: string): Element | null {
  const [id = "", ...parts] = path.split("/");
  let at: Element | null = id ? page.getElementById(id) : page.body;
  for (const part of parts) {
    const [name, place] = part.split(":");
    at = at?.children[Number(place)] ?? null;
    if (at?.localName !== name) return null;
  }
  return at;
}

/** Copy that state from a report to the same one built again; with `last`, the keyboard's focus as well. */
export function carry(from: HTMLIFrameElement, to: HTMLIFrameElement, last: boolean): void {
  const before = from.contentDocument;
  const after = to.contentDocument;
  if (!before || !after) return;
  for (const fold of before.querySelectorAll<HTMLDetailsElement>("details:not(.rg-section)")) {
    const same = elementAt(after, pathOf(fold));
    if (same?.localName === "details") (same as HTMLDetailsElement).open = fold.open;
  }
  for (const element of before.querySelectorAll<HTMLElement>("aside, div, ul, pre")) {
    if (!element.scrollTop && !element.scrollLeft) continue;
    const same = elementAt(after, pathOf(element));
    if (same) {
      same.scrollTop = element.scrollTop;
      same.scrollLeft = element.scrollLeft;
    }
  }
  const focus = before.activeElement;
  if (!last || !focus || focus === before.body || document.activeElement !== from) return;
  const same = elementAt(after, pathOf(focus));
  if (same && "focus" in same) (same as HTMLElement).focus({ preventScroll: true });
  else to.focus();
}
