// The language of questions and its engine, for the page and for a worker: one text, which finds out where it runs.

import type { Stored } from "../query/engine/data";
import { Engine } from "../query/engine/engine";
import { NotLearned } from "../query/engine/talks";
import { ask, askFilter, compile, NAMES, parse, type QueryError, wordsOf } from "../query/language";
import { TALK_FIELDS } from "../query/language/bind";
import { tokens } from "../query/language/tokens";
import { EACH, FUNCTIONS } from "../query/language/tree";

export interface Library {
  Engine: typeof Engine;
  NAMES: typeof NAMES;
  TALK_FIELDS: typeof TALK_FIELDS;
  FUNCTIONS: typeof FUNCTIONS;
  EACH: typeof EACH;
  parse: typeof parse;
  tokens: typeof tokens;
  ask: typeof ask;
  askFilter: typeof askFilter;
  wordsOf: typeof wordsOf;
  compile: typeof compile;
}

type Call =
  | { id: number; call: "start"; count: number; columns: Stored[] }
  | {
      id: number;
      call: "answer" | "distributions" | "values" | "typeOf" | "define" | "differences" | "counts" | "learn";
      of: unknown[];
    };

if (typeof document === "undefined") {
  let engine = new Engine(0, []);
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<Call>) => void;
    postMessage(message: unknown): void;
  };
  scope.onmessage = ({ data }): void => {
    try {
      if (data.call === "start") engine = new Engine(data.count, data.columns);
      const made = data.call === "start" ? true : (engine[data.call] as (...of: unknown[]) => unknown)(...data.of);
      scope.postMessage({ id: data.id, made });
    } catch (error) {
      const { message, offset = 0, hint = "" } = error as QueryError;
      scope.postMessage({ id: data.id, error: { message, offset, hint, needs: error instanceof NotLearned } });
    }
  };
} else {
  const library: Library = {
    Engine,
    NAMES,
    TALK_FIELDS,
    FUNCTIONS,
    EACH,
    parse,
    tokens,
    ask,
    askFilter,
    wordsOf,
    compile,
  };
  (globalThis as unknown as Record<string, unknown>).reportgen_query = library;
}
