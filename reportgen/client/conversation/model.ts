// Conversations as a report holds them: reportgen/panels/table/talks.py writes them, with short names.

import type { CellPayload } from "../payloads";

/** A picture, a sound, a video or a file: what shows it, an address (`l`), or only its name, type and size. */
export interface ShownPart {
  t: "image" | "audio" | "video" | "file";
  c?: CellPayload;
  l?: string;
  n?: string;
  m?: string;
  z?: number;
}

export interface CallPart {
  t: "call";
  n?: string;
  i?: string;
  e?: string;
  /** The arguments, or what stands where they should be. */
  a?: Record<string, unknown>;
  x?: string;
}

export interface ResultPart {
  t: "result";
  n?: string;
  i?: string;
  e?: string;
  p: Part[];
}

/** A text alone is what is said. */
export type Part =
  | string
  | { t: "reasoning"; x?: string; s?: number }
  | { t: "refusal"; x?: string }
  | { t: "data"; v: unknown }
  | CallPart
  | ResultPart
  | ShownPart;

/** Who says it, in parts; `n` is a name of who does, `u` says that it is not learned from. */
export interface Message {
  r: string;
  p: Part[];
  n?: string;
  u?: number;
}

/** What questions find in a conversation; `text` once its messages are here. */
export interface Facts {
  turns: number;
  calls: number;
  errors: number;
  tools: string[];
  answer: string;
  has_image: boolean;
}

/** A column of conversations as its block holds it: a list for each field. */
export interface FactColumns {
  turns: (number | null)[];
  calls: number[];
  errors: number[];
  tools: number[][];
  images: number[];
  lines: string[][];
  answers: string[];
  /** Rows whose answers are cut here. */
  long: number[];
  names: string[];
  pictures: Record<string, { cells: CellPayload[]; count: number }>;
  rejected: Record<string, number[]>;
  raw: Record<string, unknown>;
}

export const isPart = <K extends string>(part: Part, kind: K): part is Extract<Part, { t: K }> =>
  typeof part === "object" && part.t === kind;
