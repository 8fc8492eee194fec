// The words in which two texts differ, found by their longest common sequence.

import { create } from "../core";
import { visible } from "./texts";

const MOST = 1_200; // words of what differs, above which the middles are marked whole

/** Words with what stands between them; a letter of scripts without spaces is a word. */
const wordsIn = (text: string): string[] =>
  text.match(/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]|[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];

/** Of each word of both texts whether it is in the other, too. */
export function common(one: readonly string[], other: readonly string[]): [boolean[], boolean[]] {
  let start = 0;
  let end = 0;
  while (start < Math.min(one.length, other.length) && one[start] === other[start]) start++;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const a = one.slice(start, one.length - end);
  const b = other.slice(start, other.length - end);
  const inA = a.map(() => false);
  const inB = b.map(() => false);
  if (a.length <= MOST && b.length <= MOST) {
    const wide = b.length + 1;
    const best = new Uint16Array((a.length + 1) * wide);
    const at = (i: number, j: number): number => best[i * wide + j] ?? 0;
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        best[i * wide + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    for (let i = 0, j = 0; i < a.length && j < b.length; )
      if (a[i] === b[j]) inA[i++] = inB[j++] = true;
      else if (at(i + 1, j) >= at(i, j + 1)) i++;
      else j++;
  }
  const edge = (count: number): boolean[] => new Array<boolean>(count).fill(true);
  return [
    [...edge(start), ...inA, ...edge(end)],
    [...edge(start), ...inB, ...edge(end)],
  ];
}

/** A text with the words marked that another lacks. */
export function marked(text: string, other: string): HTMLElement {
  const words = wordsIn(text);
  const [kept] = common(words, wordsIn(other));
  const box = create("div", { class: "rg-msg-text rg-answer-marked", dir: "auto" });
  let run = "";
  let isKept = true;
  const flush = (): void => {
    if (run) box.append(...(isKept ? visible(run) : [create("mark", {}, ...visible(run))]));
    run = "";
  };
  for (const [i, word] of words.entries()) {
    if (kept[i] !== isKept) flush();
    isKept = kept[i] ?? true;
    run += word;
  }
  flush();
  return box;
}
