// <model-viewer>: the viewer of all scenes. Its scene graph is reached by a symbol of this pinned version.

import "../scene/wasm/hidden";
import { ModelViewerElement } from "@google/model-viewer/lib/model-viewer.js";
import { $scene } from "@google/model-viewer/lib/model-viewer-base.js";
import { BufferAttribute } from "three";
import { LineMaterial } from "three/examples/jsm/lines/LineMaterial.js";
import { LineSegments2 } from "three/examples/jsm/lines/LineSegments2.js";
import { LineSegmentsGeometry } from "three/examples/jsm/lines/LineSegmentsGeometry.js";
import "../scene/wasm/shown";

ModelViewerElement.modelCacheSize = 0;

/** The place in the order of drawing of what is seen through all else. */
const ABOVE = 10;

/** The three.js scene of a <model-viewer>. */
const graph = (element: Record<symbol, unknown>): unknown => element[$scene];

/** An index of every so-manieth of some points. */
const every = (count: number, step: number): unknown =>
  new BufferAttribute(
    Uint32Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step),
    1,
  );

/** Straight lines as wide on every screen, drawn over everything else; `set` gives their ends and colours, six numbers a line. */
function strokes(): unknown {
  const geometry = new LineSegmentsGeometry();
  const material = new LineMaterial({
    vertexColors: true,
    depthTest: false,
    depthWrite: false,
    transparent: true,
    toneMapped: false,
  });
  const lines = new LineSegments2(geometry, material);
  Object.assign(lines, { renderOrder: ABOVE + 1, frustumCulled: false, raycast: () => undefined });
  return Object.assign(lines, {
    set: (ends: Float32Array, colors: Float32Array): void => {
      lines.visible = ends.length > 0;
      if (lines.visible) geometry.setPositions(ends).setColors(colors);
    },
    wide: (pixels: number): void => {
      material.linewidth = pixels;
    },
    end: (): void => {
      lines.removeFromParent();
      geometry.dispose();
      material.dispose();
    },
  });
}

(globalThis as unknown as Record<string, unknown>).reportgen_model_viewer = { graph, every, strokes };
