import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runInNewContext } from "node:vm";
import { IAMClient } from "@aws-sdk/client-iam";
import { STSClient } from "@aws-sdk/client-sts";
import { joinFiles } from "../../../cli/assume/credentials/awsFiles";
import { endpointOf, type EndpointQuestion } from "../../../cli/assume/network/region";
import { partitionOfRegion, partitions } from "../../../settings/partitions";

/** The folder of the SDK's packages. The clients bring along those that are read here. */
const sdk = join(dirname(require.resolve("@aws-sdk/client-sts/package.json")), "..");

interface SdkPartition {
  readonly id: string;
  readonly regions: Readonly<Record<string, unknown>>;
  readonly outputs: { readonly dnsSuffix: string; readonly dualStackDnsSuffix: string };
}

/** The partitions and regions of the SDK. It does not export them, so its file is read. */
function sdkPartitions(): readonly SdkPartition[] {
  const file = join(sdk, "core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js");
  const script = `${readFileSync(file, "utf8").replaceAll("export const", "var")}\nJSON.stringify(partitionsInfo);`;
  return (JSON.parse(String(runInNewContext(script))) as { partitions: readonly SdkPartition[] }).partitions;
}

/** Every region of the SDK but the pseudo-regions, such as `aws-global`. */
const regions = sdkPartitions().flatMap(({ id, regions: all }) =>
  Object.keys(all)
    .filter((region) => !region.endsWith("-global"))
    .map((region) => [id, region] as const),
);

const none = joinFiles("", "");
const at = (question: Partial<EndpointQuestion>) =>
  endpointOf({ service: "sts", partition: "aws", env: {}, files: none, ...question });

describe("addresses and the rules of the AWS SDK", () => {
  const credentials = { accessKeyId: "a", secretAccessKey: "s" };
  const clients = {
    sts: new STSClient({ region: "eu-west-1", credentials }),
    iam: new IAMClient({ region: "eu-west-1", credentials }),
  };
  after(() => Object.values(clients).forEach((client) => client.destroy()));

  it("all partitions of the SDK are known", () => {
    assert.deepEqual(
      Object.keys(partitions).sort(),
      sdkPartitions()
        .map(({ id }) => id)
        .sort(),
    );
    for (const { id, outputs } of sdkPartitions()) {
      const { domain, dualstack } = partitions[id as keyof typeof partitions];
      assert.deepEqual([domain, dualstack], [outputs.dnsSuffix, outputs.dualStackDnsSuffix], id);
    }
    assert.ok(regions.length > 40, `${regions.length}`);
  });

  for (const [partition, region] of regions) {
    it(`${partition} ${region}, each with and without FIPS and dual-stack`, () => {
      assert.equal(partitionOfRegion(region), partition);
      for (const fips of [false, true])
        for (const dualstack of [false, true])
          for (const service of ["sts", "iam"] as const) {
            const given = { Region: region, UseFIPS: fips, UseDualStack: dualstack };
            const sdk = clients[service].config.endpointProvider({
              ...given,
              ...(service === "sts" && { UseGlobalEndpoint: false }),
            });
            const [scheme] = (sdk.properties?.["authSchemes"] ?? []) as { signingRegion?: string }[];
            const env = { AWS_USE_FIPS_ENDPOINT: String(fips), AWS_USE_DUALSTACK_ENDPOINT: String(dualstack) };
            const own = at({ service, partition, region, env });
            assert.deepEqual(
              [own.url.href, own.region],
              [sdk.url.href, scheme?.signingRegion ?? region],
              `${service} fips ${fips} dualstack ${dualstack}`,
            );
          }
    });
  }

  it("the sign-in pages are under the domains that the SDK signs in at", () => {
    const signin = readFileSync(join(sdk, "nested-clients/dist-es/submodules/signin/endpoint/bdd.js"), "utf8");
    for (const [name, { signin: host, main, console }] of Object.entries(partitions)) {
      const domain = host.replace(`${main}.`, "");
      assert.ok(signin.includes(`"https://{Region}.${domain}"`), `${name}: ${domain}`);
      assert.equal(console, domain.replace(/^signin\./, "console."), name);
    }
  });
});

