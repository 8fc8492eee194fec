// Work that the page has begun and not ended. html[data-rg-idle] says that there is none: a signal for whoever waits
// for the page, such as a screenshot or a test.

const root = document.documentElement;
let works = 0;

/** Say that work begins; call what comes back when it has ended. */
export function begin(): () => void {
  works++;
  root.removeAttribute("data-rg-idle");
  let open = true;
  return () => {
    if (!open) return;
    open = false;
    works--;
    settle();
  };
}

/** Take a promise for work until it is settled. */
export async function during<T>(work: Promise<T>): Promise<T> {
  const end = begin();
  try {
    return await work;
  } finally {
    end();
  }
}

/** What follows at once from work that has ended is work as well. */
export function settle(): void {
  if (!works) setTimeout(() => root.toggleAttribute("data-rg-idle", !works));
}
