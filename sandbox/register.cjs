// Loads the sandbox's TypeScript, and keeps the AWS SDK's notice about old Node.js versions off the screen: it is meant
// for those who maintain a program, not for those who run it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
require("ts-node/register");
