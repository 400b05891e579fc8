import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { defineConfig } from "vite";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const built = here("../static/graphiql");

// Fonts for Latin letters alone are not worth 400 KB: the system's are used.
const withoutFonts = {
  name: "without-fonts",
  enforce: "pre",
  transform: (code, id) =>
    id.endsWith("graphiql/dist/style.css") ? code.replaceAll(/@font-face\s*\{[^}]*\}/g, "") : undefined,
};

// The licences of everything that is in the bundle, as they ask for.
const licences = {
  name: "licences",
  generateBundle(_options, bundle) {
    const packages = new Map();
    for (const chunk of Object.values(bundle)) {
      for (const id of Object.keys(chunk.modules ?? {})) {
        const found = id.match(/^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//);
        if (found) packages.set(found[2], found[1]);
      }
    }
    const texts = [...packages.keys()].sort().map((name) => {
      const folder = packages.get(name);
      const { version, license } = JSON.parse(readFileSync(join(folder, "package.json")));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : ""}\n`;
    });
    this.emitFile({ type: "asset", fileName: "LICENSES.txt", source: texts.join(`\n${"-".repeat(72)}\n\n`) });
  },
};

// The service sends these files compressed, so that is how they are kept.
const compressed = {
  name: "compressed",
  closeBundle() {
    for (const name of readdirSync(built)) {
      writeFileSync(join(built, `${name}.gz`), gzipSync(readFileSync(join(built, name)), { level: 9 }));
      rmSync(join(built, name));
    }
  },
};

export default defineConfig({
  base: "./",
  plugins: [withoutFonts, licences, compressed],
  resolve: {
    alias: {
      "monaco-editor/esm/vs/editor/edcore.main.js": here("editor.js"),
      "monaco-editor/esm/vs/language/json/monaco.contribution.js": here("json.js"),
      "prettier/parser-babel": here("json-format.js"),
      "prettier/plugins/estree": here("json-format.js"),
    },
  },
  worker: {
    format: "es",
    rollupOptions: { output: { entryFileNames: "[name].js", chunkFileNames: "worker-[name].js" } },
  },
  build: {
    outDir: built,
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    chunkSizeWarningLimit: 3000,
    rollupOptions: {
      input: "main.jsx",
      output: {
        entryFileNames: "graphiql.js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
