// Addresses of pictures, sounds and videos in memory: several elements may show one, and it lasts as long as any does.

const uses = new Map<string, number>();
const LINGER = 1000; // ms, for what a browser still loads from it, and for one that takes it over

// A host's own policy may forbid addresses in memory where it allows addresses that hold their content, which take more.
const SMALLEST = {
  image: "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=",
  media: "data:audio/wav;base64,UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=",
};
const allowed = new Map<string, Promise<boolean>>();

/** Whether the page may show what only an address in memory names; tried once for pictures and once for media. */
function isAllowed(kind: keyof typeof SMALLEST): Promise<boolean> {
  const known = allowed.get(kind) ?? tried(kind);
  allowed.set(kind, known);
  return known;
}

function tried(kind: keyof typeof SMALLEST): Promise<boolean> {
  const [, type = "", content = ""] = /^data:(.*);base64,(.*)$/.exec(SMALLEST[kind]) ?? [];
  const address = URL.createObjectURL(new Blob([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], { type }));
  const probe = kind === "image" ? new Image() : new Audio();
  return new Promise<boolean>((resolve) => {
    for (const end of ["load", "loadedmetadata"]) probe.addEventListener(end, () => resolve(true));
    probe.addEventListener("error", () => resolve(false));
    probe.src = address;
  }).finally(() => URL.revokeObjectURL(address));
}

function held(content: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = (): void => resolve(String(reader.result));
    reader.onerror = (): void => reject(reader.error);
    reader.readAsDataURL(content);
  });
}

/** What lies in a file beside the page: only its address is known, and no policy need allow it to be read. */
const beside = new WeakMap<Blob, string>();

export function lying(address: string, type: string): Blob {
  const content = new Blob([], { type });
  beside.set(content, address);
  return content;
}

/** An address of a file, used once. */
export async function addressOf(content: Blob): Promise<string> {
  const known = beside.get(content);
  if (known) return known;
  if (!(await isAllowed(content.type.startsWith("image/") ? "image" : "media"))) return held(content);
  const address = URL.createObjectURL(content);
  uses.set(address, 1);
  return address;
}

/** Use what another element shows, too; nothing where that is gone by now. Addresses that hold their content stay. */
export function share(address: string | undefined): string | undefined {
  if (!address?.startsWith("blob:")) return address;
  const count = uses.get(address);
  if (count === undefined) return undefined;
  uses.set(address, count + 1);
  return address;
}

/** Use an address no longer; call it when nothing of the element shows it any more. */
export function drop(address: string | undefined): void {
  const count = address === undefined ? undefined : uses.get(address);
  if (address === undefined || count === undefined) return;
  uses.set(address, count - 1);
  if (count === 1)
    setTimeout(() => {
      if (uses.get(address) !== 0) return;
      uses.delete(address);
      URL.revokeObjectURL(address);
    }, LINGER);
}
