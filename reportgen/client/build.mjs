// Bundles the page code: boot, core, one module per element, one per library. Run by hatch_build.py.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const out = "dist";
rmSync(out, { recursive: true, force: true });
for (const folder of ["elements", "libraries"]) mkdirSync(join(out, folder), { recursive: true });

/** Folders whose code an element of the same name brings into the page; others read it from the page's own objects. */
const SHARED = ["chart", "conversation", "image", "scene"];

const shared = {
  name: "shared-core",
  setup({ onResolve, onLoad }) {
    for (const name of ["core", ...SHARED]) {
      const own = resolve("elements", `${name}.ts`);
      const filter = new RegExp(`^(\\.\\./)+${name}$`);
      onResolve({ filter }, ({ path, resolveDir, importer }) =>
        resolve(resolveDir, path) === resolve(name) && importer !== own
          ? { path: name, namespace: "shared" }
          : undefined,
      );
    }
    onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({
      contents: `module.exports = globalThis.reportgen${path === "core" ? "" : `_${path}`}`,
    }));
  },
};

/**
 * model-viewer as a file without a network can have it: no address of a decoder, and its one canvas and context made
 * by the page, which must know whether there is WebGL before it loads the library. A pattern that is gone stops the build.
 */
const offline = {
  name: "offline",
  setup({ onLoad }) {
    const patches = {
      "features/loading.js": [[/'https:[^']+'/g, "'about:blank'"]],
      "three-components/Renderer.js": [
        [/this\.canvas3D = document\.createElement\('canvas'\);/, "this.canvas3D = globalThis.reportgen_webgl.canvas;"],
        [
          /canvas: this\.canvas3D,\n\s+alpha: true,/,
          "canvas: this.canvas3D, context: globalThis.reportgen_webgl, alpha: true,",
        ],
      ],
      // Light around a scene costs seconds where no graphics card draws: none for what is not lit, a coarse one else.
      "features/environment.js": [
        [
          /(if \(textureUtils == null\) \{\s+return;\s+\})/,
          "$1 if (this.hasAttribute('data-unlit')) { this[$scene].setEnvironmentAndSkybox(null, null); return; }",
        ],
      ],
      "three-components/TextureUtils.js": [
        [/new WebGLCubeRenderTarget\(256,/, "new WebGLCubeRenderTarget(globalThis.reportgen_software ? 32 : 256,"],
      ],
    };
    onLoad(
      {
        filter:
          /@google\/model-viewer\/lib\/(features\/loading|features\/environment|three-components\/Renderer|three-components\/TextureUtils)\.js$/,
      },
      ({ path }) => {
        const [, changes] = Object.entries(patches).find(([name]) => path.replaceAll("\\", "/").endsWith(name));
        let contents = readFileSync(path, "utf8");
        for (const [pattern, replacement] of changes) {
          if (contents.search(pattern) < 0) throw new Error(`${path}: ${pattern} is gone`);
          contents = contents.replace(pattern, replacement);
        }
        return { contents };
      },
    );
  },
};

const names = (folder) =>
  readdirSync(folder)
    .filter((f) => f.endsWith(".ts") && !/\.(d|test)\.ts$/.test(f))
    .map((f) => f.slice(0, -3));
const options = {
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
};

async function bundle(entry, name, more = {}) {
  const result = await build({ ...options, entryPoints: [entry], outfile: join(out, `${name}.js`), ...more });
  const text = readFileSync(join(out, `${name}.js`), "utf8");
  // Only these stand in a page as text; the others are inserted, and no parser of markup sees them.
  if (["boot", "lock", "serve", "index"].includes(name) && /<\/script|<!--/i.test(text))
    throw new Error(`${name} would break out of its script element`);
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
    const file = ["LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "license"]
      .map((f) => join(folder, f))
      .find((f) => existsSync(f));
    const text = (file ? readFileSync(file, "utf8") : `Licence: ${license}`).trim().replaceAll("\r\n", "\n");
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  return [...byText].map(([text, who]) => `${who.join(", ")}\n\n${text}`).join("\n\n---\n\n");
}

await bundle("boot.ts", "boot");
await bundle("lock.ts", "lock");
await bundle("boot_site.ts", "boot_site");
await bundle("serving/serve.ts", "serve");
await bundle("index/start.ts", "index");
await bundle("core/start.ts", "core", { globalName: "reportgen" });
for (const name of names("elements")) {
  const global = SHARED.includes(name) ? { globalName: `reportgen_${name}` } : {};
  await bundle(join("elements", `${name}.ts`), `elements/${name}`, { plugins: [shared], ...global });
}
const texts = {};
for (const name of names("libraries"))
  texts[name] = licences(await bundle(join("libraries", `${name}.ts`), `libraries/${name}`, { plugins: [offline] }));
writeFileSync(join(out, "licences.json"), JSON.stringify(texts));
writeFileSync(join(out, "THIRD_PARTY_LICENSES"), `${Object.values(texts).join("\n\n---\n\n")}\n`);
