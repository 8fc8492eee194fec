// A page in a frame, as notebooks show it, tells the page around it how tall it is: one number, and nothing else.

/** What the page around is told: `{ "reportgen-height": 1234 }`. */
export function tellHeight(): void {
  if (window.parent === window) return;
  let last = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === last) return;
    last = height;
    window.parent.postMessage({ "reportgen-height": height }, "*");
  }).observe(document.body);
}
