import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GetRoleCommand, IAMClient, ListAttachedRolePoliciesCommand } from "@aws-sdk/client-iam";
import { stringify } from "yaml";
import { copyProject } from "../../../sandbox/project";
import { openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { Engine } from "../lifecycle/engine";

const trusting = "111111111111";
const trusted = "222222222222";
/** Managed policies of AWS, one more than every account may attach to a role. */
const managed = [
  "CloudWatchReadOnlyAccess",
  "AmazonEC2ReadOnlyAccess",
  "AmazonSQSReadOnlyAccess",
  "AmazonSNSReadOnlyAccess",
  "AmazonRoute53ReadOnlyAccess",
  "AmazonRDSReadOnlyAccess",
  "AmazonVPCReadOnlyAccess",
  "AutoScalingReadOnlyAccess",
  "CloudFrontReadOnlyAccess",
  "AmazonElastiCacheReadOnlyAccess",
  "AWSCloudTrail_ReadOnlyAccess",
];
/** Users whose names make a trust policy longer than every account may have. */
const principals = Array.from({ length: 50 }, (_, at) => `user/teams/platform/person-${at}`);

describe("quotas that AWS has raised", function () {
  this.timeout(400_000);
  let sandbox: Sandbox;
  let project: string;
  let engine: Engine;

  before(async () => {
    // AWS has raised them for the one account, and not for the other.
    sandbox = await openTemporarySandbox({
      adjust: (world) => ({
        ...world,
        accounts: world.accounts.map((account) =>
          account.id === trusting
            ? { ...account, quotas: { trustPolicyLength: 4096, managedPoliciesPerRole: 11 } }
            : account,
        ),
      }),
    });
    project = await copyProject(join(sandbox.directory, "project"));
    engine = await Engine.start(project, sandbox.env);
  });
  after(async () => {
    await engine?.stop();
    await sandbox?.remove();
  });

  /** Deploys a role that needs raised quotas, in one of the accounts. */
  async function up(stack: string, account: string, role: object) {
    const config = {
      "aws:region": "eu-west-1",
      "aws:profile": stack,
      "aws:allowedAccountIds": [account],
      "cross-account-access:limits": { trustPolicyLength: 4096, managedPoliciesPerRole: 11 },
      "cross-account-access:roles": {
        wide: {
          trusts: [{ account: account === trusting ? trusted : trusting, principals: ["user/*"] }],
          policies: { presets: { logs: { readService: "logs" } } },
          review: { owner: "platform@example.com", reason: "A test of quotas", by: "2027-05-01" },
          ...role,
        },
      },
    };
    await writeFile(join(project, `Pulumi.${stack}.yaml`), stringify({ config }, { version: "1.1" }));
    return engine.pulumi("up", stack, "--yes", "--skip-preview");
  }
  const iam = () =>
    new IAMClient({ endpoint: sandbox.endpoint, region: "eu-west-1", credentials: person(sandbox, "trusting") });

  it("can be used where they are, and IAM refuses more where they are not", async () => {
    const longTrust = (account: string) => ({ trusts: [{ account, principals }] });
    const both = await up("trusting", trusting, { ...longTrust(trusted), policies: { managed } });
    assert.equal(both.code, 0, both.stdout + both.stderr);
    const { AttachedPolicies } = await iam().send(new ListAttachedRolePoliciesCommand({ RoleName: "wide" }));
    assert.equal(AttachedPolicies?.length, managed.length);
    const { Role } = await iam().send(new GetRoleCommand({ RoleName: "wide" }));
    assert.ok(decodeURIComponent(Role!.AssumeRolePolicyDocument!).length > 2048);

    const trust = await up("trusted", trusted, longTrust(trusting));
    assert.notEqual(trust.code, 0);
    assert.match(trust.stdout + trust.stderr, /LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048/);
    const policies = await up("trusted", trusted, { policies: { managed } });
    assert.notEqual(policies.code, 0);
    assert.match(policies.stdout + policies.stderr, /LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10/);
  });
});
