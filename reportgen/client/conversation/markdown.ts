// Markdown as nodes: headings, lists, quotations, code, tables. Every element is made here, none by a parser of HTML.

import { create } from "../core";
import { inline } from "./inline";
import { plainText } from "./texts";

const DEEPEST = 6;
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const RULE = /^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;
const BETWEEN = /^ {0,3}\|?(?:\s*:?-{1,200}:?\s*\|){1,60}(?:\s*:?-{1,200}:?\s*)?$|^ {0,3}\|\s*:?-{1,200}:?\s*\|?$/;

/** A text as nodes, block by block. */
export function markdown(text: string): Node[] {
  return blocks(text.replace(/\r\n?/g, "\n").split("\n"), 0);
}

function blocks(lines: readonly string[], depth: number): Node[] {
  const made: Node[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (!line.trim()) {
      at++;
      continue;
    }
    const [node, next] = one(lines, at, depth);
    made.push(node);
    at = Math.max(next, at + 1);
  }
  return made;
}

/** The block that begins at a line, and the line behind it. */
function one(lines: readonly string[], at: number, depth: number): [Node, number] {
  const line = lines[at] ?? "";
  const fence = FENCE.exec(line);
  if (fence) return code(lines, at, fence[1] ?? "", fence[2] ?? "");
  const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line.slice(0, 2000));
  if (heading)
    return [
      create(
        "p",
        { class: "rg-msg-heading", role: "heading", "aria-level": 3 + (heading[1] ?? "").length, dir: "auto" },
        ...inline(heading[2] ?? ""),
      ),
      at + 1,
    ];
  if (RULE.test(line.slice(0, 200)) && line.length < 200) return [create("hr"), at + 1];
  if (depth < DEEPEST && /^ {0,3}>/.test(line)) {
    const end = until(lines, at, (other) => !/^ {0,3}>/.test(other));
    const inner = lines.slice(at, end).map((other) => other.replace(/^ {0,3}> ?/, ""));
    return [create("blockquote", {}, ...blocks(inner, depth + 1)), end];
  }
  if (depth < DEEPEST && ITEM.test(line)) return list(lines, at, depth);
  if (line.includes("|") && BETWEEN.test(lines[at + 1] ?? "")) return table(lines, at);
  const end = until(lines, at + 1, (other, i) => !other.trim() || begins(other, lines[i + 1] ?? "", depth));
  return [create("p", { dir: "auto" }, ...inline(lines.slice(at, end).join("\n"))), end];
}

/** Whether a line ends the paragraph before it. */
const begins = (line: string, next: string, depth: number): boolean =>
  FENCE.test(line) ||
  /^ {0,3}#{1,6}\s/.test(line) ||
  (depth < DEEPEST && (/^ {0,3}>/.test(line) || ITEM.test(line))) ||
  (line.includes("|") && BETWEEN.test(next));

function until(lines: readonly string[], from: number, ends: (line: string, at: number) => boolean): number {
  let at = from;
  while (at < lines.length && !ends(lines[at] ?? "", at)) at++;
  return at;
}

function code(lines: readonly string[], at: number, fence: string, language: string): [Node, number] {
  const end = until(lines, at + 1, (line) => line.trim().startsWith(fence) && !line.trim().slice(fence.length).trim());
  const box = create("div", { class: "rg-msg-fence" });
  if (language) box.append(create("span", { class: "rg-note" }, language.slice(0, 40)));
  box.append(plainText(lines.slice(at + 1, end).join("\n"), true));
  return [box, end + 1];
}

/** A list: lines that are indented below an item are inside it. */
function list(lines: readonly string[], at: number, depth: number): [Node, number] {
  const [, , mark = ""] = ITEM.exec(lines[at] ?? "") ?? [];
  const ordered = /\d/.test(mark);
  const box = ordered ? create("ol", { start: Number.parseInt(mark, 10) }) : create("ul");
  let next = at;
  while (next < lines.length) {
    const found = ITEM.exec(lines[next] ?? "");
    if (!found || /\d/.test(found[2] ?? "") !== ordered) break;
    const room = (found[1] ?? "").length;
    const end = until(lines, next + 1, (line, i) => {
      if (!line.trim()) return !/^\s/.test(lines[i + 1] ?? "");
      const other = ITEM.exec(line);
      const indent = line.length - line.trimStart().length;
      return other ? (other[1] ?? "").length <= room + 1 : indent <= room && !(lines[i - 1] ?? "").trim();
    });
    const rest = lines
      .slice(next + 1, end)
      .map((line) => line.slice(Math.min(room + 2, line.length - line.trimStart().length)));
    box.append(create("li", { dir: "auto" }, ...blocks([found[3] ?? "", ...rest], depth + 1)));
    next = end;
    while (next < lines.length && !(lines[next] ?? "").trim() && ITEM.test(lines[next + 1] ?? "")) next++;
  }
  return [box, next];
}

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|", 60)
    .map((cell) => cell.trim());

function table(lines: readonly string[], at: number): [Node, number] {
  const end = until(lines, at + 2, (line) => !line.includes("|"));
  const row = (line: string, tag: "th" | "td"): HTMLElement =>
    create("tr", {}, ...cellsOf(line).map((cell) => create(tag, { dir: "auto" }, ...inline(cell))));
  const box = create(
    "table",
    {},
    create("thead", {}, row(lines[at] ?? "", "th")),
    create("tbody", {}, ...lines.slice(at + 2, end).map((line) => row(line, "td"))),
  );
  return [create("div", { class: "rg-msg-table", tabindex: 0, role: "group" }, box), end];
}
