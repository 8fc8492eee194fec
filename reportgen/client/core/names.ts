// Short names that still differ: what all names share is left out, then words, then the middle. The rule of
// reportgen/model/look/short_names.py, with which a test compares it.

export const LENGTH = 28;
/** Common parts of fewer letters stay: leaving them out would save nothing. */
const SHARED = 4;
/** What a reader takes for one letter: marks, skin tones and joined emoji belong to what they follow. */
const LETTER =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: marks are what the class is of
  /(?:[\u{1f1e6}-\u{1f1ff}]{2}|.)(?:[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u20d0-\u20ff\u3099\u309a]|[\ufe00-\ufe0f]|[\u{1f3fb}-\u{1f3ff}]|\u200d.)*/gsu;
/** Where a name may be divided; the point of 0.001 and the sign of 1e-4 are no such places, and neither is "=". */
const BREAK = /[/_:|·,; \u00a0\u3000]|(?<![0-9])\.|\.(?![0-9])|(?<![0-9][eE])-/g;
const NUMBER = /[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g;
/** How much of a cut name is its beginning, in the order in which they are tried. */
const SHARES = [0.5, 0.75, 0.25, 1, 0] as const;

const lettersOf = (text: string): string[] => text.match(LETTER) ?? [];

/** A short form of each name, at most `length` letters; names that differ never get the same one. */
export function shortNames(names: readonly string[], length = LENGTH): string[] {
  const distinct = [...new Set(names)];
  const rests = fewerWords(restsOf(distinct), length);
  const letters = new Map(distinct.map((name, i) => [name, lettersOf(rests[i] ?? "")]));
  const found = new Map([...letters].map(([name, own]) => [name, cut(own, length, SHARES[0])]));
  part(letters, found, length);
  return names.map((name) => found.get(name) ?? name);
}

/** One name, at most `length` letters, its middle left out. */
export const shorten = (name: string, length = LENGTH): string => shortNames([name], length)[0] ?? name;

function restsOf(names: readonly string[]): string[] {
  if (names.length < 2) return [...names];
  const breaks = [...(names[0] ?? "").matchAll(BREAK)].map(({ index }) => index);
  const common = shared(names, (name, i) => name[i]);
  const starts = breaks.map((i) => i + 1).filter((n) => n <= common && isLong(names[0]?.slice(0, n)));
  const start = starts.reverse().find((n) => saySomething(names.map((name) => name.slice(n)))) ?? 0;
  const rests = names.map((name) => name.slice(start));
  const first = rests[0] ?? "";
  const alike = shared(rests, (rest, i) => rest[rest.length - 1 - i]);
  const ends = [...first.matchAll(BREAK)].map(({ index }) => first.length - index);
  const end =
    ends.find(
      (n) => n <= alike && isLong(first.slice(-n)) && saySomething(rests.map((rest) => rest.slice(0, rest.length - n))),
    ) ?? 0;
  return rests.map((rest) => rest.slice(0, rest.length - end));
}

/** Names without words, so that each is short enough; as they are where that cannot be. */
function fewerWords(names: readonly string[], length: number): readonly string[] {
  const split = wordsOf(names);
  const count = split[0]?.words.length ?? 0;
  if (fit(names, length) || count < 3) return names;
  const places = [...Array(count).keys()].slice(1);
  const alike = places.filter((place) => new Set(split.map(({ words }) => words[place])).size === 1);
  const others = places.filter((place) => !alike.includes(place)).reverse();
  let kept = new Set([0, ...places]);
  for (const gone of [alike, ...others.map((place) => [place])]) {
    const fewer = new Set([...kept].filter((place) => !gone.includes(place)));
    const texts = split.map((one) => joined(one, fewer));
    if (new Set(texts).size !== names.length) continue;
    kept = fewer;
    if (fit(texts, length)) return texts;
  }
  return names;
}

const fit = (names: readonly string[], length: number): boolean =>
  names.every((name) => lettersOf(name).length <= length);

interface Split {
  words: string[];
  breaks: string[];
}

/** The words of each name and what stands between them, which is the same in all; else nothing. */
function wordsOf(names: readonly string[]): Split[] {
  const found = names.map((name) => [...name.matchAll(BREAK)].map((match) => ({ at: match.index, sign: match[0] })));
  const count = (own: { sign: string }[] | undefined, sign: string): number =>
    (own ?? []).filter((one) => one.sign === sign).length;
  const usual = new Set(
    (found[0] ?? [])
      .map(({ sign }) => sign)
      .filter((sign) => found.every((own) => count(own, sign) === count(found[0], sign))),
  );
  const split = names.map((name, i) => {
    const places = (found[i] ?? []).filter(({ sign }) => usual.has(sign)).map(({ at }) => at);
    const words = [-1, ...places].map((place, k) => name.slice(place + 1, places[k] ?? name.length));
    return { words, breaks: places.map((place) => name[place] ?? "") };
  });
  return new Set(split.map(({ breaks }) => breaks.join(""))).size === 1 ? split : [];
}

/** The words that are kept, an ellipsis for others that follow each other. */
function joined({ words, breaks }: Split, kept: ReadonlySet<number>): string {
  let text = "";
  for (const [place, word] of words.entries()) {
    if (kept.has(place)) text += (place && kept.has(place - 1) ? breaks[place - 1] : "") + word;
    else if (!text.endsWith("…")) text += "…";
  }
  return text;
}

const isLong = (part = ""): boolean => [...part].length >= SHARED;

/** Whether each rest is more than a number or a letter. */
const saySomething = (rests: readonly string[]): boolean =>
  rests.every((rest) => [...rest].length > 1 && /\p{L}/u.test(rest.replace(NUMBER, "")));

/** How many characters all names have in common, where `at` gives them from one end. */
function shared(names: readonly string[], at: (name: string, i: number) => string | undefined): number {
  let length = 0;
  for (;;) {
    const wanted = at(names[0] ?? "", length);
    if (wanted === undefined || names.some((name) => at(name, length) !== wanted)) return length;
    length++;
  }
}

/** A text of at most `length` letters whose beginning takes `share` of it. */
function cut(letters: readonly string[], length: number, share: number): string {
  if (letters.length <= length) return letters.join("");
  // Halves go to the even number, as Python rounds.
  const exact = (length - 1) * share;
  const head = exact % 1 === 0.5 ? 2 * Math.round(exact / 2) : Math.round(exact);
  return `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (length - 1 - head)).join("")}`;
}

/** Cut names of one short form in other places, until each has its own; the last resort is a number. */
function part(letters: ReadonlyMap<string, readonly string[]>, found: Map<string, string>, length: number): void {
  const groups = new Map<string, string[]>();
  for (const [name, text] of found) groups.set(text, [...(groups.get(text) ?? []), name]);
  for (const [text, alike] of groups) {
    if (alike.length === 1) continue;
    const others = new Set(found.values());
    others.delete(text);
    const own = alike.map((name) => letters.get(name) ?? []);
    const texts = ways(own, length)
      .map((way) => own.map(way))
      .find((found) => new Set([...found, ...others]).size === found.length + others.size);
    alike.forEach((name, i) => {
      const made = texts?.[i] ?? numbered(own[i] ?? [], i + 1, others, length);
      others.add(made);
      found.set(name, made);
    });
  }
}

type Way = (letters: readonly string[]) => string;

/** Ways to cut: other shares of beginning and end, then from the first place where the texts differ. */
function ways(texts: readonly (readonly string[])[], length: number): Way[] {
  let same = 0;
  const wanted = texts[0] ?? [];
  while (texts.every((text) => text.length > same && text[same] === wanted[same])) same++;
  const head = Math.min(same, Math.floor(length / 3));
  return [
    ...SHARES.slice(1).map(
      (share): Way =>
        (letters) =>
          cut(letters, length, share),
    ),
    (letters) => `${letters.slice(0, head).join("")}…${cut(letters.slice(same), length - 1 - head, 0.5)}`,
  ];
}

function numbered(letters: readonly string[], number: number, others: ReadonlySet<string>, length: number): string {
  for (let n = number; ; n++) {
    const end = ` (${n})`;
    const text = cut(letters, length - end.length, 0.5) + end;
    if (!others.has(text)) return text;
  }
}
