// Writes a file whole or not at all. Plain JavaScript, since what makes the bundles needs it before there are any.
"use strict";
const fs = require("node:fs");
const { basename, dirname, join } = require("node:path");

/** Characters of a file's name that stand in the name of the new file: file systems take some 255 bytes. */
const longestName = 60;

/**
 * Puts a text in the place of a file in one step: into a new file beside it, which then takes its name. Whoever reads
 * sees the old text or the new one; interrupted, the old file is left as it was.
 *
 * The new file's name cannot be guessed, and it is made only where nothing has that name: in a folder that others may
 * write, a link that somebody put there is not followed. Where `file` itself is a link, the file takes the link's place.
 *
 * @param {string} file
 * @param {string | Uint8Array} contents
 * @param {import("./writeWhole.cjs").WriteOptions} [options]
 * @returns {boolean} false when `still` said no; nothing is written then
 * @throws the system's error, such as ENOENT where there is no such folder; nothing is left behind then
 */
function writeWhole(file, contents, { mode = 0o666, keepMode = false, durable = true, still = () => true } = {}) {
  // Loaded where something is written, which most calls of the command never do.
  const { randomBytes } = require("node:crypto");
  const draft = join(dirname(file), `${draftPrefix(file)}${randomBytes(8).toString("hex")}`);
  const old = keepMode ? fs.lstatSync(file, { throwIfNoEntry: false }) : undefined;
  const opened = fs.openSync(draft, "wx", mode);
  try {
    try {
      fs.writeFileSync(opened, contents);
      if (old?.isFile()) fs.fchmodSync(opened, old.mode & 0o777);
      if (durable) fs.fsyncSync(opened);
    } finally {
      fs.closeSync(opened);
    }
    if (!still()) return false;
    fs.renameSync(draft, file);
    return true;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** How the names of the new files begin, for whoever clears away what a killed process left. */
function draftPrefix(file) {
  return `.${basename(file).slice(0, longestName)}.new-`;
}

module.exports = { draftPrefix, writeWhole };
