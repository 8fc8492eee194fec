// What shows conversations, which the page has where a table holds some.

export { openAi } from "./openai";
export { ConversationElement, type Side, talkView } from "./talk";
