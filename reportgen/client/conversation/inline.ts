// Markdown inside a line as nodes: emphasis, code, links. Nothing is parsed as HTML, and no address is asked.

import { create, say } from "../core";
import { visible } from "./texts";

const LONGEST = 4_000; // characters of a line: a longer one is shown as it is written
const DEEPEST = 4;

/** Code, images and links, addresses, emphasis; all of bounded length, so that no text takes long. */
const MARK =
  /\\([\\`*_{}[\]()#+\-.!~|>])|(`{1,3})([^`\n]{1,1000})\2(?!`)|(!?)\[([^\]\n]{0,300})\]\(\s*([^)\s]{1,2000})(?:\s+"[^"\n]{0,200}")?\s*\)|<?(https?:\/\/[^\s<>"'`)\]]{1,2000})>?|(\*\*|~~)(?=\S)([^\n]{1,600}?\S|\S)\8|(?<![\p{L}\p{N}_])__(?=\S)([^\n]{1,600}?\S|\S)__(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}*_])([*_])(?=[^\s*_])([^*_\n]{1,600})\11(?![\p{L}\p{N}])/gu;

const SAFE = /^(?:https?:\/\/|mailto:)[^\s]+$/i;

/** A link where its address is one of the web or of mail, else its text and address in words. */
export function link(address: string, ...inside: (Node | string)[]): Node {
  if (!SAFE.test(address)) return create("span", {}, ...inside, " (", ...visible(address.slice(0, 200)), ")");
  return create("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: address }, ...inside);
}

export function inline(text: string, depth = 0): (Node | string)[] {
  if (text.length > LONGEST || depth > DEEPEST) return visible(text);
  const nodes: (Node | string)[] = [];
  let at = 0;
  for (const match of text.matchAll(MARK)) {
    const [whole, escaped, , code, image, label, target, address, mark, marked, strong, , weak] = match;
    nodes.push(...visible(text.slice(at, match.index)));
    at = match.index + whole.length;
    if (escaped !== undefined) nodes.push(escaped);
    else if (code !== undefined) nodes.push(create("code", {}, ...visible(code)));
    else if (target !== undefined)
      nodes.push(
        link(target, ...(image ? [say("image"), ": "] : []), ...(label ? inline(label, depth + 1) : visible(target))),
      );
    else if (address !== undefined) nodes.push(link(address, ...visible(address)));
    else if (marked !== undefined) nodes.push(create(mark === "~~" ? "s" : "strong", {}, ...inline(marked, depth + 1)));
    else if (strong !== undefined) nodes.push(create("strong", {}, ...inline(strong, depth + 1)));
    else nodes.push(create("em", {}, ...inline(weak ?? "", depth + 1)));
  }
  nodes.push(...visible(text.slice(at)));
  return nodes;
}
