import { installEmulator } from "./emulator/install";
import { findEngine } from "./engine/engine";

/** Downloads and builds what the sandbox needs in advance, so that no test waits for it. */
async function prepare(): Promise<void> {
  await installEmulator();
  await findEngine((line) => console.error(line));
}

prepare().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
