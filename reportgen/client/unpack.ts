// What is packed in a page, unpacked: base64, raw deflate, and blocks in several parts.

export interface Boot {
  inflate(content: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  decode(text: string): Uint8Array<ArrayBuffer>;
  join(parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>;
  load(module: string): Promise<void>;
  /** The packed text of a block that lies in a file beside the page; a page that is one file has no such blocks. */
  fetch?(address: string, id: string): Promise<string>;
}

type WithBase64 = typeof Uint8Array & { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };

export const decode: Boot["decode"] = (text) => {
  const native = (Uint8Array as WithBase64).fromBase64;
  return native ? native.call(Uint8Array, text) : Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
};

// Written straight into the stream: a Blob in between costs a round trip to another process for each block.
export const inflate: Boot["inflate"] = (content) => {
  const stream = new DecompressionStream("deflate-raw");
  const writer = stream.writable.getWriter();
  void writer.write(content).catch(() => undefined);
  void writer.close().catch(() => undefined);
  return new Response(stream.readable).arrayBuffer();
};

/** The parts of a block as one. */
export const join: Boot["join"] = (parts) => {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/**
 * Whether the style sheet and style attributes hold here: a host's own policy may forbid them. Without them a live page
 * measures boxes that have no height, and draws without end; the static page stays readable.
 */
export function isStyled(): boolean {
  const probe = document.createElement("i");
  probe.setAttribute("style", "top:0");
  return probe.style.top !== "" && [...document.styleSheets].length > 0;
}

/** Load every script that the page does not keep for later, one after the other. */
export async function start(load: Boot["load"]): Promise<void> {
  // ?print is for a browser that prints without a reader: the page stays static, which comes out the same each time.
  const which = location.search === "?print" ? '[data-module="core"]' : "[data-module]:not([data-later])";
  const modules = [...document.querySelectorAll(`script${which}`)];
  for (const script of modules) await load(script.getAttribute("data-module") ?? "");
}
