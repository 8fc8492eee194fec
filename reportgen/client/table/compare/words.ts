// Words of a text, which are marked whole where two texts differ.

/** Words, and each other character by itself, so that no word is marked in part. */
export const wordsIn = (text: string): string[] => text.match(/[\p{L}\p{M}\p{N}_]+|[\s\S]/gu) ?? [];
