// <model-viewer>: the viewer of all scenes. Its scene graph is reached by a symbol of this pinned version.

import "../scene/wasm_hidden";
import { ModelViewerElement } from "@google/model-viewer/lib/model-viewer.js";
import { $scene } from "@google/model-viewer/lib/model-viewer-base.js";
import { BufferAttribute } from "three";
import "../scene/wasm_shown";

ModelViewerElement.modelCacheSize = 0;

/** The three.js scene of a <model-viewer>. */
const graph = (element: Record<symbol, unknown>): unknown => element[$scene];

/** An index of every so-manieth of some points. */
const every = (count: number, step: number): unknown => new BufferAttribute(Uint32Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step), 1);

(globalThis as unknown as Record<string, unknown>)["reportgen_model_viewer"] = { graph, every };
