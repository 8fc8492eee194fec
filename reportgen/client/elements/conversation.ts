// <rg-conversation>, and what tables with conversations share.

import { ConversationElement } from "../conversation";

export * from "../conversation";

customElements.define("rg-conversation", ConversationElement);
