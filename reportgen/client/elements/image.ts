// <rg-image>, and what panels with images share.

import { ImageElement } from "../image";

export * from "../image";

customElements.define("rg-image", ImageElement);
