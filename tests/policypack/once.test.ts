import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** What the framework's policies were shown in a process of its own, and how often it read a resource's values for that. */
interface Shown {
  readonly reads: number;
  readonly shown: readonly unknown[];
}

/** Shows two resources to three policies, as the engine asks for it: each by itself, and both at the end. */
const program = `
const { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun } = require("@pulumi/policy/server");
const messages = require("@pulumi/pulumi/proto/analyzer_pb");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
let [reads, shown] = [0, []];
const resourceOf = (Message, name) => {
  const struct = Struct.fromJavaScript({ name, list: [1, { deep: true }] });
  const read = struct.toJavaScript;
  struct.toJavaScript = () => (reads++, read.call(struct));
  const message = new Message();
  message.setProperties(struct);
  message.setOptions(new messages.AnalyzerResourceOptions());
  return message;
};
const see = ({ props }) => void shown.push(JSON.parse(JSON.stringify(props)));
const policies = ["one", "two", "three"].map((name) => ({
  name,
  enforcementLevel: "mandatory",
  validateResource: see,
  validateStack: ({ resources }) => resources.forEach(see),
}));
const ask = (handler, request) =>
  new Promise((resolve, reject) => handler({ request }, (error) => (error ? reject(error) : resolve())));
(async () => {
  const said = [];
  const analyze = makeAnalyzeRpcFun("pack", "1.0.0", "mandatory", policies);
  for (const name of ["a", "b"]) await ask(analyze, resourceOf(messages.AnalyzeRequest, name));
  said.push({ reads, shown });
  [reads, shown] = [0, []];
  const request = new messages.AnalyzeStackRequest();
  request.setResourcesList(["a", "b"].map((name) => resourceOf(messages.AnalyzerResource, name)));
  await ask(makeAnalyzeStackRpcFun("pack", "1.0.0", "mandatory", policies), request);
  said.push({ reads, shown });
  console.log(JSON.stringify(said));
})();`;

function run(before: string): readonly Shown[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", before + program], {
    cwd: root,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Shown[];
}

it("the framework reads a resource once for all policies of the pack, and shows them what it showed before", () => {
  const [each, end] = run("");
  const [eachOnce, endOnce] = run("require('./policypack/once.cjs').readOnce();");
  const needless = "the framework reads otherwise now: policypack/once.cjs is needless or has to do it elsewhere";
  assert.deepEqual([each!.reads, end!.reads], [6, 6], needless);
  assert.deepEqual([eachOnce!.reads, endOnce!.reads], [2, 2]);
  assert.equal(each!.shown.length, 6);
  assert.deepEqual([eachOnce!.shown, endOnce!.shown], [each!.shown, end!.shown]);
});
