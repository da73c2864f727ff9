// Restores a project's Pulumi.<stack>.yaml files after a run. The file backend writes the salt of its passphrase into
// them and rewrites the whole file, but the salt belongs to the sandbox, not to the project. The original files are
// first noted in the sandbox's folder, so that the next run can restore them after a run that was killed.
const { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } = require("node:fs");
const { join } = require("node:path");
const { writeWhole } = require("../cli/shared/writeWhole.cjs");

const salt = /^encryptionsalt:/m;
const notes = (directory) => join(directory, "settings-files");

/**
 * Notes the settings files of a project before the engine uses them.
 * @param {string} directory the sandbox's folder
 * @param {string[]} files
 * @returns {() => void} restores the files; to be called when the engine has ended
 */
function guard(directory, files) {
  recover(directory);
  // Another run that is not finished may already have written a salt.
  const others = Object.assign({}, ...readNotes(directory).map(({ originals }) => originals));
  const entries = files.map((file) => [file, others[file] ?? readFileSync(file, "utf8")]);
  const originals = Object.fromEntries(entries.filter(([, text]) => !salt.test(text)));
  const note = join(notes(directory), `${process.pid}.json`);
  mkdirSync(notes(directory), { recursive: true });
  writeWhole(note, JSON.stringify(originals));
  return () => {
    putBack(originals);
    rmSync(note, { force: true });
  };
}

/**
 * Restores the files of runs that were killed.
 * @param {string} directory the sandbox's folder
 */
function recover(directory) {
  for (const { pid, note, originals } of readNotes(directory)) {
    if (isAlive(pid)) continue;
    putBack(originals);
    rmSync(note, { force: true });
  }
}

function readNotes(directory) {
  if (!existsSync(notes(directory))) return [];
  return readdirSync(notes(directory))
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      const note = join(notes(directory), name);
      try {
        return [{ pid: Number.parseInt(name, 10), note, originals: JSON.parse(readFileSync(note, "utf8")) }];
      } catch (error) {
        // Another run has ended meanwhile.
        if (error.code === "ENOENT") return [];
        // A note that was cut by a full disk says nothing about the files any more, and must not disturb the next run.
        if (error instanceof SyntaxError) return [{ pid: Number.parseInt(name, 10), note, originals: {} }];
        throw error;
      }
    });
}

function putBack(originals) {
  for (const [file, text] of Object.entries(originals)) {
    const now = existsSync(file) ? readFileSync(file, "utf8") : text;
    if (!salt.test(now)) continue;
    const { parseDocument } = require("yaml");
    const document = parseDocument(now);
    document.delete("encryptionsalt");
    // The engine's version of the file is kept only for what `pulumi config` changed.
    const unchanged = content(document) === content(parseDocument(text));
    writeWhole(file, unchanged ? text : document.toString(), { keepMode: true });
  }
}

// The content of a document, independent of how it is written. The engine rewrites unquoted dates in its own form.
function content(document) {
  return JSON.stringify(document.toJSON(), (_, value) => {
    if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(value)) return value;
    const date = new Date(value.replace(/ UTC$/, ""));
    return Number.isNaN(date.getTime()) ? value : date.toISOString();
  });
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

module.exports = { guard, recover };
