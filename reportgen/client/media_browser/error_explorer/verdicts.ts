// Verdicts on boxes as chips: how many there are of each, and which images hold some.

import { button, create, plural, say } from "../../core";
import type { Judged, Verdict } from "./detection";

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

const isKind = (verdict: Verdict): verdict is Exclude<Kind, "missed"> => verdict !== "ignored" && verdict !== "hidden";

export class Verdicts {
  private readonly counts = new Map<Kind, number>();
  /** The images that hold some of a kind. */
  private readonly images = new Map<Kind, Set<number>>();

  constructor(judged?: Judged) {
    for (const { kind } of KINDS) this.images.set(kind, new Set());
    for (const [{ image }, verdict] of judged?.verdicts ?? []) if (isKind(verdict)) this.add(verdict, image);
    for (const [{ image }, fate] of judged?.fates ?? []) if (fate === "missed") this.add("missed", image);
  }

  private add(kind: Kind, image: number): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    this.images.get(kind)?.add(image);
  }

  holds(kind: Kind, image: number): boolean {
    return this.images.get(kind)?.has(image) ?? false;
  }

  /** A chip a kind; `choose` is called with the one that is pressed, or with nothing where it was chosen. */
  chips(chosen: Kind | undefined, choose: (kind: Kind, on: boolean) => void): HTMLElement[] {
    return KINDS.map(({ kind, label, title }) => {
      const dot = create("i", { class: "rg-dot" });
      dot.style.background = COLORS[kind];
      const chip = button("", () => choose(kind, chosen !== kind), {
        class: "rg-verdict",
        "aria-pressed": String(chosen === kind),
        title: `${title}: ${plural(this.images.get(kind)?.size ?? 0, "image")}`,
        "data-kind": kind,
      });
      const count = (this.counts.get(kind) ?? 0).toLocaleString("en-US");
      chip.append(dot, create("b", {}, count), ` ${label}`);
      return chip;
    });
  }
}
