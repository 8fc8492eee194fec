// A conversation in the form of OpenAI's chat completions, for taking along.

import { type CallPart, isPart, type Message, type Part, type ShownPart } from "./model";

const SHOWN = ["image", "audio", "video", "file"];

const callOf = (call: CallPart, number: number): unknown => ({
  id: call.i || `call_${number}`,
  type: "function",
  function: { name: call.n ?? "", arguments: call.a ? JSON.stringify(call.a) : (call.x ?? "") },
});

function contentOf(part: Part): unknown {
  if (typeof part === "string") return { type: "text", text: part };
  if (isPart(part, "data")) return { type: "text", text: JSON.stringify(part.v) };
  if (!SHOWN.includes(part.t)) return { type: part.t };
  const { t, n = "", l = "" } = part as ShownPart;
  if (t === "image") return { type: "image_url", image_url: { url: l || n } };
  return { type: t, [t]: { name: n, url: l } };
}

const joined = (parts: readonly Part[]): unknown =>
  parts.every((part) => typeof part === "string") ? parts.join("\n\n") : parts.map(contentOf);

/** Messages as their API takes them; pictures that the report holds as bytes stand there by name. */
export function openAi(messages: readonly Message[]): { messages: unknown[] } {
  let number = 0;
  return {
    messages: messages.flatMap((message): unknown[] => {
      const results = message.p.filter((part) => isPart(part, "result"));
      if (results.length)
        return results.map(({ i, n, e, p }) => ({
          role: "tool",
          ...(i ? { tool_call_id: i } : {}),
          ...(n ? { name: n } : {}),
          content: e && !p.length ? e : joined(p),
        }));
      const calls = message.p.filter((part) => isPart(part, "call"));
      const thoughts = message.p.filter((part) => isPart(part, "reasoning"));
      const refusal = message.p.find((part) => isPart(part, "refusal"));
      const rest = message.p.filter(
        (part) => typeof part === "string" || !["call", "reasoning", "refusal"].includes(part.t),
      );
      return [
        {
          role: message.r,
          ...(message.n ? { name: message.n } : {}),
          content: rest.length ? joined(rest) : null,
          ...(thoughts.length ? { reasoning_content: thoughts.map(({ x = "" }) => x).join("\n\n") } : {}),
          ...(refusal ? { refusal: refusal.x ?? "" } : {}),
          ...(calls.length ? { tool_calls: calls.map((call) => callOf(call, number++)) } : {}),
          ...(message.u ? { weight: 0 } : {}),
        },
      ];
    }),
  };
}
