import { documentLength, inlineLength } from "../documents/length";
import { revocationPolicyName } from "../documents/revocation";
import { characterText, hasStrangeCharacter, parseArn } from "../policypack/iam";
import type { Account } from "../settings/account";
import { managedPolicyArn, nearestManagedPolicy } from "../settings/managedPolicies";
import { partitionOfRegion } from "../settings/partitions";
import type { SharedPolicySettings } from "../settings/policies";
import { unknownName } from "../settings/problems";
import type { RoleSettings } from "../settings/role";
import { checkDocument } from "./documents";
import type { Known, Report } from "./report";

/** The most characters of all inline policies of a role together. */
const inlinePoliciesLimit = 10_240;
/** The most characters of a managed policy. */
const managedPolicyLimit = 6_144;

/**
 * Reports what IAM would refuse in the policies of a role. The policy pack judges how broad they are.
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function checkRolePolicies(role: RoleSettings, { account, shared, limits }: Known, report: Report): void {
  const { managed, presets, inline } = role.policies;
  const own = [...Object.keys(inline), ...Object.keys(presets)];
  if (managed.length + role.policies.shared.length + own.length === 0) {
    report(
      ["policies"],
      "found no policy, expected at least one under managed, shared, presets or inline: the role could do nothing",
    );
  }
  managed.forEach((written, at) => {
    const path = ["policies", "managed", at];
    const arn = managedPolicyArn(written, account.partition);
    if (arn === undefined) {
      const nearest = nearestManagedPolicy(written);
      report(
        path,
        `found "${written}", ${nearest ? `did you mean ${nearest}? ` : ""}expected the ARN of a managed policy, or the name of one of AWS`,
      );
    } else {
      checkArn(arn, path, account, report);
      const first = managed.findIndex((other) => managedPolicyArn(other, account.partition) === arn);
      if (first < at) report(path, `found "${written}", which is ${managed[first]} a second time, expected each once`);
    }
  });
  role.policies.shared.forEach((name, at) => {
    if (!shared.includes(name))
      report(["policies", "shared", at], unknownName(name, shared, "the name of a policy under policies"));
  });
  const attached = managed.length + role.policies.shared.length;
  const { managedPoliciesPerRole: most } = limits;
  if (attached > most) {
    report(
      ["policies", role.policies.shared.length > 0 ? "shared" : "managed"],
      `found ${attached} managed policies in all, expected at most ${most}, which is what IAM attaches to a role: ` +
        "merge some, or say under limits that AWS has raised it",
    );
  }
  for (const [name, document] of Object.entries(inline))
    checkDocument(document, ["policies", "inline", name], account, report);
  for (const [name, preset] of Object.entries(presets)) {
    const kinds = Object.values(preset).filter((value) => value !== undefined).length;
    if (kinds !== 1)
      report(
        ["policies", "presets", name],
        `found ${kinds === 0 ? "none" : `${kinds} presets`}, expected exactly one in each entry`,
      );
    for (const kind of ["readBuckets", "deployToBuckets", "readParameters"] as const)
      preset[kind]?.keys?.forEach((key, at) => {
        const path = ["policies", "presets", name, kind, "keys", at];
        const { partition, region } = parseArn(key)!;
        if (partition !== account.partition || partitionOfRegion(region) !== partition)
          report(
            path,
            `found "${key}", expected a key of the partition ${account.partition}, where this account's region is`,
          );
        else if (kind === "readParameters" && region !== account.region)
          report(path, `found "${key}", expected a key in ${account.region}, where the parameters are`);
      });
    for (const kind of ["readBuckets", "deployToBuckets"] as const) {
      const prefix = preset[kind]?.prefix ?? "";
      if (hasStrangeCharacter(prefix)) report(["policies", "presets", name, kind, "prefix"], characterText(prefix));
    }
    if (Object.hasOwn(inline, name))
      report(["policies", "presets", name], "found a name that inline has too, expected another name");
  }
  if (role.revokeSessionsBefore && own.includes(revocationPolicyName)) {
    const where = Object.hasOwn(inline, revocationPolicyName) ? "inline" : "presets";
    report(
      ["policies", where, revocationPolicyName],
      "found the name that revokeSessionsBefore gives its own policy, expected another name",
    );
  }
  const length = inlineLength(role, account);
  if (length > inlinePoliciesLimit) {
    report(
      ["policies", "inline"],
      `found ${length} characters in all, expected at most ${inlinePoliciesLimit}: move some into a policy ` +
        "under policies, which is attached as a managed one",
    );
  }
}

/** Checks the permissions boundary of a role. */
export function checkBoundary({ boundary }: RoleSettings, { account }: Known, report: Report): void {
  if (boundary) checkArn(boundary, ["boundary"], account, report);
}

/** Checks a policy that roles share. */
export function checkSharedPolicy({ document, path }: SharedPolicySettings, account: Account, report: Report): void {
  checkDocument(document, ["document"], account, report);
  checkPath(path, report);
  const length = documentLength(document);
  if (length > managedPolicyLimit)
    report(
      ["document"],
      `found ${length} characters, expected at most ${managedPolicyLimit}, which is what IAM takes for a managed policy: split it`,
    );
}

/** Reports paths that AWS reserves for itself. */
export function checkPath(path: string, report: Report): void {
  if (/^\/(aws-reserved|aws-service-role)\//.test(path))
    report(["path"], `found "${path}", which AWS keeps for roles of its own, expected another path`);
}

function checkArn(arn: string, path: readonly PropertyKey[], account: Account, report: Report): void {
  const { partition, account: owner } = parseArn(arn)!;
  if (partition !== account.partition)
    report(
      path,
      `found "${arn}" of the partition ${partition}, expected ${account.partition}, where this account's region is`,
    );
  if (owner !== "aws" && owner !== account.id)
    report(path, `found "${arn}" of another account, expected a policy of AWS or of ${account.id}`);
}
