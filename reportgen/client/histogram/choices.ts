// What a reader can choose of histograms over steps.

import type { Setting } from "../chart";
import type { View } from "./data";

export interface Choices {
  mode: View["view"];
  logColor: boolean;
  /** Lines at percentiles. */
  lines: boolean;
}

export function offered(now: () => Choices, set: (parts: Partial<Choices>) => void): Setting[] {
  return [
    {
      type: "select",
      label: "view",
      options: [
        ["heat_map", "heat map"],
        ["ridgeline", "ridgelines"],
      ],
      value: () => now().mode,
      change: (mode) => set({ mode: mode as View["view"] }),
    },
    {
      type: "check",
      label: "logarithmic colour scale",
      value: () => now().logColor,
      change: (logColor) => set({ logColor }),
    },
    { type: "check", label: "percentile lines", value: () => now().lines, change: (lines) => set({ lines }) },
  ];
}
