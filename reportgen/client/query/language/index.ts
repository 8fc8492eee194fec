// Questions about rows in the page: the same language as in the spec, with the same answers.

import { parseAggregation } from "./aggregation";
import { bind, type Tables, wordOf as wordIn } from "./bind";
import { parseFriendly } from "./friendly";
import { type Node, sought } from "./tree";

export { compile } from "./evaluate";
export { NAMES, type Node, QueryError } from "./tree";

/** The tree of a question in either spelling; QueryError says where it goes wrong. */
export const parse = (text: string): Node =>
  text.trimStart().startsWith("{") ? parseAggregation(text) : parseFriendly(text);

/** The same over columns that exist, of a filter: a word that is no column is searched for in the texts of a row. */
export const askFilter = (text: string, tables: Tables, shared?: ReadonlyMap<string, string>): Node =>
  bind(sought(parse(text)), tables, shared);

/** What a filter searches for, where it is one word or text alone. */
export const wordOf = (text: string, tables: Tables, shared: ReadonlyMap<string, string>): string | undefined =>
  wordIn(sought(parse(text)), tables, shared);

/** The same for what is no filter. */
export const ask = (text: string, tables: Tables, shared?: ReadonlyMap<string, string>): Node =>
  bind(parse(text), tables, shared);
