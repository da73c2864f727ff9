/** A program of another project. The test compiles and runs it where the package is installed. */
import * as iam from "@pulumi/aws/iam";
import {
  AccessError,
  AccountAccess,
  AssumeRoleGrant,
  CrossAccountRole,
  grantPolicy,
  roleDocuments,
  type WrittenRole,
} from "cross-account-access";

const nextYear = new Date(Date.now() + 365 * 24 * 3600_000).toISOString().slice(0, 10);
const review = { owner: "platform@example.com", reason: "Weekly release", by: nextYear };
const deploy: WrittenRole = {
  trusts: [{ account: "222222222222", principals: ["user/*"], mfa: { maxAge: "30m" } }],
  session: { maxDuration: "2h" },
  policies: { presets: { artifacts: { readBuckets: { buckets: ["shop-artifacts"] } } } },
  review,
};

// @ts-expect-error -- durations are written, not numbers of seconds
const normalised: WrittenRole = { ...deploy, session: { maxDuration: 7200 } };
// @ts-expect-error -- a key that does not exist would lose a restriction
const unknown: WrittenRole = { ...deploy, trust: [] };
// @ts-expect-error -- somebody has to answer for a role
const unreviewed: WrittenRole = { trusts: deploy.trusts, policies: {} };
void [normalised, unknown, unreviewed];

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AccessError) return error.message;
    throw error;
  }
  return "";
}

export = async () => {
  const access = await AccountAccess.of("access", {
    roles: { deploy },
    groups: { operators: { members: [] } },
  });
  const audit = CrossAccountRole.of("audit", {
    role: { trusts: [{ account: "222222222222" }], policies: { managed: ["CloudWatchReadOnlyAccess"] }, review },
  });
  const callers = new iam.Group("callers", { name: "callers" });
  const grant = new AssumeRoleGrant("callers", {
    kind: "group",
    name: callers.name,
    policyName: "assume",
    policy: grantPolicy([{ arn: "arn:aws:iam::222222222222:role/report", mfa: { maxAge: "1h" } }]),
  });
  const outside = { id: "444444444444", region: "eu-west-1" };
  return {
    ...access.outputs,
    audit: audit.published,
    attached: grant.attached,
    document: roleDocuments("deploy", deploy, outside).trustPolicy,
    refusals: [
      refusal(() => grantPolicy([{ arn: "arn:aws:iam::222222222222:role/*" }])),
      refusal(() =>
        CrossAccountRole.of("unknown", { role: { ...deploy, description: callers.arn as unknown as string } }),
      ),
      refusal(() => CrossAccountRole.of("past", { role: { ...deploy, review: { ...review, by: "2020-01-01" } } })),
      refusal(() => roleDocuments("nowhere", deploy, { id: "2222", region: "moon" })),
    ],
  };
};
