// The script of a locked report: it asks for the password, decrypts the page and puts it in the place of the form.
// The format is that of reportgen/page/locked/sealing.py. Nothing is kept: neither the password nor what it opens.

type Bytes = Uint8Array<ArrayBuffer>;

interface Header {
  readonly format: string;
  readonly rounds: number;
  readonly salt: string;
  readonly wrapNonce: string;
  readonly wrapped: string;
  readonly prefix: string;
  readonly chunks: number;
  readonly size: number;
}

type Word = "wrong" | "empty" | "busy" | "damaged" | "insecure" | "old" | "show" | "hide";

/** Why a report does not open, as a word of the page. */
class Refusal extends Error {
  constructor(readonly word: Word) {
    super(word);
  }
}

const NAME = "reportgen-lock-1";
const LEAST_ROUNDS = 600_000;
const MOST_ROUNDS = 20_000_000;
const LONG = 4; // parts from which on there is time to read a progress bar
const encoder = new TextEncoder();

const find = <T extends Element>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Refusal("damaged");
  return found;
};

const words = (word: Word): string => find(`[data-say="${word}"]`).textContent ?? "";

function decode(text: string): Bytes {
  const native = (Uint8Array as typeof Uint8Array & { fromBase64?: (text: string) => Bytes }).fromBase64;
  return native ? native.call(Uint8Array, text) : Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

function header(): Header {
  try {
    const found = JSON.parse(find("#rg-lock").textContent ?? "") as Header;
    const rounds = found.rounds >= LEAST_ROUNDS && found.rounds <= MOST_ROUNDS;
    if (found.format !== NAME || !rounds) throw new Refusal("damaged");
    return found;
  } catch {
    throw new Refusal("damaged");
  }
}

/** The key of the content, which only the right password unwraps. */
async function contentKey(password: string, { rounds, salt, wrapNonce, wrapped }: Header): Promise<CryptoKey> {
  const typed = encoder.encode(password.normalize("NFC"));
  const material = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const kdf = { name: "PBKDF2", hash: "SHA-256", salt: decode(salt), iterations: rounds };
  const wrapping = await crypto.subtle.deriveKey(kdf, material, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const aead = { name: "AES-GCM", iv: decode(wrapNonce), additionalData: encoder.encode(`${NAME}:${rounds}`) };
  let key: ArrayBuffer;
  try {
    key = await crypto.subtle.decrypt(aead, wrapping, decode(wrapped));
  } catch {
    throw new Refusal("wrong");
  }
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
}

/** The parts of the page one after the other, each in its place: none is missing, moved or repeated. */
async function* parts(key: CryptoKey, { chunks, size, prefix }: Header): AsyncGenerator<Bytes> {
  const islands = [...document.querySelectorAll("script[data-lock]")];
  if (islands.length !== chunks) throw new Refusal("damaged");
  const nonce = new Uint8Array(12);
  nonce.set(decode(prefix));
  for (const [at, island] of islands.entries()) {
    new DataView(nonce.buffer).setUint32(8, at);
    const additionalData = encoder.encode(`${NAME}:${at}:${chunks}:${size}`);
    const content = decode(island.textContent ?? "");
    yield new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData }, key, content));
  }
}

/** The text of the page; `tell` is called with how much of it has been decrypted. */
async function opened(password: string, tell: (share: number) => void): Promise<string> {
  const head = header();
  const key = await contentKey(password, head);
  const stream = new DecompressionStream("deflate-raw");
  const text = new Response(stream.readable).arrayBuffer();
  text.catch(() => undefined); // told below
  const writer = stream.writable.getWriter();
  try {
    let done = 0;
    for await (const part of parts(key, head)) {
      await writer.write(part);
      tell(++done / head.chunks);
    }
    await writer.close();
    const content = await text;
    if (content.byteLength !== head.size) throw new Refusal("damaged");
    return new TextDecoder().decode(content);
  } catch (error) {
    await writer.abort().catch(() => undefined);
    throw error instanceof Refusal ? error : new Refusal("damaged");
  }
}

/** Put the keyboard's focus where the report begins, for readers who hear it; nobody who sees it needs a frame there. */
function reach(content: HTMLElement | null): void {
  if (!content) return;
  content.style.outline = "none";
  content.addEventListener("blur", () => content.style.removeProperty("outline"), { once: true });
  content.focus({ preventScroll: true });
}

/** Put the report in the place of this page. A parser runs no script: the page's first one is inserted as text. */
function install(text: string): void {
  const page = new DOMParser().parseFromString(text, "text/html");
  const first = [...page.querySelectorAll("script:not([type])")].at(-1);
  first?.remove();
  document.replaceChild(document.adoptNode(page.documentElement), document.documentElement);
  const boot = document.createElement("script");
  boot.textContent = first?.textContent ?? "";
  document.body.append(boot);
  reach(document.getElementById("rg-content"));
  const anchor = decodeURIComponent(location.hash.slice(1));
  if (anchor && !anchor.includes("~")) document.getElementById(anchor)?.scrollIntoView();
}

/** Why this browser can open no locked page here; nothing where it can. */
function hindrance(): Word | undefined {
  if (typeof DecompressionStream === "undefined" || !("replaceChildren" in document)) return "old";
  return globalThis.crypto?.subtle ? undefined : "insecure";
}

function start(): void {
  const form = find<HTMLFormElement>(".lock-form");
  const note = find<HTMLElement>("#lock-note");
  const problem = hindrance();
  if (problem) {
    note.textContent = words(problem);
    note.setAttribute("role", "alert");
    return;
  }
  note.hidden = true;
  form.hidden = false;
  listen(form);
}

function listen(form: HTMLFormElement): void {
  const input = find<HTMLInputElement>("#lock-password");
  const said = find<HTMLElement>("#lock-said");
  const show = find<HTMLButtonElement>(".lock-show");
  const progress = find<HTMLProgressElement>(".lock-progress");
  const busy = (is: boolean): void => {
    form.setAttribute("aria-busy", `${is}`);
    input.readOnly = is;
    if (!is) progress.hidden = true;
  };
  const report = (word: Word | "", bad = false): void => {
    said.textContent = word && words(word) + (word === "busy" ? "…" : "");
    said.toggleAttribute("data-bad", bad);
    input.setAttribute("aria-invalid", `${bad}`);
  };
  const mask = (hidden: boolean): void => {
    input.type = hidden ? "password" : "text";
    show.setAttribute("aria-pressed", `${!hidden}`);
    show.textContent = words(hidden ? "show" : "hide");
  };
  const refuse = (word: Word): void => {
    busy(false);
    report(word, true);
    form.classList.remove("lock-shake");
    void form.offsetWidth; // so that the same movement begins anew
    form.classList.add("lock-shake");
    input.focus();
    input.select();
  };
  show.addEventListener("click", () => {
    mask(input.type !== "password");
    input.focus();
  });
  input.addEventListener("input", () => report(""));
  form.noValidate = true; // the page says what is missing in its own words
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    if (!input.value) return refuse("empty");
    busy(true);
    report("busy");
    const tell = (share: number): void => {
      progress.hidden = header().chunks < LONG;
      progress.value = share;
    };
    opened(input.value, tell).then(
      (text) => {
        input.value = "";
        install(text);
      },
      (error: unknown) => refuse(error instanceof Refusal ? error.word : "damaged"),
    );
  });
  if (matchMedia("(pointer: fine)").matches) input.focus(); // no keyboard of a phone over the page unasked
}

start();

export {};
