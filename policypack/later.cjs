// Lets Pulumi's SDK load later, or never, what it loads at once and needs only to serialise functions: the TypeScript
// compiler and npm's reader of dependencies. That takes longer than all else the pack loads. Each stays what it is for
// everybody who uses it; it is read when something of it is first asked for.
const Module = require("node:module");

/** What waits, and the files of the SDK that load it. */
const waiting = { typescript: "typescript-shim.js", "@npmcli/arborist": "codePaths.js" };

/** To be called before Pulumi's SDK is loaded. */
function loadLater() {
  const load = Module._load;
  Module._load = function (request, parent, isMain) {
    const file = Object.hasOwn(waiting, request) ? waiting[request] : undefined;
    if (file === undefined || !parent?.filename?.endsWith(file)) return load.call(this, request, parent, isMain);
    let loaded;
    const real = () => (loaded ??= load.call(this, request, parent, isMain));
    // As a module of that kind it is taken as it is; of any other, everything would be copied, and so read, at once.
    return new Proxy({}, { get: (_, name) => (name === "__esModule" ? true : real()[name]) });
  };
}

module.exports = { loadLater };
