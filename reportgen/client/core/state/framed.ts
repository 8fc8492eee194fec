// A page in a frame, as notebooks show it, tells the page around it how tall it is: one number, and nothing else.

/** Pixels below what comes last. */
const FOOT = 32;

/** Tell the page around how tall this one is, now and whenever that changes: `{ "reportgen-height": 1234 }`. */
export function tellHeight(): void {
  if (window.parent === window) return;
  // The page itself is never less tall than its frame; what is in it ends where the last part does.
  const parts = [...(document.querySelector("main") ?? document.body).children];
  let last = 0;
  const observer = new ResizeObserver(() => {
    const ends = parts.map((part) => part.getBoundingClientRect().bottom);
    const height = Math.ceil(Math.max(0, ...ends) + window.scrollY + FOOT);
    if (height === last) return;
    last = height;
    window.parent.postMessage({ "reportgen-height": height }, "*");
  });
  for (const part of parts) observer.observe(part);
}
