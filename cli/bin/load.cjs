// Loads the bundles in dist/, with the code that V8 compiled when they were made. Compiling them again would take
// longer than everything else at the start. V8 refuses compiled code of another version of Node.js, and then compiles.
"use strict";
const { Buffer } = require("node:buffer");
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

/**
 * @param dist the folder of the bundles
 * @param files their file names, which contain a hash of the content, by the names under which they require each other
 * @param keep called with each script, to store its compiled code
 * @param mend called with the path of a bundle that is missing or damaged, to build it again
 */
exports.loader = (dist, files, keep = () => {}, mend = () => {}) => {
  const loaded = {};
  return function load(name) {
    if (loaded[name]) return loaded[name].exports;
    const path = join(dist, files[name]);
    const text = whole(path) ?? (mend(path), whole(path));
    if (text === undefined) throw new Error(`${path} is damaged`);
    const script = new Script(text, { filename: path, cachedData: compiled(`${path}.compiled`) });
    keep(path, script);
    const module = (loaded[name] = { exports: {} });
    script.runInThisContext()(
      module.exports,
      (id) => (id.startsWith("./") ? load(id.slice(2)) : require(id)),
      module,
      path,
      dist,
    );
    return module.exports;
  };
};

/** What a bundle's text begins and ends with. It is in the file, since adding it here would copy the text at each start. */
exports.wrapping = { before: "(function(exports,require,module,__filename,__dirname){", after: "})" };

/** The text of a bundle; undefined when its hash is not the one in its name. */
function whole(path) {
  try {
    const bytes = readFileSync(path);
    return path.endsWith(`.${sha256(bytes).toString("hex").slice(0, 16)}.cjs`) ? bytes.toString("utf8") : undefined;
  } catch {
    return undefined;
  }
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest();
}

/** Compiled code as it is stored. Its hash comes first, since V8 checks the length only. */
exports.kept = (code) => Buffer.concat([sha256(code), code]);

function compiled(path) {
  try {
    const bytes = readFileSync(path);
    const code = bytes.subarray(32);
    return sha256(code).equals(bytes.subarray(0, 32)) ? code : undefined;
  } catch {
    return undefined;
  }
}
