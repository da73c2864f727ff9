// Builds the page's script and style from their sources. Used by the bundler, and by a process that runs the TypeScript
// directly.
"use strict";
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const client = join(__dirname, "client");
const styleFile = join(__dirname, "style.css");

exports.sources = [...readdirSync(client).map((file) => join(client, file)), styleFile, join(__dirname, "build.cjs")];

exports.buildAssets = () => {
  const { buildSync, transformSync } = require("esbuild");
  const [script] = buildSync({
    entryPoints: [join(client, "main.ts")],
    bundle: true,
    format: "iife",
    target: "es2022",
    minify: true,
    charset: "ascii",
    write: false,
    logLevel: "silent",
  }).outputFiles;
  const style = transformSync(readFileSync(styleFile, "utf8"), { loader: "css", minifyWhitespace: true }).code;
  // Such text would end the script or style element too early.
  if (/<\/script|<!--/i.test(script.text) || /<\/style/i.test(style))
    throw new Error("the page's script or style would end its element");
  return { script: script.text, style };
};

/**
 * A plugin for esbuild: replaces assets.ts by its result, so that the bundle does not build the assets and does not
 * need esbuild.
 */
exports.plugin = () => ({
  name: "page-assets",
  setup(build) {
    build.onLoad({ filter: /[\\/]cli[\\/]review[\\/]page[\\/]assets\.ts$/ }, () => ({
      contents: `exports.pageAssets = () => (${JSON.stringify(exports.buildAssets())});`,
      loader: "js",
    }));
  },
});
