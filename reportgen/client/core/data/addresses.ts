// Addresses of pictures, sounds and videos in memory: several elements may show one, and it lasts as long as any does.

const uses = new Map<string, number>();
const LINGER = 1000; // ms, for what a browser still loads from it, and for one that takes it over

/** What lies in a file beside the page: only its address is known, and no policy need allow it to be read. */
const beside = new WeakMap<Blob, string>();

export function lying(address: string, type: string): Blob {
  const content = new Blob([], { type });
  beside.set(content, address);
  return content;
}

/** An address of a file, used once. */
export function addressOf(content: Blob): string {
  const known = beside.get(content);
  if (known) return known;
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
