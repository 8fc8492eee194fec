// Bundles the page code: boot, core, one module per element, one per library. Run by hatch_build.py.
import { build } from "esbuild";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";

const out = "dist";
rmSync(out, { recursive: true, force: true });
for (const folder of ["elements", "libraries"]) mkdirSync(join(out, folder), { recursive: true });

/** Folders whose code an element of the same name brings into the page; others read it from the page's own objects. */
const SHARED = ["chart", "image"];

const shared = {
  name: "shared-core",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.\/core$/ }, () => ({ path: "core", namespace: "shared" }));
    for (const name of SHARED) {
      const filter = new RegExp(`^\\.\\./${name}$`);
      onResolve({ filter }, ({ importer }) => importer.endsWith(`elements/${name}.ts`) ? undefined : ({ path: name, namespace: "shared" }));
    }
    onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({ contents: `module.exports = globalThis.reportgen${path === "core" ? "" : `_${path}`}` }));
  },
};

const names = (folder) => readdirSync(folder).filter((f) => f.endsWith(".ts") && !f.endsWith(".d.ts")).map((f) => f.slice(0, -3));
const options = { bundle: true, minify: true, format: "iife", target: "es2022", charset: "utf8", legalComments: "none", metafile: true };

async function bundle(entry, name, more = {}) {
  const result = await build({ ...options, entryPoints: [entry], outfile: join(out, `${name}.js`), ...more });
  const text = readFileSync(join(out, `${name}.js`), "utf8");
  if (/<\/script|<!--/i.test(text)) throw new Error(`${name} would break out of its script element`);
  return result.metafile;
}

/** The licence texts of the packages in a bundle, each once. */
function licences(metafile) {
  const packages = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) packages.add(match[1]);
  }
  const byText = new Map();
  for (const name of [...packages].sort()) {
    const folder = join("node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = ["LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "license"].map((f) => join(folder, f)).find((f) => existsSync(f));
    const text = (file ? readFileSync(file, "utf8") : `Licence: ${license}`).trim().replaceAll("\r\n", "\n");
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  return [...byText].map(([text, who]) => `${who.join(", ")}\n\n${text}`).join("\n\n---\n\n");
}

await bundle("boot.ts", "boot");
await bundle("core/index.ts", "core", { globalName: "reportgen" });
for (const name of names("elements")) {
  const global = SHARED.includes(name) ? { globalName: `reportgen_${name}` } : {};
  await bundle(join("elements", `${name}.ts`), `elements/${name}`, { plugins: [shared], ...global });
}
const texts = {};
for (const name of names("libraries")) texts[name] = licences(await bundle(join("libraries", `${name}.ts`), `libraries/${name}`));
writeFileSync(join(out, "licences.json"), JSON.stringify(texts));
writeFileSync(join(out, "THIRD_PARTY_LICENSES"), Object.values(texts).join("\n\n---\n\n") + "\n");
