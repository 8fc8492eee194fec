// The few names of Node.js that tests use: the page's own code knows none of them.

declare module "node:test" {
  export function test(name: string, body: () => void | Promise<void>): void;
}
declare module "node:assert/strict" {
  export function ok(value: unknown, message?: string): asserts value;
  export function equal(found: unknown, expected: unknown, message?: string): void;
  export function deepEqual(found: unknown, expected: unknown, message?: string): void;
  export function throws(body: () => unknown, expected?: RegExp | ((error: unknown) => boolean)): void;
}
declare module "node:fs" {
  export function readFileSync(path: string, encoding: "utf8"): string;
}
declare module "node:path" {
  export function join(...parts: string[]): string;
}
declare module "node:process" {
  export const env: Record<string, string | undefined>;
}
