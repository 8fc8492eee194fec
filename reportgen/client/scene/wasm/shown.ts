// After the library: everything is as it was.

const holder = globalThis as unknown as { WebAssembly?: unknown; reportgen_wasm?: unknown };
if (holder.reportgen_wasm)
  Object.defineProperty(globalThis, "WebAssembly", {
    value: holder.reportgen_wasm,
    configurable: true,
    writable: true,
    enumerable: false,
  });
delete holder.reportgen_wasm;

export {};
