// Lets Node.js load this project's TypeScript without checking types each time. CI checks them.
//
// The compiled text of a file is kept under a hash of the file's content, the compiler's version and the settings. So
// an outdated result is never found, and the compiler itself (0.3 s) is loaded only for files that changed. When the
// cache cannot be written, files are compiled each time. The cache is in node_modules, so a repository cannot bring
// along a result that differs from its source.
const { createHash, randomBytes } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const FORM = "3";

/**
 * Makes `require` load .ts files.
 *
 * @param sourceMaps whether stack traces name the lines of the source, for those who change it
 */
function loadTypeScript({ sourceMaps = false } = {}) {
  if (sourceMaps) process.setSourceMapsEnabled(true);
  const cacheFolder = path.join(
    path.dirname(require.resolve("typescript/package.json")),
    "..",
    ".cache",
    "cross-account-access",
  );
  const version = require("typescript/package.json").version;
  let compiler;
  const compile = (text, file) => {
    compiler ??= require("typescript");
    const options = {
      target: compiler.ScriptTarget.ES2022,
      module: compiler.ModuleKind.CommonJS,
      esModuleInterop: true,
      inlineSourceMap: sourceMaps,
    };
    const result = compiler.transpileModule(text, {
      compilerOptions: options,
      fileName: file,
      reportDiagnostics: true,
    });
    const problem = result.diagnostics?.find((one) => one.category === compiler.DiagnosticCategory.Error);
    if (problem) throw new SyntaxError(`${file}: ${compiler.flattenDiagnosticMessageText(problem.messageText, "\n")}`);
    return result.outputText;
  };
  // Replaces the handler of Pulumi's runner, which would check types at each start.
  Module._extensions[".ts"] = (module, file) => {
    const text = fs.readFileSync(file, "utf8");
    const name = `${createHash("sha256")
      .update(`${FORM}\0${version}\0${sourceMaps ? file : ""}\0${text}`)
      .digest("hex")
      .slice(0, 32)}.js`;
    const kept = path.join(cacheFolder, name);
    let code = whole(kept);
    if (code === undefined) {
      code = compile(text, file);
      keep(cacheFolder, kept, code);
    }
    module._compile(code, file);
  };
}

/** The kept text; undefined when it is missing, cut or damaged. Its first line has the hash of the rest. */
function whole(file) {
  try {
    const [, sum, code] = /^\/\/ ([0-9a-f]{64})\n([^]*)$/.exec(fs.readFileSync(file, "utf8")) ?? [];
    return code !== undefined && sum === sha256(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}

/** Writes to a new file with a random name first and renames it, so that it never writes into an existing file. */
function keep(folder, file, code) {
  const draft = `${file}.${randomBytes(8).toString("hex")}`;
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(draft, `// ${sha256(code)}\n${code}`, { flag: "wx" });
    fs.renameSync(draft, file);
  } catch {
    fs.rmSync(draft, { force: true });
  }
}

module.exports = { loadTypeScript };
