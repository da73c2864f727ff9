import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { awsChecks } from "../../../cli/assume/diagnosis/awsChecks";
import { authorizationId, readRefusal } from "../../../cli/assume/diagnosis/awsRefusal";
import { diagnose } from "../../../cli/assume/diagnosis/diagnose";
import type { AwsCheck, Evidence } from "../../../cli/assume/diagnosis/evidence";
import { renderDiagnosis } from "../../../cli/assume/diagnosis/render";
import { endpointOf } from "../../../cli/assume/network/region";
import { rendered } from "../../../cli/shared/lines";
import { alice, trust, whole } from "./diagnoseCases";

const id = "example1a2b3c4d5e6f7g8h9i0j";
const scp = "arn:aws:organizations::999999999999:policy/o-abcdef1234/service_control_policy/p-abcd1234";
const words =
  `User: ${alice} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111111111111:role/deploy ` +
  `with an explicit deny in a service control policy: ${scp}. Go to https://us-east-1.console.aws.amazon.com/iam/home` +
  `?region=us-east-1#/authorization-details/${id} for complete details, or call the GetRequestAuthorizationDetails API ` +
  `with the following authorization id: ${id}`;
const check = (checkType: string, evaluatedEffect: string, more: object = {}) => ({
  checkType,
  evaluatedEffect,
  ...more,
});
const evaluation = (...checks: object[]) => ({ action: "sts:AssumeRole", resource: "*", checks });

describe("AWS's words about a denial", () => {
  it("name the policy and the authorization id", () => {
    assert.deepEqual(readRefusal(words), {
      arn: scp,
      explicit: true,
      action: "sts:AssumeRole",
      said: "service control policy",
      policy: "service-control",
    });
    assert.equal(authorizationId(words), id);
    assert.equal(authorizationId(words.replace(/, or call.*/, "")), id);
  });

  it("without them nothing is made up", () => {
    const bare = words.replace(/: arn:aws:organizations.*/, "");
    assert.equal(readRefusal(bare)?.arn, undefined);
    assert.equal(readRefusal(bare)?.said, "service control policy");
    for (const none of [bare, "", "authorization id: ../../x", `authorization id: ${"a".repeat(257)}`])
      assert.equal(authorizationId(none), undefined, none);
  });

  it("the policy that denies stands in the finding, and the id beside it", () => {
    const diagnosis = diagnose({ ...whole, refusal: { message: words } });
    assert.deepEqual(
      diagnosis.findings.map(({ kind, document }) => [kind, document]),
      [["organization-policy", scp]],
    );
    assert.equal(diagnosis.authorizationId, id);
    const text = rendered(renderDiagnosis(diagnosis, { ...whole, refusal: { message: words } }), false);
    assert.match(text, /aws iam-toolbox get-request-authorization-details --authorization-id example1a2b/);
  });
});

