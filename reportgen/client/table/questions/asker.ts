// Asks the engine: in a worker, so that the page never waits, or here where there can be no worker.

import { during, library, moduleAddress, say } from "../../core";
import type { Library } from "../../libraries/query";
import type { Stored } from "../../query/engine/data";
import type { Answer, Asked, Difference, Distribution } from "../../query/engine/engine";
import type { Learned } from "../../query/engine/talks";

/** What a question may name: each table's columns by type, and what joined tables share. */
export interface Known {
  tables: Map<string, string>[];
  shared: Map<string, string>;
  /** What the tables are called, where there are several. */
  labels?: readonly string[];
}

/** What is wrong with a question, and where. */
export interface Wrong {
  message: string;
  offset: number;
  hint: string;
  /** It cannot be answered before the texts of conversations are here. */
  needs?: boolean;
}

/** An error as the reader is told of it. */
export const wrongOf = (error: unknown): Wrong => {
  const { message, offset = 0, hint = "" } = error as Partial<Wrong> & Error;
  return { message, offset, hint };
};

export interface Asker {
  answer(asked: Asked): Promise<Answer>;
  distributions(names: readonly string[], rows: Uint32Array): Promise<Distribution[]>;
  values(name: string, rows: Uint32Array): Promise<unknown[]>;
  define(name: string, text: string): Promise<string>;
  typeOf(text: string): Promise<string>;
  differences(columns: readonly (readonly string[])[], rows: Uint32Array): Promise<Difference[]>;
  counts(filters: readonly string[]): Promise<number[]>;
  learn(told: Learned): Promise<void>;
  /** Bring the texts of conversations before a question needs them. */
  prepare?(): void;
  stop(): void;
}

export const language = (): Promise<Library> => library<Library>("query");

const CALLS = ["answer", "distributions", "values", "define", "typeOf", "differences", "counts", "learn"] as const;
type Calls = Record<(typeof CALLS)[number], (...of: never[]) => unknown>;

/** What asks by `call`, a call for each question. */
function askerOf(call: (name: (typeof CALLS)[number], of: never[]) => Promise<unknown>, stop: () => void): Asker {
  return {
    ...Object.fromEntries(CALLS.map((name) => [name, (...of: never[]) => call(name, of)])),
    stop,
  } as unknown as Asker;
}

const MOST = 15_000;
const TOO_LONG: Wrong = {
  message: say("no answer after {n} seconds", { n: MOST / 1000 }),
  offset: 0,
  hint: say("Ask for less at once: fewer conditions, or simpler patterns."),
};

/** An engine over the columns; `count` rows. It starts while the first rows are drawn.
 * One that gives no answer is ended and another takes its place: no question costs those after it.
 * `texts` brings the texts of conversations, which only some questions need. */
export function startAsker(count: number, columns: readonly Stored[], texts: () => Promise<Learned>): Asker {
  const defined: never[][] = [];
  const fresh = async (): Promise<Asker> =>
    learning(await inWorker(count, columns).catch(() => here(count, columns)), texts);
  let started = fresh();
  const ask = async (name: (typeof CALLS)[number], of: never[]): Promise<unknown> => {
    const asker = started;
    const answer = Promise.resolve(((await asker) as Calls)[name](...of));
    let late: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<never>((_, reject) => {
      late = setTimeout(() => reject(TOO_LONG), MOST);
    });
    try {
      const found = await Promise.race([answer, limit]);
      if (name === "define") defined.push(of);
      return found;
    } catch (error) {
      if (error === TOO_LONG && started === asker) {
        void asker.then((old) => old.stop());
        started = fresh().then(async (other) => {
          for (const one of defined) await (other as Calls).define(...one);
          return other;
        });
      }
      throw error;
    } finally {
      clearTimeout(late);
    }
  };
  const asker = askerOf(
    (name, of) => during(ask(name, of)),
    () => void started.then((one) => one.stop()),
  );
  return { ...asker, prepare: () => void started.then((one) => one.prepare?.()) };
}

/** An engine that is given the texts of conversations when a question needs them. */
function learning(asker: Asker, texts: () => Promise<Learned>): Asker {
  const calls = asker as Calls;
  let learned: Promise<unknown> | undefined;
  const learn = (): Promise<unknown> => (learned ??= texts().then((told) => asker.learn(told)));
  const answer = async (name: (typeof CALLS)[number], of: never[]): Promise<unknown> => {
    try {
      return await calls[name](...of);
    } catch (error) {
      if (!(error as Partial<Wrong>).needs) throw error;
      await learn();
      return calls[name](...of);
    }
  };
  return { ...askerOf(answer, () => asker.stop()), prepare: () => void learn() };
}

async function inWorker(count: number, columns: readonly Stored[]): Promise<Asker> {
  const address = await moduleAddress("libraries/query");
  const worker = new Worker(address);
  const waiting = new Map<number, [(made: unknown) => void, (error: unknown) => void]>();
  let calls = 0;
  const call = <T>(name: string, more: object): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      waiting.set(++calls, [resolve as (made: unknown) => void, reject]);
      worker.postMessage({ id: calls, call: name, ...more });
    });
  worker.onmessage = ({ data }: MessageEvent<{ id: number; made?: unknown; error?: Wrong }>): void => {
    const [resolve, reject] = waiting.get(data.id) ?? [];
    waiting.delete(data.id);
    if (data.error) reject?.(data.error);
    else resolve?.(data.made);
  };
  const broken = new Promise<never>((_, reject) => {
    worker.onerror = (event): void => reject(new Error(event.message));
  });
  await Promise.race([call("start", { count, columns }), broken]);
  URL.revokeObjectURL(address);
  return askerOf(
    (name, of) => call(name, { of }), // blocks of texts are copied: another engine may need them
    () => worker.terminate(),
  );
}

async function here(count: number, columns: readonly Stored[]): Promise<Asker> {
  const { Engine } = await language();
  const engine: Calls = new Engine(count, columns);
  return askerOf(
    async (name, of) => engine[name](...of),
    () => undefined,
  );
}
