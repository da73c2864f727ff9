// Starts the pipeline's commands: `node pipeline/run.cjs COMMAND`. docs/pipelines.md says what for.
const { loadTypeScript } = require("../policypack/load.cjs");

loadTypeScript();
const { main } = require("./commands.ts");
main(process.argv.slice(2), process.env).then(({ code, stdout, stderr }) => {
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = code;
});
