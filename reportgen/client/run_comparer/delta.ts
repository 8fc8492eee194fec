// How far a result is from the reference run's: the difference, its percentage, and whether it is better.

import { said } from "../core";

export interface Delta {
  difference: string;
  /** Of the reference; empty where that is zero. */
  percentage: string;
  /** Empty where no direction is better. */
  verdict: "better" | "worse" | "";
}

/** Return nothing where the values are the same. */
export function deltaOf(value: number, reference: number, goal: string): Delta | undefined {
  const apart = value - reference;
  if (!apart || !Number.isFinite(apart)) return undefined;
  const sign = apart > 0 ? "+" : "−";
  const share = Math.abs((apart / reference) * 100);
  const rises = goal === "maximize" ? "better" : "worse";
  const falls = goal === "maximize" ? "worse" : "better";
  return {
    difference: `${sign}${said(Math.abs(Number(apart.toPrecision(12))))}`,
    percentage: Number.isFinite(share) ? `${sign}${percent(share)} %` : "",
    verdict: goal === "" ? "" : apart > 0 ? rises : falls,
  };
}

function percent(share: number): string {
  if (share >= 1000) return said(Number(share.toPrecision(2)));
  if (share >= 100) return share.toFixed(0);
  return share < 0.01 ? "<0.01" : String(Number(share.toPrecision(2)));
}
