// Asks the engine: in a worker, so that the page never waits, or here where there can be no worker.

import { library, moduleText } from "../core";
import type { Answer, Asked, Difference, Spread } from "../query/engine";
import type { Stored } from "../query/data";
import type { Library } from "../libraries/query";

/** What a question may name: each table's columns by type, and what joined tables share. */
export interface Known { tables: Map<string, string>[]; shared: Map<string, string> }

/** What is wrong with a question, and where. */
export interface Wrong { message: string; offset: number; hint: string }

export interface Asker {
  answer(asked: Asked): Promise<Answer>;
  spreads(names: readonly string[], rows: Uint32Array): Promise<Spread[]>;
  values(name: string, rows: Uint32Array): Promise<unknown[]>;
  define(name: string, text: string): Promise<string>;
  typeOf(text: string): Promise<string>;
  differences(columns: readonly (readonly string[])[], rows: Uint32Array): Promise<Difference[]>;
  counts(filters: readonly string[]): Promise<number[]>;
  stop(): void;
}

export const language = (): Promise<Library> => library<Library>("query");

/** An engine over the columns; `count` rows. It starts while the first rows are drawn. */
export function startAsker(count: number, columns: readonly Stored[]): Asker {
  const started = inWorker(count, columns).catch(() => here(count, columns));
  return {
    answer: async (asked) => (await started).answer(asked), spreads: async (names, rows) => (await started).spreads(names, rows),
    values: async (name, rows) => (await started).values(name, rows), define: async (name, text) => (await started).define(name, text),
    typeOf: async (text) => (await started).typeOf(text), differences: async (columns, rows) => (await started).differences(columns, rows),
    counts: async (filters) => (await started).counts(filters), stop: () => void started.then((asker) => asker.stop()),
  };
}

async function inWorker(count: number, columns: readonly Stored[]): Promise<Asker> {
  const address = URL.createObjectURL(new Blob([await moduleText("libraries/query")], { type: "text/javascript" }));
  const worker = new Worker(address), waiting = new Map<number, [(made: unknown) => void, (error: unknown) => void]>();
  let calls = 0;
  const call = <T>(name: string, more: object): Promise<T> => new Promise<T>((resolve, reject) => {
    waiting.set(++calls, [resolve as (made: unknown) => void, reject]);
    worker.postMessage({ id: calls, call: name, ...more });
  });
  worker.onmessage = ({ data }: MessageEvent<{ id: number; made?: unknown; error?: Wrong }>): void => {
    const [resolve, reject] = waiting.get(data.id) ?? [];
    waiting.delete(data.id);
    if (data.error) reject?.(data.error);
    else resolve?.(data.made);
  };
  const broken = new Promise<never>((_, reject) => { worker.onerror = (event): void => reject(new Error(event.message)); });
  await Promise.race([call("start", { count, columns }), broken]);
  URL.revokeObjectURL(address);
  return {
    answer: (asked) => call("answer", { of: [asked] }), spreads: (names, rows) => call("spreads", { of: [names, rows] }),
    values: (name, rows) => call("values", { of: [name, rows] }), define: (name, text) => call("define", { of: [name, text] }), typeOf: (text) => call("typeOf", { of: [text] }),
    differences: (columns, rows) => call("differences", { of: [columns, rows] }), counts: (filters) => call("counts", { of: [filters] }),
    stop: () => worker.terminate(),
  };
}

async function here(count: number, columns: readonly Stored[]): Promise<Asker> {
  const { Engine } = await language(), engine = new Engine(count, columns);
  return {
    answer: async (asked) => engine.answer(asked), spreads: async (names, rows) => engine.spreads(names, rows),
    values: async (name, rows) => engine.values(name, rows), define: async (name, text) => engine.define(name, text), typeOf: async (text) => engine.typeOf(text),
    differences: async (columns, rows) => engine.differences(columns, rows), counts: async (filters) => engine.counts(filters), stop: () => undefined,
  };
}
