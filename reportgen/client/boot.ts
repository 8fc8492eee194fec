// The one script that stands in the page as plain text. It inflates the others and inserts them as text,
// which a policy of hashes allows. Where that is not possible the page stays as it is: static and readable.

import { type Boot, decode, inflate, isStyled, join, start } from "./unpack";

const loaded = new Map<string, Promise<void>>();

const load: Boot["load"] = (module) => {
  const insert = async (): Promise<void> => {
    const first = document.querySelector(`script[data-module="${module}"]`);
    const id = first?.getAttribute("data-rg") ?? "";
    const parts = [...document.querySelectorAll(`script[data-rg="${id}"]`)].map((part) =>
      decode(part.textContent ?? ""),
    );
    const script = document.createElement("script");
    script.textContent = new TextDecoder().decode(await inflate(join(parts)));
    document.head.append(script);
  };
  const promise = loaded.get(module) ?? insert();
  loaded.set(module, promise);
  return promise;
};

(globalThis as unknown as { reportgenBoot: Boot }).reportgenBoot = { inflate, decode, join, load };

if (isStyled()) void start(load).catch(() => undefined);
