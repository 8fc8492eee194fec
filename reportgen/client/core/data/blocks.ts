// Data blocks: inert islands of base64, decoded once and shared. reportgen/blocks.py writes them.

import type { Boot } from "../../unpack";
import { addressOf, lying } from "./addresses";
import { type Floats, numbers } from "./numbers";

export type { Floats, Numbers } from "./numbers";

/** The id of a data block of numbers. */
export type BlockId = string & { readonly block: "numbers" };

export const boot = (globalThis as unknown as { reportgenBoot: Boot }).reportgenBoot;

export interface Page {
  runs: { index: number; name: string; state: string }[];
  vega: Record<string, unknown>;
}

/** Bytes of numbers that are kept decoded; beyond, those that were asked for longest ago are decoded anew. */
const KEPT = 16e6;

const decoded = new Map<string, Promise<unknown>>();
/** The sizes of the columns that are kept, in the order in which they were asked for. */
const sizes = new Map<string, number>();
let held = 0;

/** The decoded value of a block: an object, a text, a column of numbers. */
export function block<T>(id: string): Promise<T> {
  const known = decoded.get(id) ?? read(id);
  decoded.set(id, known);
  return known as Promise<T>;
}

/** The numbers of a block. */
export async function column(id: BlockId): Promise<Floats> {
  const found = await block<Floats>(id);
  keep(id, found.byteLength);
  return found;
}

/** Remember that a column was asked for, and forget what is beyond the bytes to keep. */
function keep(id: string, size: number): void {
  held += size - (sizes.get(id) ?? 0);
  sizes.delete(id);
  sizes.set(id, size);
  for (const [oldest, bytes] of sizes) {
    if (held <= KEPT) return;
    held -= bytes;
    sizes.delete(oldest);
    decoded.delete(oldest);
  }
}

/** The same, read anew each time: for what is needed near the view only. */
export const passing = <T>(id: string): Promise<T> => read(id) as Promise<T>;

export const page = (): Promise<Page> => block<Page>("page");

/** The islands of every block, found once: a page can hold thousands, and all stand there before any script runs. */
let index: Map<string, HTMLElement[]> | undefined;

function islandsOf(id: string): HTMLElement[] {
  if (!index) {
    index = new Map();
    for (const island of document.querySelectorAll<HTMLElement>("script[data-rg]")) {
      const name = island.dataset.rg ?? "";
      const found = index.get(name);
      if (found) found.push(island);
      else index.set(name, [island]);
    }
  }
  return index.get(id) ?? [];
}

/** The bytes of a block, unpacked and not read. */
export async function bytes(id: string): Promise<ArrayBuffer> {
  const islands = islandsOf(id);
  if (!islands[0]) throw new Error(`no data block ${id}`);
  const { src } = islands[0].dataset;
  const stored = src
    ? boot.decode((await boot.fetch?.(src, id)) ?? "")
    : boot.join(islands.map((island) => boot.decode(island.textContent ?? "")));
  return "raw" in islands[0].dataset ? stored.buffer : boot.inflate(stored);
}

async function read(id: string): Promise<unknown> {
  const own = islandsOf(id)[0]?.dataset;
  if (own?.file) return lying(own.file, own.extra ?? "");
  const raw = await bytes(id);
  const { type, n = "0", extra = "" } = islandsOf(id)[0]?.dataset ?? {};
  switch (type) {
    case "json":
      return JSON.parse(new TextDecoder().decode(raw));
    case "text":
      return new TextDecoder().decode(raw);
    case "file":
      return new Blob([raw], { type: extra });
    default:
      return numbers(type ?? "", new Uint8Array(raw), Number(n), extra);
  }
}

/** Pictures of the static page by block, kept for when its markup is replaced. */
const inMarkup = new Map<string, string>();

export function keepPictures(root: ParentNode): void {
  for (const image of root.querySelectorAll<HTMLImageElement>("img[data-rg][src]"))
    inMarkup.set(image.dataset.rg ?? "", image.src);
}

/** A file's content, read anew each time so that nothing keeps what has gone out of view. */
export async function file(id: string): Promise<Blob> {
  const source = inMarkup.get(id) ?? document.querySelector<HTMLImageElement>(`img[data-rg="${id}"]`)?.src;
  if (!source) return read(id) as Promise<Blob>;
  if (!source.startsWith("data:")) return lying(source, "");
  const comma = source.indexOf(",");
  return new Blob([boot.decode(source.slice(comma + 1))], { type: source.slice(5, source.indexOf(";")) });
}

/** An address of a stored picture, wherever its bytes are: in a block, or in an image of the static page. Drop it. */
export async function picture(id: string): Promise<string> {
  return inMarkup.get(id) ?? (await addressOf(await file(id)));
}

/** The address of a bundled module, for running it elsewhere than in the page; call `URL.revokeObjectURL` with it. */
export async function moduleAddress(name: string): Promise<string> {
  const { rg = "", src } = document.querySelector<HTMLElement>(`script[data-module="${name}"]`)?.dataset ?? {};
  if (src) return src;
  const stored = boot.join(islandsOf(rg).map((island) => boot.decode(island.textContent ?? "")));
  return URL.createObjectURL(new Blob([await boot.inflate(stored)], { type: "text/javascript" }));
}
