// The first script of a report that is a folder. Scripts and data are files beside the page, all of them scripts: these
// load from a disk as they do from a server, and a policy that names the report's own host allows them.

import { type Boot, decode, inflate, join, start } from "./unpack";

const scripts = new Map<string, Promise<void>>();
const texts = new Map<string, string>();

function run(address: string): Promise<void> {
  const known = scripts.get(address);
  if (known) return known;
  const made = new Promise<void>((done, fail) => {
    const script = document.createElement("script");
    script.addEventListener("load", () => done());
    script.addEventListener("error", () => fail(new Error(`${address} is missing next to the page`)));
    script.src = address;
    document.head.append(script);
  });
  scripts.set(address, made);
  return made;
}

const load: Boot["load"] = (module) =>
  run(document.querySelector(`script[data-module="${module}"]`)?.getAttribute("data-src") ?? "");

const fetch: Boot["fetch"] = async (address, id) => {
  await run(address);
  return texts.get(id) ?? "";
};

const take = (held: Record<string, string>): void => {
  for (const [id, text] of Object.entries(held)) texts.set(id, text);
};

(globalThis as unknown as { reportgenBoot: Boot & { take: typeof take } }).reportgenBoot = {
  inflate,
  decode,
  join,
  load,
  fetch,
  take,
};

void start(load).catch(() => undefined);
