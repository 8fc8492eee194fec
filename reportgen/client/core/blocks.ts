// Data blocks: inert islands of base64, decoded once and shared. reportgen/blocks.py writes them.

export type Floats = Float64Array | Float32Array;

interface Boot {
  inflate(content: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  decode(text: string): Uint8Array<ArrayBuffer>;
  join(parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>;
  load(module: string): Promise<void>;
}

export const boot = (globalThis as unknown as { reportgenBoot: Boot }).reportgenBoot;

export interface Page {
  runs: { index: number; name: string; state: string }[];
  vega: Record<string, unknown>;
}

const decoded = new Map<string, Promise<unknown>>();

/** The decoded value of a block: an object, a text, a column of numbers. */
export function block<T>(id: string): Promise<T> {
  const known = decoded.get(id) ?? read(id);
  decoded.set(id, known);
  return known as Promise<T>;
}

export const page = (): Promise<Page> => block<Page>("page");

/** The islands of every block, found once: a page can hold thousands, and all stand there before any script runs. */
let index: Map<string, HTMLElement[]> | undefined;

function islandsOf(id: string): HTMLElement[] {
  if (!index) {
    index = new Map();
    for (const island of document.querySelectorAll<HTMLElement>("script[data-rg]")) {
      const name = island.dataset["rg"] ?? "", found = index.get(name);
      if (found) found.push(island);
      else index.set(name, [island]);
    }
  }
  return index.get(id) ?? [];
}

async function read(id: string): Promise<unknown> {
  const islands = islandsOf(id);
  const first = islands[0];
  if (!first) throw new Error(`no data block ${id}`);
  const { type, n = "0", extra = "" } = first.dataset;
  const stored = boot.join(islands.map((island) => boot.decode(island.textContent ?? "")));
  const raw = "raw" in first.dataset ? stored.buffer : await boot.inflate(stored);
  switch (type) {
    case "json": return JSON.parse(new TextDecoder().decode(raw));
    case "text": return new TextDecoder().decode(raw);
    case "file": return new Blob([raw], { type: extra });
    default: return numbers(type ?? "", new Uint8Array(raw), Number(n), extra);
  }
}

function numbers(type: string, raw: Uint8Array, n: number, extra: string): Floats {
  if (type === "range") {
    const [start = 0, step = 1] = extra.split(",").map(Number);
    return Float64Array.from({ length: n }, (_, i) => start + i * step);
  }
  if (type === "delta") {
    const steps = new Int32Array(unshuffle(raw, n - 1, 4));
    const values = new Float64Array(n);
    values[0] = Number(extra);
    for (let i = 1; i < n; i++) values[i] = (values[i - 1] ?? 0) + (steps[i - 1] ?? 0);
    return values;
  }
  return type === "f4" ? new Float32Array(unshuffle(raw, n, 4)) : new Float64Array(unshuffle(raw, n, 8));
}

/** Undo the byte planes: all first bytes, then all second bytes, and so on. */
function unshuffle(raw: Uint8Array, n: number, width: number): ArrayBuffer {
  const out = new Uint8Array(n * width);
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0; i < n; i++) out[i * width + plane] = raw[plane * n + i] ?? 0;
  }
  return out.buffer;
}

/** A URL for a stored picture, wherever its bytes are: in a block, or in an image of the static page. */
export function picture(id: string): Promise<string> {
  const key = `url:${id}`;
  const there = document.querySelector<HTMLImageElement>(`img[data-rg="${id}"]`);
  const known = decoded.get(key) ?? (there ? Promise.resolve(there.src) : block<Blob>(id).then((blob) => URL.createObjectURL(blob)));
  decoded.set(key, known);
  return known as Promise<string>;
}
