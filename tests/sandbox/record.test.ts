import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRecord, recordFile, writeRecord } from "../../sandbox/record";
import { makePeople } from "../../sandbox/world";

describe("the record of a sandbox", () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "record-"))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const record = {
    endpoint: "http://127.0.0.1:4566",
    pid: 4242,
    engine: { directory: "/engine", version: "3.259.0" },
    people: makePeople(),
  };
  const text = JSON.stringify(record);

  it("is read as it was written, and nobody else may read it", () => {
    assert.equal(readRecord(directory), undefined);
    writeRecord(directory, record);
    assert.deepEqual(readRecord(directory), record);
    assert.equal(statSync(recordFile(directory)).mode & 0o777, 0o600);
  });

  for (let length = 0; length < text.length; length += 97) {
    it(`cut after ${length} characters is damaged`, () => {
      writeFileSync(recordFile(directory), text.slice(0, length));
      assert.equal(readRecord(directory), "damaged");
    });
  }

  for (const [what, other] of [
    ["zeros", "\0".repeat(500)],
    ["another JSON", "[]"],
    ["an empty object", "{}"],
    ["nobody in it", JSON.stringify({ ...record, people: [] })],
    ["a person without keys", JSON.stringify({ ...record, people: [{ profile: "alice" }] })],
    ["a process id that is text", JSON.stringify({ ...record, pid: "4242" })],
    ["a process id that means all of one's processes", JSON.stringify({ ...record, pid: -1 })],
    ["no address", JSON.stringify({ ...record, endpoint: "" })],
    ["no engine", JSON.stringify({ ...record, engine: null })],
  ] as const) {
    it(`with ${what} is damaged`, () => {
      writeFileSync(recordFile(directory), other);
      assert.equal(readRecord(directory), "damaged");
    });
  }
});
