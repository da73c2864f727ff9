// Loads the sandbox's TypeScript. Also hides the AWS SDK's notice about old Node.js versions, which is meant for
// maintainers of a program and not for its users.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
require("../policypack/load.cjs").loadTypeScript({ sourceMaps: true });
