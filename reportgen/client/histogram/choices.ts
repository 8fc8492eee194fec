// What a reader can choose of histograms over steps.

import type { Setting } from "../chart";
import { say } from "../core";
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
      label: say("View"),
      options: [
        ["heat_map", say("Heat map")],
        ["ridgeline", say("Ridgelines")],
      ],
      value: () => now().mode,
      change: (mode) => set({ mode: mode as View["view"] }),
    },
    {
      type: "check",
      label: say("Logarithmic colour scale"),
      value: () => now().logColor,
      change: (logColor) => set({ logColor }),
    },
    { type: "check", label: say("Percentile lines"), value: () => now().lines, change: (lines) => set({ lines }) },
  ];
}
