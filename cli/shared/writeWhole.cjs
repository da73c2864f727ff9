// Writes a file whole or not at all. Plain JavaScript, because the bundler needs it before any bundle exists.
"use strict";
const fs = require("node:fs");
const { basename, dirname, join } = require("node:path");

/** How many characters of a file's name are part of the new file's name. File systems allow some 255 bytes. */
const longestName = 60;

/**
 * Replaces a file's content in one step: writes a new file beside it and renames that. A reader sees the old text or
 * the new one. If it is interrupted, the old file stays.
 *
 * The new file's name cannot be guessed, and the file is only created if the name is free. So a link that somebody put
 * into a shared folder is not followed. If `file` is a link, the file replaces the link.
 *
 * @param {string} file
 * @param {string | Uint8Array} contents
 * @param {import("./writeWhole.cjs").WriteOptions} [options]
 * @returns {boolean} false when `still` said no; then nothing is written
 * @throws the system's error, such as ENOENT for a missing folder; then nothing is left behind
 */
function writeWhole(file, contents, { mode = 0o666, keepMode = false, durable = true, still = () => true } = {}) {
  // Loaded only when something is written; most calls of the command never do.
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

/** The beginning of the new files' names, to clear away what a killed process left. */
function draftPrefix(file) {
  return `.${basename(file).slice(0, longestName)}.new-`;
}

module.exports = { draftPrefix, writeWhole };
