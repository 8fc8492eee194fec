// Names of a question against the columns that there are. As reportgen/lang/bind.py.

import { balanced, inside, type Node, nearest, QueryError, UnknownColumn } from "./tree";

/** Of each compared table the columns' types by name. */
export type Tables = readonly ReadonlyMap<string, string>[];

const PARTS = ["boxes", "masks", "caption", "width", "height"];
/** What can be asked of a conversation. */
export const TALK_FIELDS = ["turns", "calls", "tools", "errors", "answer", "text", "has_image"];
/** What of a column's values is searched through. */
const SEARCHED: Record<string, string[]> = { media: ["caption"], conversation: ["text"] };
const COMPARISONS = ["==", "!=", "<", "<=", ">", ">=", "in", "not in"];

/** `shared` is what joined tables share, at place -1: the keys, and columns that questions answer. */
export function bind(tree: Node, tables: Tables, shared: ReadonlyMap<string, string> = new Map()): Node {
  if (tree.is === "field") return field(tree, tables, shared);
  if (tree.is === "search") return search(tree.word, tables, shared);
  if (tree.is === "sought") {
    const word = wordOf(tree, tables, shared);
    return word === undefined ? bind(tree.of, tables, shared) : search(word, tables, shared);
  }
  if (tree.is === "binary" && COMPARISONS.includes(tree.operator) && starred(tree)) {
    return balanced(
      "or",
      tables.map((_, table) => bind(ofTable(tree, table), tables, shared)),
    );
  }
  if (tree.is === "binary" && COMPARISONS.includes(tree.operator)) {
    const left = bind(tree.left, tables, shared);
    return { ...tree, left, right: compared(tree.right, tables, shared, isText(left, tables, shared)) };
  }
  return inside(tree, (part) => bind(part, tables, shared));
}

/** What a column is compared with; of text, an unknown name is most likely a text without its quotes. */
function compared(node: Node, tables: Tables, shared: ReadonlyMap<string, string>, text: boolean): Node {
  if (text && node.is === "list")
    return { is: "list", items: node.items.map((item) => compared(item, tables, shared, true)) };
  try {
    return bind(node, tables, shared);
  } catch (wrong) {
    if (!(wrong instanceof UnknownColumn && text && node.is === "field" && node.table === null)) throw wrong;
    throw new QueryError(wrong.message, wrong.offset, `Put text in quotes: "${node.path.join(".")}"`);
  }
}

const isText = (node: Node, tables: Tables, shared: ReadonlyMap<string, string>): boolean =>
  node.is === "column" &&
  !node.path.length &&
  (node.table < 0 ? shared : tables[node.table])?.get(node.name) === "text";

/** What a filter that is one name or text alone searches for; nothing where a column is called so. */
export function wordOf(tree: Node, tables: Tables, shared: ReadonlyMap<string, string>): string | undefined {
  if (tree.is !== "sought") return undefined;
  const { of } = tree;
  if (of.is === "literal") return String(of.value);
  return of.is === "field" && ![...tables, shared].some((known) => split(of.path, known))
    ? of.path.join(".")
    : undefined;
}

/** Whether a text of a row contains a word: texts, timestamps, captions of media, messages, texts among nested values. */
function search(word: string, tables: Tables, shared: ReadonlyMap<string, string>): Node {
  const all = [
    ...[...shared].map(([name, type]) => ({ table: -1, name, type })),
    ...tables.flatMap((known, table) =>
      known === shared ? [] : [...known].map(([name, type]) => ({ table, name, type })),
    ),
  ];
  const texts = all
    .filter(({ type }) => ["text", "time", "json", "media", "conversation", ""].includes(type))
    .map(({ table, name, type }): Node => ({ is: "column", table, name, path: SEARCHED[type] ?? [] }));
  return balanced(
    "or",
    texts.map(
      (text): Node => ({
        is: "binary",
        operator: "in",
        left: { is: "literal", value: word.toLowerCase() },
        right: { is: "call", name: "lower", of: [text] },
      }),
    ),
  );
}

function starred(node: Node): boolean {
  let found = node.is === "field" && node.table === "*";
  inside(node, (part) => {
    found ||= starred(part);
    return part;
  });
  return found;
}

const ofTable = (node: Node, table: number): Node =>
  node.is === "field" ? (node.table === "*" ? { ...node, table } : node) : inside(node, (part) => ofTable(part, table));

function field(node: Node & { is: "field" }, tables: Tables, shared: ReadonlyMap<string, string>): Node {
  const { path, offset } = node;
  const key = node.table === null ? split(path, shared) : undefined;
  if (key) return column(-1, key, shared, offset);
  if (node.table === "*")
    return { is: "list", items: tables.map((_, table) => field({ ...node, table }, tables, shared)) };
  const table =
    node.table ??
    Math.max(
      0,
      tables.findIndex((known) => split(path, known)),
    );
  const known = tables[table];
  if (!known)
    throw new QueryError(
      `there is no table $${table}`,
      offset,
      `${tables.length} table${tables.length > 1 ? "s are" : " is"} there; $0 is the first.`,
    );
  const found = split(path, known) ?? within(path, known, offset);
  if (!found)
    throw new UnknownColumn(
      `unknown column '${path.join(".")}'`,
      offset,
      nearest(path[0] ?? "", [...shared.keys(), ...known.keys()]),
    );
  return column(table, found, known, offset);
}

/** A column and the path into it; a conversation alone is asked for its final answer. */
function column(
  table: number,
  [name, path]: [string, string[]],
  known: ReadonlyMap<string, string>,
  offset: number,
): Node {
  if (known.get(name) !== "conversation") return { is: "column", table, name, path };
  const [field = "answer"] = path;
  if (!TALK_FIELDS.includes(field))
    throw new QueryError(`conversations have no '${field}'`, offset, nearest(field, TALK_FIELDS));
  return { is: "column", table, name, path: path.length ? path : [field] };
}

function split(path: readonly string[], known: ReadonlyMap<string, string>): [string, string[]] | undefined {
  for (let end = path.length; end > 0; end--) {
    const name = path.slice(0, end).join(".");
    if (known.has(name)) return [name, path.slice(end)];
  }
  return undefined;
}

/** The one column with pictures, where a path names what only a picture has. */
function within(
  path: readonly string[],
  known: ReadonlyMap<string, string>,
  offset: number,
): [string, string[]] | undefined {
  const pictures = [...known].filter(([, type]) => type === "media").map(([name]) => name);
  const [first = ""] = pictures;
  if (!PARTS.includes(path[0] ?? "") || !first) return undefined;
  if (pictures.length > 1)
    throw new QueryError(
      `'${path[0]}' is in several columns: ${pictures.join(", ")}`,
      offset,
      `Write ${[first, ...path].join(".")}.`,
    );
  return [first, [...path]];
}
