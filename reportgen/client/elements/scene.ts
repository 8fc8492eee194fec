// <rg-scene>, and what panels with scenes share.

import { SceneElement } from "../scene";

export * from "../scene";

customElements.define("rg-scene", SceneElement);
