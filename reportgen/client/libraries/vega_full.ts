// The whole Vega runtime, for charts of the user's own that need maps, trees, forces, regressions or labels.

import * as crossfilter from "vega-crossfilter";
import { transforms } from "vega-dataflow";
import * as force from "vega-force";
import * as geo from "vega-geo";
import * as hierarchy from "vega-hierarchy";
import * as label from "vega-label";
import * as regression from "vega-regression";
import * as voronoi from "vega-voronoi";
import { view } from "./vega";

Object.assign(transforms, crossfilter, force, geo, hierarchy, label, regression, voronoi);

(globalThis as unknown as Record<string, unknown>).reportgen_vega_full = { view };
