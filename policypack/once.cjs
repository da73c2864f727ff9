// Lets Pulumi's framework read a resource once for all policies of the pack. By itself it turns the engine's message into
// values anew for each policy, and at the end all resources of the stack for each. The pack's policies change no value.
const reading = require("@pulumi/policy/deserialize");

/** To be called before the pack is served. */
function readOnce() {
  const read = reading.deserializeProperties;
  const known = new WeakMap();
  reading.deserializeProperties = (message, proxySecrets) => {
    // What changes resources gets values of another kind.
    if (proxySecrets) return read(message, proxySecrets);
    let values = known.get(message);
    if (values === undefined) known.set(message, (values = read(message, proxySecrets)));
    return values;
  };
}

module.exports = { readOnce };
