import pc from "picocolors";

/** How often a running step reports where the line cannot be rewritten, in milliseconds. */
const heartbeat = 15_000;

/**
 * Runs a step that may take long. Shows on standard error what is done and for how many seconds: on a terminal in one
 * line that is rewritten, elsewhere (a CI log) in a line now and then.
 *
 * @param label what is done, as a sentence without a full stop
 * @param work the step itself
 * @returns the step's result; its error is thrown after the line is finished
 */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const live = process.stderr.isTTY;
  const show = () =>
    process.stderr.write(live ? `\r\x1b[2K${label} … ${pc.dim(seconds())}` : `${label} … ${seconds()}\n`);
  const close = (outcome: string) =>
    process.stderr.write(`${live ? "\r\x1b[2K" : ""}${label}: ${outcome} (${seconds()})\n`);
  show();
  const timer = setInterval(show, live ? 500 : heartbeat);
  timer.unref();
  try {
    const result = await work();
    close("done");
    return result;
  } catch (error) {
    close("failed");
    throw error;
  } finally {
    clearInterval(timer);
  }
}
