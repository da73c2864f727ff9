// Lets Node.js load this project's TypeScript without checking types each time: they are checked in CI.
//
// What a file was turned into is kept under a name made of the file's content, the compiler's version
// and the settings, so an outdated result can never be found, and the compiler itself (0.3 s) is loaded
// only for a file that changed. Where nothing can be written, files are turned each time. The results lie
// among the installed packages, so that no repository can bring along a result that its source would not give.
const { createHash, randomBytes } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const FORM = "3";

/** Takes over `require` of .ts files. */
function loadTypeScript() {
  const cacheFolder = path.join(path.dirname(require.resolve("typescript/package.json")), "..", ".cache", "cross-account-access");
  const version = require("typescript/package.json").version;
  let compiler;
  const compile = (text, file) => {
    compiler ??= require("typescript");
    const options = { target: compiler.ScriptTarget.ES2022, module: compiler.ModuleKind.CommonJS, esModuleInterop: true, inlineSourceMap: false };
    const result = compiler.transpileModule(text, { compilerOptions: options, fileName: file, reportDiagnostics: true });
    const problem = result.diagnostics?.find((one) => one.category === compiler.DiagnosticCategory.Error);
    if (problem) throw new SyntaxError(`${file}: ${compiler.flattenDiagnosticMessageText(problem.messageText, "\n")}`);
    return result.outputText;
  };
  // Replaces, not wraps, the handler of Pulumi's runner, which type-checks at each start.
  Module._extensions[".ts"] = (module, file) => {
    const text = fs.readFileSync(file, "utf8");
    const name = `${createHash("sha256").update(`${FORM}\0${version}\0${text}`).digest("hex").slice(0, 32)}.js`;
    const kept = path.join(cacheFolder, name);
    let code = whole(kept);
    if (code === undefined) {
      code = compile(text, file);
      keep(cacheFolder, kept, code);
    }
    module._compile(code, file);
  };
}

/** What was kept, unless it was cut or damaged since: its first line says what the rest is. */
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

/** Under a name that cannot be guessed first, so that nothing that is there already is written into. */
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
