/* Live reports follow the colours that a reader chose for the site; blocks of code have names. */
(() => {
  const follow = () => {
    const scheme = document.body.dataset.mdColorScheme === "slate" ? "dark" : "light";
    for (const frame of document.querySelectorAll(".rg-live-report iframe")) {
      try {
        const root = frame.contentDocument.documentElement;
        const button = root.querySelector(".rg-scheme");
        const dark = root.dataset.scheme
          ? root.dataset.scheme === "dark"
          : frame.contentWindow.matchMedia("(prefers-color-scheme: dark)").matches;
        if (button && dark !== (scheme === "dark")) button.click();
      } catch {
        // opened from a disk: each file is an origin of its own, and the report has its own switch
      }
    }
  };
  // The theme gives each block of code a navigation of one button; each needs a name of its own.
  const name = () => {
    const all = document.querySelectorAll("nav.md-code__nav");
    for (const [at, one] of all.entries()) one.setAttribute("aria-label", `Code ${at + 1}`);
  };
  name();
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  new MutationObserver(follow).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
  for (const frame of document.querySelectorAll(".rg-live-report iframe")) frame.addEventListener("load", follow);
})();
