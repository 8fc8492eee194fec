// Patterns as RE2 reads them, which the reference and DuckDB ask: the same ones are taken, and they find the same.
// What goes back in a text is no pattern; a browser's own engine may still take long, and whoever asks it limits that.

const NEVER = /^\(\?(?:=|!|<=|<!|>)/u;
const BACK = /^\\(?:[1-9]|k<)/u;
const FLAGS = /^\(\?([ims]+)\)/u;
const SPACE = "\\t\\n\\f\\r ";
const POSIX: ReadonlyMap<string, string> = new Map([
  ["alpha", "A-Za-z"],
  ["digit", "0-9"],
  ["alnum", "0-9A-Za-z"],
  ["upper", "A-Z"],
  ["lower", "a-z"],
  ["space", "\\t\\n\\v\\f\\r "],
  ["word", "0-9A-Za-z_"],
  ["punct", "!-\\/:-@\\[-`\\{-~"],
  ["xdigit", "0-9A-Fa-f"],
  ["blank", "\\t "],
]);

const known = new Map<string, RegExp | null>();

/** A pattern, or null for a text that is none. */
export function pattern(text: string, options: string): RegExp | null {
  const key = `${options}/${text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = made(text, options.includes("i") ? "i" : "");
  known.set(key, found);
  return found;
}

function made(text: string, flags: string): RegExp | null {
  const begin = FLAGS.exec(text);
  for (const flag of begin?.[1] ?? "") if (!flags.includes(flag)) flags += flag;
  const written = translated(text.slice(begin?.[0].length ?? 0), flags.includes("s"));
  if (written === null) return null;
  for (const more of ["u", ""]) {
    try {
      return new RegExp(written, flags + more);
    } catch {
      // Without the flag more is allowed, as other engines do.
    }
  }
  return null;
}

/** The pattern in the browser's spelling; null where it goes back in the text. */
function translated(text: string, all: boolean): string | null {
  let out = "";
  let inside = false;
  for (let at = 0; at < text.length; at++) {
    const rest = text.slice(at, at + 12);
    const char = text[at] ?? "";
    if (!inside && (NEVER.test(rest) || BACK.test(rest))) return null;
    const posix = inside ? /^\[:(\w+):\]/u.exec(rest) : null;
    const two = char === "\\" ? text.slice(at, at + 2) : "";
    if (posix) {
      out += POSIX.get(posix[1] ?? "") ?? "";
      at += posix[0].length - 1;
    } else if (two) {
      out +=
        two === "\\s"
          ? inside
            ? SPACE
            : `[${SPACE}]`
          : two === "\\S" && !inside
            ? `[^${SPACE}]`
            : two === "\\A"
              ? "^"
              : two === "\\z"
                ? "$"
                : two;
      at++;
    } else if (!inside && rest.startsWith("(?P<")) {
      out += "(?<";
      at += 3;
    } else if (!inside && char === "." && !all) out += "[^\\n]";
    else {
      out += char;
      if (char === "[" && !inside) {
        inside = true;
        const begin = /^\[\^?\]/u.exec(rest);
        if (begin) {
          out += begin[0].length === 3 ? "^\\]" : "\\]";
          at += begin[0].length - 1;
        }
      } else if (char === "]" && inside) inside = false;
    }
  }
  return out;
}
