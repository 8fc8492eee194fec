// How well what is on the page matches a search.

export interface Found {
  readonly title: string;
  readonly kind: "Section" | "Panel" | "Run";
  /** The section that it is in. */
  readonly around: string;
  /** What it says of itself, metrics among it. */
  readonly told: string;
}

/** The entries that hold all words of a search, the best first; without a search, sections and panels as they stand. */
export function ranked<T extends Found>(entries: readonly T[], text: string): T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return entries.filter(({ kind }) => kind !== "Run");
  const scored = entries.flatMap((entry) => {
    const scores = words.map((word) => score(entry, word));
    return scores.includes(0) ? [] : [{ entry, score: Math.min(...scores) }];
  });
  const length = ({ entry }: (typeof scored)[number]): number => entry.title.length;
  return scored.sort((a, b) => b.score - a.score || length(a) - length(b)).map(({ entry }) => entry);
}

/** 5 for the whole title, 4 for its beginning, 3 for the beginning of a word in it, 2 within, 1 elsewhere, 0 nowhere. */
function score({ title, around, told }: Found, word: string): number {
  const text = title.toLowerCase();
  const at = text.indexOf(word);
  if (text === word) return 5;
  if (at === 0) return 4;
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1] ?? "") ? 2 : 3;
  return `${around} ${told}`.toLowerCase().includes(word) ? 1 : 0;
}
