import { installEmulator } from "./emulator/install";
import { findEngine } from "./engine/engine";

/** Brings what the sandbox needs ahead of time, so that no test waits for a download or a build. */
async function prepare(): Promise<void> {
  await installEmulator();
  await findEngine((line) => console.error(line));
}

prepare().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
