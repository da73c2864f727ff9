import { AwsProvider } from "./provider";
import { serve } from "./server";
import { version } from "./version";

/** Milliseconds between looks at whether the engine that started this process still lives. */
const watch = 2_000;

// An engine that is killed outright ends no plugin. Its address (the first argument) is of no use here: nothing is
// reported but by answers.
const engine = process.ppid;
setInterval(() => {
  if (process.ppid !== engine) process.exit(0);
}, watch).unref();

serve(new AwsProvider(), version).then(
  (port) => process.stdout.write(`${port}\n`),
  (error: unknown) => {
    process.stderr.write(`The sandbox's AWS plugin cannot start: ${(error as Error).message}\n`);
    process.exit(1);
  },
);
