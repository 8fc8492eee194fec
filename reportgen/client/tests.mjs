// Bundles each *.test.ts into a folder of its own layout, for Node.js to run: node tests.mjs FOLDER

import { readdirSync } from "node:fs";
import { argv } from "node:process";
import { build } from "esbuild";

const tests = readdirSync(".", { recursive: true })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".test.ts") && !/^(node_modules|dist)\//.test(name));

/** Of the page's modules only what a test uses comes along: all else asks for a page when it is loaded. */
const pure = {
  name: "pure",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\./ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === "resolved") return undefined;
      const found = await resolve(path, { ...from, pluginData: "resolved" });
      return { ...found, sideEffects: false };
    });
  },
};

await build({
  entryPoints: tests,
  outdir: argv[2],
  outbase: ".",
  bundle: true,
  format: "esm",
  outExtension: { ".js": ".mjs" },
  platform: "node",
  target: "es2022",
  sourcemap: "inline",
  logLevel: "warning",
  plugins: [pure],
});
