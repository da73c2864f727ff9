// Loads the bundles in dist/ with the code that V8 compiled when they were made: compiling them anew takes longer than
// everything else at the start. V8 itself refuses compiled code of another version of Node.js, and then compiles.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

/**
 * @param dist the folder of the bundles
 * @param files their file names, which have a hash of the content, by the names under which they require each other
 * @param keep told each script, for whoever writes its compiled code
 */
exports.loader = (dist, files, keep = () => {}) => {
  const loaded = {};
  return function load(name) {
    if (loaded[name]) return loaded[name].exports;
    const path = join(dist, files[name]);
    const script = new Script(`(function(exports,require,module,__filename,__dirname){${readFileSync(path, "utf8")}\n})`, { filename: path, cachedData: compiled(`${path}.compiled`) });
    keep(path, script);
    const module = (loaded[name] = { exports: {} });
    script.runInThisContext()(module.exports, (id) => (id.startsWith("./") ? load(id.slice(2)) : require(id)), module, path, dist);
    return module.exports;
  };
};

function compiled(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
