// Verdicts on boxes as chips: how many there are of each, and which images hold some.

import { button, create, plural, say } from "../../core";
import { type Boxes, FATES, type Judged, VERDICTS } from "./detection";

export type Kind = "found" | "false" | "missed" | "wrong class" | "duplicate";

const KINDS: { kind: Kind; label: string; title: string }[] = [
  { kind: "found", label: say("correct"), title: say("Predicted boxes that match a true box (true positives)") },
  {
    kind: "false",
    label: say("false positive"),
    title: say("Predicted boxes that match no true box (false positives)"),
  },
  { kind: "missed", label: say("missed"), title: say("True boxes that no predicted box matches (false negatives)") },
  { kind: "wrong class", label: say("wrong class"), title: say("Predicted boxes on a true box of another class") },
  { kind: "duplicate", label: say("duplicate"), title: say("Predicted boxes on a true box that is matched already") },
];
/** What a verdict is called. */
export const wordOf = (kind: string): string => KINDS.find((one) => one.kind === kind)?.label ?? kind;

export const COLORS: Record<Kind, string> = {
  found: "#00c08b",
  false: "#ff4d5e",
  missed: "#ffb000",
  "wrong class": "#c77dff",
  duplicate: "#5ad1ff",
};

/** A box that is missed is a true one; all others are found. */
const ofVerdict = VERDICTS.map((verdict) => KINDS.findIndex(({ kind }) => kind === verdict));
const MISSED = KINDS.findIndex(({ kind }) => kind === "missed");
const FATE_MISSED = FATES.indexOf("missed");
const WRONG = KINDS.map(({ kind }) => Number(kind !== "found"));

export class Verdicts {
  private readonly counts = new Uint32Array(KINDS.length);
  private readonly images = new Uint32Array(KINDS.length);
  /** The kinds that each image holds, a bit each, and how many of its boxes are wrong, by its number. */
  private readonly held: Uint8Array;
  private readonly wrong: Uint32Array;

  constructor(judged?: Judged, found?: Boxes, true_?: Boxes) {
    const last = Math.max(found?.image.at(-1) ?? -1, true_?.image.at(-1) ?? -1);
    this.held = new Uint8Array(last + 1);
    this.wrong = new Uint32Array(last + 1);
    if (!judged || !found || !true_) return;
    for (const [f, verdict] of judged.verdicts.entries()) this.add(ofVerdict[verdict] ?? -1, found.image[f] ?? 0);
    for (const [t, fate] of judged.fates.entries()) if (fate === FATE_MISSED) this.add(MISSED, true_.image[t] ?? 0);
  }

  private add(kind: number, image: number): void {
    if (kind < 0) return;
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    this.wrong[image] = (this.wrong[image] ?? 0) + (WRONG[kind] ?? 0);
    const held = this.held[image] ?? 0;
    if (held & (1 << kind)) return;
    this.held[image] = held | (1 << kind);
    this.images[kind] = (this.images[kind] ?? 0) + 1;
  }

  holds(kind: Kind, image: number): boolean {
    return ((this.held[image] ?? 0) & (1 << KINDS.findIndex((one) => one.kind === kind))) !== 0;
  }

  /** How many boxes of an image are not right. */
  wrongIn(image: number): number {
    return this.wrong[image] ?? 0;
  }

  /** A chip a kind; `choose` is called with the one that is pressed, or with nothing where it was chosen. */
  chips(chosen: Kind | undefined, choose: (kind: Kind, on: boolean) => void): HTMLElement[] {
    return KINDS.map(({ kind, label, title }, place) => {
      const dot = create("i", { class: "rg-dot" });
      dot.style.background = COLORS[kind];
      const chip = button("", () => choose(kind, chosen !== kind), {
        class: "rg-verdict",
        "aria-pressed": String(chosen === kind),
        title: `${title}: ${plural(this.images[place] ?? 0, "image")}`,
        "data-kind": kind,
      });
      const count = (this.counts[place] ?? 0).toLocaleString("en-US");
      chip.append(dot, create("b", {}, count), ` ${label}`);
      return chip;
    });
  }
}
