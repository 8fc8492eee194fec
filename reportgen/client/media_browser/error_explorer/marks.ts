// How boxes are marked while the error explorer is open: by verdict, with the IoU of the pair.

import { say } from "../../core";
import type { Mark } from "../../image";
import type { Held } from "./boxes";
import { FATES, type Judged, VERDICTS } from "./detection";
import { COLORS, wordOf } from "./verdicts";

const IGNORED = "#b8b8c0"; // what counts for nothing

/** How a box of the panel is marked, by its row; nothing where it is none of those that were judged. */
export function markOf(row: number, boxes: Held, judged: Judged): ReturnType<Mark> {
  const place = boxes.placeOf(row);
  if (!place) return undefined;
  return place.found === undefined ? ofTrue(place.true ?? -1, boxes, judged) : ofFound(place.found, boxes, judged);
}

function ofFound(found: number, boxes: Held, { verdicts, partners }: Judged): ReturnType<Mark> {
  const verdict = VERDICTS[verdicts[found] ?? -1] ?? "hidden";
  if (verdict === "hidden") return { color: "#000", label: say("hidden") };
  if (verdict === "ignored") return { color: IGNORED, label: say("ignored") };
  const partner = partners[found] ?? -1;
  const iou = partner < 0 ? undefined : boxes.overlap(found, partner);
  const word = wordOf(verdict);
  return { color: COLORS[verdict], label: verdict === "found" ? "" : word, verdict: word, iou };
}

function ofTrue(true_: number, boxes: Held, judged: Judged): ReturnType<Mark> {
  const fate = FATES[judged.fates[true_] ?? -1];
  if (fate === "crowd") return { color: IGNORED, label: say("crowd") };
  if (fate === "missed") return { color: COLORS.missed, label: say("missed") };
  const partner = holdersOf(judged)[true_] ?? -1;
  const iou = partner < 0 ? undefined : boxes.overlap(partner, true_);
  return { color: "#f4f4f6", label: "", quiet: true, verdict: fate === "matched" ? wordOf("found") : "", iou };
}

const holders = new WeakMap<Judged, Int32Array>();

/** The found box that is held to each true one, or -1. */
function holdersOf(judged: Judged): Int32Array {
  const known = holders.get(judged);
  if (known) return known;
  const made = new Int32Array(judged.fates.length).fill(-1);
  for (const [f, t] of judged.partners.entries()) if (t >= 0) made[t] = f;
  holders.set(judged, made);
  return made;
}
