// Questions about rows in the page: the same language as in the spec, with the same answers.

import { parseAggregation } from "./aggregation";
import { bind, type Tables, wordOf } from "./bind";
import { parseFriendly } from "./friendly";
import { balanced, type Node, sought } from "./tree";

export { compile } from "./evaluate";
export { NAMES, type Node, QueryError } from "./tree";

/** The tree of a question in either spelling; QueryError says where it goes wrong. */
export const parse = (text: string): Node =>
  text.trimStart().startsWith("{") ? parseAggregation(text) : parseFriendly(text);

/** The same over columns that exist, of a filter: a word that is no column is searched for in the texts of a row. */
export const askFilter = (text: string, tables: Tables, shared?: ReadonlyMap<string, string>): Node =>
  bind(sought(parseFilter(text)), tables, shared);

/** The tree of a filter; words that are no question are searched for, all of them. As parse_filter of reportgen/lang. */
function parseFilter(text: string): Node {
  try {
    return parse(text);
  } catch (error) {
    const words = wordsIn(text);
    if (!words) throw error;
    return balanced(
      "and",
      words.map((word): Node => ({ is: "search", word })),
    );
  }
}

const WORD = /"([^"\\]+)"|'([^'\\]+)'|([^\s"'`\\()[\]{}<>=!&|$,]+(?:'[^\s"'`\\()[\]{}<>=!&|$,]+)*)/uy;
const KEYWORD = /^(?:and|or|not|in)$/i;

/** The words and quoted phrases that a text consists of; nothing where it holds more than those. */
export function wordsIn(text: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    WORD.lastIndex = at;
    const [whole = "", double, single, bare] = WORD.exec(text) ?? [];
    const word = double ?? single ?? bare ?? "";
    const next = text[at + whole.length] ?? " ";
    if (!/[\p{L}\p{N}]/u.test(word) || (bare && KEYWORD.test(bare)) || !/\s/.test(next)) return undefined;
    words.push(word);
    at += whole.length;
    while (/\s/.test(text[at] ?? "")) at++;
  }
  return words.length ? words : undefined;
}

/** What a filter searches for, where it is words or texts alone. */
export function wordsOf(text: string, tables: Tables, shared: ReadonlyMap<string, string>): string[] | undefined {
  let tree: Node;
  try {
    tree = sought(parse(text));
  } catch {
    return wordsIn(text);
  }
  const word = wordOf(tree, tables, shared);
  return word === undefined ? undefined : [word];
}

/** The same for what is no filter. */
export const ask = (text: string, tables: Tables, shared?: ReadonlyMap<string, string>): Node =>
  bind(parse(text), tables, shared);
