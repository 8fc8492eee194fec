// How good the boxes are at the thresholds: precision, recall and F1.

import { FATES, type Judged, VERDICTS } from "./detection";

export interface Scores {
  precision: number;
  recall: number;
  f1: number;
}

/** NaN where nothing was found, or nothing is true. */
export function scoresOf({ verdicts, fates }: Judged): Scores {
  const found = new Uint32Array(VERDICTS.length);
  for (const verdict of verdicts) found[verdict] = (found[verdict] ?? 0) + 1;
  const count = (name: (typeof VERDICTS)[number]): number => found[VERDICTS.indexOf(name)] ?? 0;
  const right = count("found");
  const shown = verdicts.length - count("hidden") - count("ignored");
  const crowd = FATES.indexOf("crowd");
  const true_ = fates.reduce((sum, fate) => sum + Number(fate !== crowd), 0);
  return { precision: right / shown, recall: right / true_, f1: (2 * right) / (shown + true_) };
}
