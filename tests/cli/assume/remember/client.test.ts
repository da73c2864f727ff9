import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAgent } from "../../../../cli/assume/remember/client";
import { longestLine } from "../../../../cli/assume/remember/speech";

describe("what the agent answers", function () {
  before(function () {
    if (process.platform === "win32") this.skip();
  });
  const runtime = mkdtempSync(join(tmpdir(), "client-"));
  const folder = join(runtime, "cross-account-access");
  let server: Server | undefined;
  afterEach((done) => {
    if (server === undefined) return done();
    server.close(() => done());
  });
  after(() => rmSync(runtime, { recursive: true, force: true }));

  /** Asks something that answers in this way. */
  async function ask(answer: (socket: Socket) => void) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const mask = process.umask(0o177);
    server = createServer((socket) => socket.once("data", () => answer(socket)).on("error", () => undefined));
    await new Promise<void>((resolve) => server!.listen(join(folder, "agent-1"), resolve));
    process.umask(mask);
    const client = await openAgent({ XDG_RUNTIME_DIR: runtime }, false);
    return client!.ask({ op: "status" }).finally(client!.close);
  }

  it("is taken as it is", async () => {
    assert.deepEqual(await ask((socket) => socket.write('{"kept":[]}\n')), { kept: [] });
  });
  it("may come in pieces", async () => {
    const pieces = (socket: Socket) => void socket.write('{"kept', () => setImmediate(() => socket.write('":[]}\n')));
    assert.deepEqual(await ask(pieces), { kept: [] });
  });
  for (const [how, answer] of [
    ["ends without an answer", (socket) => socket.end()],
    ["ends within an answer", (socket) => socket.end('{"kept":')],
    ["is broken off", (socket) => socket.destroy()],
    ["says what is not JSON", (socket) => socket.write("HTTP/1.1 400 Bad Request\n")],
    ["goes on without an end", (socket) => socket.write("x".repeat(longestLine + 1))],
  ] satisfies [string, (socket: Socket) => void][])
    it(`one that ${how} is told in one sentence`, async () => {
      await assert.rejects(ask(answer), {
        name: "NoAgent",
        message: "The agent ended meanwhile. Run the command again.",
      });
    });
});
