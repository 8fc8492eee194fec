// <model-viewer>: the viewer of all scenes. Its scene graph is reached by a symbol of this pinned version.

import "../scene/wasm_hidden";
import { ModelViewerElement } from "@google/model-viewer/lib/model-viewer.js";
import { $scene } from "@google/model-viewer/lib/model-viewer-base.js";
import "../scene/wasm_shown";

ModelViewerElement.modelCacheSize = 0;

/** The three.js scene of a <model-viewer>. */
const graph = (element: Record<symbol, unknown>): unknown => element[$scene];

(globalThis as unknown as Record<string, unknown>)["reportgen_model_viewer"] = { graph };