describe("AWS's own checks of a refused call", () => {
  let server: Server;
  let answers: { readonly status: number; readonly body: string }[];
  let asked: string[];
  before((done) => {
    server = createServer((request, response) => {
      asked.push(
        `${request.url} ${/Credential=\S+?\/(\w[\w-]+)\/iam\//.exec(request.headers.authorization ?? "")?.[1]}`,
      );
      const { status, body } = answers.shift() ?? { status: 500, body: "" };
      response.writeHead(status).end(body);
    }).listen(0, "127.0.0.1", done);
  });
  after((done) => void server.close(() => done()));

  const ask = (...bodies: (object | string)[]) => {
    answers = bodies.map((body) => ({ status: 200, body: typeof body === "string" ? body : JSON.stringify(body) }));
    return run();
  };
  const run = () => {
    asked = [];
    return awsChecks(
      id,
      { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example-of-a-secret" },
      { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), region: "eu-west-1" },
    );
  };

  it("are read from all pages, each with its side, policy and statements", async () => {
    const policies = [
      { uri: scp, inline: false },
      { uri: "opaque", inline: true, attachedTo: [{ arn: alice }] },
    ];
    const found = await ask(
      {
        policies,
        evaluations: [
          evaluation(
            check("PRINCIPAL", "ALLOW", {
              matchedPolicies: [{ uri: "opaque", matchedStatements: [{ sid: "Grant" }] }],
            }),
          ),
        ],
        nextToken: "a/b",
      },
      {
        policies: [],
        evaluations: [
          evaluation(
            check("SERVICE_CONTROL_POLICY", "EXPLICIT_DENY", {
              targetArn: "arn:unit",
              matchedPolicies: [{ uri: scp }],
            }),
            check("RESOURCE", "IMPLICIT_DENY"),
          ),
        ],
      },
    );
    assert.deepEqual(
      found.map(({ side, effect, policies: by, target }) => [side, effect, by, target]),
      [
        ["trusted account", "ALLOW", [`an inline policy of ${alice}, Grant`], undefined],
        ["organization", "EXPLICIT_DENY", [scp], "arn:unit"],
        ["trusting account", "IMPLICIT_DENY", [], undefined],
      ],
    );
    assert.deepEqual(asked, [
      `/authorization-details/${id} eu-west-1`,
      `/authorization-details/${id}?nextToken=a%2Fb eu-west-1`,
    ]);
  });

  it("that may not be read, or have another form, change nothing", async () => {
    answers = [{ status: 403, body: '{"message":"no"}' }];
    assert.deepEqual(await run(), []);
    for (const body of [
      "<html>",
      "null",
      "[]",
      { evaluations: {} },
      { evaluations: [{ action: 7, checks: [] }] },
      { evaluations: [evaluation(check("TOMORROW", "ALLOW"), check("SESSION", "MAYBE"))] },
    ])
      assert.deepEqual(await ask(body), [], JSON.stringify(body));
  });

  it("an answer without an end is read no further than ten pages", async () => {
    await ask(...Array.from({ length: 20 }, () => ({ evaluations: [], policies: [], nextToken: "more" })));
    assert.equal(asked.length, 10);
  });

  const told = (side: AwsCheck["side"], policy: AwsCheck["policy"], effect: AwsCheck["effect"]): AwsCheck => ({
    said: "policy",
    policy,
    side,
    action: "sts:AssumeRole",
    effect,
    policies: effect === "ALLOW" ? [] : ["arn:policy"],
  });
  const bare: Partial<Evidence> = { refusal: { message: `no. authorization id: ${id}` } };

  for (const [policy, side, effect, kind] of [
    ["service-control", "organization", "EXPLICIT_DENY", "organization-policy"],
    ["resource-control", "organization", "IMPLICIT_DENY", "organization-policy"],
    ["endpoint", "network", "EXPLICIT_DENY", "vpc-endpoint-policy"],
    ["resource", "trusting account", "EXPLICIT_DENY", "trust-denied"],
    ["resource", "trusting account", "IMPLICIT_DENY", "trust-condition"],
    ["identity", "trusted account", "IMPLICIT_DENY", "no-grant"],
    ["identity", "trusted account", "EXPLICIT_DENY", "explicit-deny"],
    ["boundary", "trusted account", "IMPLICIT_DENY", "boundary"],
    ["session", "caller", "IMPLICIT_DENY", "session-policy"],
  ] as const)
    it(`decide where nothing that was read does: ${policy}, ${effect}`, () => {
      assert.equal(diagnose({ ...whole, ...bare }).outcome, "undetermined");
      const { outcome, findings } = diagnose({ ...whole, ...bare, checks: [told(side, policy, effect)] });
      assert.deepEqual(
        [outcome, findings.map((one) => [one.kind, one.side, one.certainty, one.document])],
        ["denied", [[kind, side, "certain", "arn:policy"]]],
      );
    });

  it("that allow decide nothing, and are shown where what was read refuses", () => {
    const checks = [told("trusting account", "resource", "ALLOW"), told("trusted account", "identity", "ALLOW")];
    assert.equal(diagnose({ ...whole, ...bare, checks }).outcome, "undetermined");
    const evidence = { ...whole, ...bare, checks, trust: trust({ Principal: { AWS: "333333333333" } }) };
    const diagnosis = diagnose(evidence);
    assert.equal(diagnosis.outcome, "denied");
    const text = rendered(renderDiagnosis(diagnosis, evidence), false);
    assert.match(text, /AWS's own checks \(authorization id example1a2b3c4d5e6f7g8h9i0j\):/);
    assert.match(text, /- \[trusted account\] the policy allows sts:AssumeRole/);
    assert.match(text, /! AWS allows the call on the side "trusting account", and what was read here refuses it/);
    assert.doesNotMatch(text, /side "trusted account"/);
  });

  it("that refuse are told to differ where what was read lets the call through, and not where it was not read", () => {
    const checks = [told("trusted account", "identity", "IMPLICIT_DENY")];
    const differing = /! AWS refuses the call on the side "trusted account", and what was read here lets it through/;
    const textOf = (evidence: Evidence) => rendered(renderDiagnosis(diagnose(evidence), evidence), false);
    assert.match(textOf({ ...whole, ...bare, checks }), differing);
    assert.doesNotMatch(textOf({ ...whole, ...bare, checks, policies: [] }), differing);
    assert.doesNotMatch(textOf({ ...whole, ...bare, checks, policies: undefined }), differing);
  });

  it("are asked for in the region of the call", () => {
    const at = (env: NodeJS.ProcessEnv, region = "eu-west-1", partition = "aws") =>
      endpointOf({ service: "iam-toolbox", partition, region, env, files: { profiles: {}, services: {} } }).url.origin;
    assert.equal(at({}), "https://iam-toolbox.eu-west-1.amazonaws.com");
    assert.equal(at({}, "cn-north-1", "aws-cn"), "https://iam-toolbox.cn-north-1.amazonaws.com.cn");
    assert.equal(at({ AWS_USE_FIPS_ENDPOINT: "true" }), "https://iam-toolbox-fips.eu-west-1.amazonaws.com");
    assert.equal(at({ AWS_ENDPOINT_URL_IAM_TOOLBOX: "http://localhost:1" }), "http://localhost:1");
  });
});