describe("settings of addresses", () => {
  const files = joinFiles(
    [
      "[default]\nuse_fips_endpoint = true",
      "[profile both]\nuse_fips_endpoint = TRUE\nuse_dualstack_endpoint = true",
      "[profile off]\nuse_fips_endpoint = false",
      "[profile typed]\nuse_fips_endpoint = yes",
      "[profile own]\nendpoint_url = http://127.0.0.1:1\nuse_fips_endpoint = true",
      "[profile ignoring]\nendpoint_url = http://127.0.0.1:1\nignore_configured_endpoint_urls = true",
      "[profile section]\nservices = here",
      "[profile empty]\nservices = other\nendpoint_url = http://127.0.0.1:4",
      "[profile lost]\nservices = gone\nendpoint_url = http://127.0.0.1:5",
      "[services here]\nsts =\n  endpoint_url = http://127.0.0.1:2\niam =\n  endpoint_url = http://127.0.0.1:3",
      "[services other]\ns3 =\n  endpoint_url = http://127.0.0.1:9",
    ].join("\n"),
    "",
  );
  const host = (profile: string | undefined, env: NodeJS.ProcessEnv = {}, service: "sts" | "iam" = "sts") =>
    at({ files, env, service, ...(profile !== undefined && { profile }) }).url.host;

  for (const [title, found, expected] of [
    ["use_fips_endpoint of the default profile", () => host(undefined), "sts-fips.us-east-1.amazonaws.com"],
    ["the same, for IAM", () => host(undefined, {}, "iam"), "iam-fips.amazonaws.com"],
    ["another profile does not have it", () => host("off"), "sts.us-east-1.amazonaws.com"],
    ["letter case does not matter", () => host("both"), "sts-fips.us-east-1.api.aws"],
    [
      "the variable counts before the profile",
      () => host("both", { AWS_USE_FIPS_ENDPOINT: "false" }),
      "sts.us-east-1.api.aws",
    ],
    [
      "an empty variable does not",
      () => host("both", { AWS_USE_DUALSTACK_ENDPOINT: "" }),
      "sts-fips.us-east-1.api.aws",
    ],
    ["ignore_configured_endpoint_urls of the profile", () => host("ignoring"), "sts.us-east-1.amazonaws.com"],
    [
      "… which the variable overrules",
      () => host("ignoring", { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false" }),
      "127.0.0.1:1",
    ],
    [
      "… and it holds for variables too",
      () => host("ignoring", { AWS_ENDPOINT_URL: "http://127.0.0.1:8" }),
      "sts.us-east-1.amazonaws.com",
    ],
    ["a services section", () => host("section"), "127.0.0.1:2"],
    ["a services section, for IAM", () => host("section", {}, "iam"), "127.0.0.1:3"],
    [
      "the variable for all services counts before it",
      () => host("section", { AWS_ENDPOINT_URL: "http://127.0.0.1:8" }),
      "127.0.0.1:8",
    ],
    ["a services section without this service", () => host("empty"), "127.0.0.1:4"],
    [
      "FIPS is in vain where addresses are ignored",
      () => host("own", { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" }),
      "sts-fips.us-east-1.amazonaws.com",
    ],
  ] as const)
    it(title, () => assert.equal(found(), expected));

  for (const [title, found, message] of [
    [
      "a switch that is neither true nor false",
      () => host("typed"),
      /^use_fips_endpoint of the profile typed: found "yes", expected true or false$/,
    ],
    [
      "the same in a variable",
      () => host("off", { AWS_USE_DUALSTACK_ENDPOINT: "1" }),
      /^AWS_USE_DUALSTACK_ENDPOINT: found "1", expected true or false$/,
    ],
    [
      "and in the one that ignores addresses",
      () => host("off", { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "yes" }),
      /^AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: found "yes"/,
    ],
    [
      "an own address and FIPS",
      () => host("own"),
      /^Found both endpoint_url of the profile own and use_fips_endpoint of the profile own, expected one of them/,
    ],
    [
      "an own address and dual-stack",
      () => host("off", { AWS_ENDPOINT_URL_STS: "http://127.0.0.1:8", AWS_USE_DUALSTACK_ENDPOINT: "true" }),
      /^Found both AWS_ENDPOINT_URL_STS and AWS_USE_DUALSTACK_ENDPOINT/,
    ],
    [
      "a services section that is missing",
      () => host("lost"),
      /^services of the profile lost: found "gone", and no section \[services gone\]/,
    ],
  ] as const)
    it(`${title} is refused`, () =>
      assert.throws(found, (error: Error) => message.test(error.message) || assert.fail(error.message)));

  for (const partition of ["aws-iso-x", "", "constructor", "__proto__"])
    it(`the partition ${JSON.stringify(partition)} is refused`, () =>
      assert.throws(() => at({ partition }), /^Failure: The partition .* is not known; expected aws, aws-cn, /));
  it("a pseudo-region is refused", () =>
    assert.throws(() => at({ region: "aws-global" }), /Found the region "aws-global"|partition/));
});
