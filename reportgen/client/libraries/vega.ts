// The trimmed Vega runtime: views, axes, scales and marks through the interpreter that needs no eval.
// Compiled specs only; the Vega-Lite compiler stays at build time.

import { transforms } from "vega-dataflow";
import * as encode from "vega-encode";
import { expressionInterpreter } from "vega-interpreter";
import { parse } from "vega-parser";
import * as tx from "vega-transforms";
import { View } from "vega-view";
import * as vtx from "vega-view-transforms";

Object.assign(transforms, tx, vtx, encode);

/** A loader that loads nothing: a spec cannot ask the network for anything. Only pictures within it are shown. */
const locked = {
  load: () => Promise.reject(new Error("reports load nothing")),
  sanitize: (uri: string) =>
    /^data:image\/(png|jpeg|webp|gif);base64,/.test(uri)
      ? Promise.resolve({ href: uri })
      : Promise.reject(new Error("reports load nothing")),
  http: () => Promise.reject(new Error("reports load nothing")),
  file: () => Promise.reject(new Error("reports load nothing")),
};

const TITLES = new Set(["title", "text", "subtitle"]);

/** The spec with titles that are no names of what every object has: the parser looks texts up in plain objects. */
function titled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(titled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, unknown] => [
      key,
      TITLES.has(key) && typeof inner === "string" && inner in Object.prototype
        ? `\u2060${inner}`
        : key === "values"
          ? inner
          : titled(inner),
    ]),
  );
}

/** Make a view of a compiled spec inside `container`, not yet run. */
export function view(
  spec: object,
  config: object,
  container: HTMLElement,
  tooltip: (...said: unknown[]) => void = () => undefined,
): unknown {
  const runtime = parse(titled(spec) as object, config, { ast: true });
  return new View(runtime, {
    expr: expressionInterpreter,
    loader: locked,
    renderer: "svg",
    container,
    hover: false,
    tooltip,
    logLevel: 1,
  });
}

(globalThis as unknown as Record<string, unknown>).reportgen_vega = { view };
