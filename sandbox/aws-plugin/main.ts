import { AwsProvider } from "./provider";
import { serve } from "./server";
import { version } from "./version";

/** Milliseconds between two checks whether the engine that started this process is still running. */
const watch = 2_000;

// An engine that is killed does not end its plugins. Its address (the first argument) is not used: the plugin only
// answers requests.
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
