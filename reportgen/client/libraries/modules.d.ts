// These packages ship no types of their own; the few names used here are given in vega.ts.
declare module "vega-dataflow" {
  export const transforms: Record<string, unknown>;
}
declare module "vega-encode";
declare module "vega-parser" {
  export function parse(spec: object, config: object, options: object): object;
}
declare module "vega-transforms";
declare module "vega-view" {
  export const View: new (runtime: object, options: object) => unknown;
}
declare module "vega-view-transforms";
declare module "vega-crossfilter";
declare module "vega-force";
declare module "vega-geo";
declare module "vega-hierarchy";
declare module "vega-label";
declare module "vega-regression";
declare module "vega-voronoi";
declare module "plotly.js-strict-dist-min";
declare module "@google/model-viewer/lib/model-viewer.js" {
  export const ModelViewerElement: { modelCacheSize: number };
}
declare module "@google/model-viewer/lib/model-viewer-base.js" {
  export const $scene: symbol;
}
declare module "three" {
  export class BufferAttribute {
    constructor(array: Uint32Array, size: number);
  }
}
declare module "three/examples/jsm/lines/LineMaterial.js" {
  export class LineMaterial {
    constructor(options: Record<string, unknown>);
    linewidth: number;
    dispose(): void;
  }
}
declare module "three/examples/jsm/lines/LineSegments2.js" {
  export class LineSegments2 {
    constructor(geometry: object, material: object);
    visible: boolean;
    removeFromParent(): void;
  }
}
declare module "three/examples/jsm/lines/LineSegmentsGeometry.js" {
  export class LineSegmentsGeometry {
    setPositions(values: Float32Array): this;
    setColors(values: Float32Array): this;
    dispose(): void;
  }
}
