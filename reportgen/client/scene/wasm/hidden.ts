// The library compiles a decoder when it is evaluated, which the page's policy forbids and no scene of ours needs.

const holder = globalThis as unknown as { WebAssembly?: unknown; reportgen_wasm?: unknown };
holder.reportgen_wasm = holder.WebAssembly;
delete holder.WebAssembly;

export {};
