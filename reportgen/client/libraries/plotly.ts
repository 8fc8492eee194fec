// Plotly's own bundle without eval, for logged figures that have no counterpart in Vega-Lite.

import * as Plotly from "plotly.js-strict-dist-min";

(globalThis as unknown as Record<string, unknown>).reportgen_plotly =
  (Plotly as { default?: unknown }).default ?? Plotly;
