import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { managedPolicyArns } from "../../policypack/iam";
import { contextOf, findingsOf, verdictOf } from "../../policypack/judge";
import { policyOf } from "../../policypack/attachedPolicy";

const SNAPSHOT = join(__dirname, "managed-policies.snapshot.txt");

/**
 * One line a policy: its name, verdict and the rules with mandatory findings. `UPDATE_SNAPSHOT=1` writes it anew, to be
 * reviewed. Why verdicts changed in November 2026:
 * - AWSArtifact…FullAccess, AWSDMSServerlessServiceRolePolicy: the reference writes the names of their types as `*`, so writes on
 *   all of them were not seen.
 * - AWSQuickSightElasticsearchPolicy, AWSQuicksightOpenSearchPolicy: they post to `domain/{any}/_plugin/_sql`, which reads any index
 *   of any domain. The path of a call says nothing of which domain it is.
 * - AWSAppSyncSchemaAuthor writes resolvers and functions, which ask any data source with the role that it has. Like those of Data
 *   Pipeline, which write the definition of any pipeline, it gets code run by what holds a role (HackTricks).
 * - AWSIoTAnalytics…, AWSIoTSiteWise…, AmazonTranscribe…, AmazonWorkDocs…: they read all datasets, measured values, transcripts or
 *   documents, which is stored data as much as objects and tables are.
 * - AWSAccountManagementFullAccess, AWSDeadlineCloud-…, AmazonConnect…, AmazonElastiCacheFullAccess, AmazonMemoryDBFullAccess: too
 *   broad before; now also by ways to act as somebody else that HackTricks names (root's mail address, a worker's role, users).
 * - AWSGitSync…, AmazonCodeGuruReviewerServiceRolePolicy, of roles that only these services assume: they read the repositories of
 *   all connections. AWSProton…, AWSCodeBuildAdminAccess, CloudWatch…FullAccess and others were too broad before.
 * - AmazonS3Files…: they mount all file systems of S3, which reads them, as AmazonElasticFileSystemClientReadOnlyAccess does those of
 *   EFS. AmazonFraudDetectorFullAccessPolicy and CustomerProfilesServiceLinkedRolePolicy were too broad before.
 * - AWSMigrationHubRefactorSpacesServiceRolePolicy: too broad before; now also since it may share any resource.
 *   AmazonRedshiftAllCommandsFullAccess, too: it reads all secrets that Redshift keeps.
 * - AWSCodePipelineCustomActionAccess, AWSDeviceFarmFullAccess, SupportUser: too broad before; now also by jobs that carry keys and
 *   tests that others run (HackTricks).
 * - …ReadOnlyAccess of DevOps agents, Elemental MediaPackage, IoT Wireless, Alexa for Business, Bedrock, Connect, Honeycode, Lex,
 *   Lookout for Metrics, Managed Blockchain, WorkSpaces Secure Browser and Anthropic, AWSPartnerLedSupportReadOnlyAccess and
 *   AlexaForBusinessDeviceSetup: they read what people said to agents and models, recordings, files, customers, keys of devices or a
 *   client secret. Each read that AWS' own policies for auditors lack was judged then.
 * - AmazonChimeUserManagement, AWSSecurityHubServiceRolePolicy, and many that were too broad before: each change that can only be
 *   allowed on all resources was judged then. These let others act for users, move their telephone numbers, and switch Security
 *   Hub's checks off.
 */
function verdicts(): string {
  const context = contextOf({ now: new Date("2026-11-24T12:00:00Z") });
  return managedPolicyArns()
    .map((arn) => {
      const findings = findingsOf({ kind: "role", name: "any", policies: [policyOf(arn, arn)] }, context);
      const rules = [...new Set(findings.filter(({ level }) => level === "mandatory").map(({ rule }) => rule))];
      return `${arn.replace("arn:aws:iam::aws:policy/", "")} ${verdictOf(findings)} ${rules.join(" ")}`.trim();
    })
    .join("\n");
}

describe("all AWS managed policies", () => {
  it("have the verdicts that were reviewed", () => {
    const found = `${verdicts()}\n`;
    if (process.env.UPDATE_SNAPSHOT === "1") writeFileSync(SNAPSHOT, found);
    const before = new Set(readFileSync(SNAPSHOT, "utf8").split("\n"));
    assert.deepEqual(
      found.split("\n").filter((line) => !before.has(line)),
      [],
    );
    assert.equal(found.split("\n").length - 1, 1594);
  }).timeout(60_000);

  it("only four allow half of all actions", () => {
    const context = contextOf();
    const administrative = managedPolicyArns().filter((arn) => {
      const findings = findingsOf({ kind: "role", name: "any", policies: [policyOf(arn, arn)] }, context);
      return findings.some(({ rule, message }) => rule === "administrative-access" && message.includes(" % of all "));
    });
    assert.deepEqual(
      administrative.map((arn) => arn.split("/").at(-1)),
      ["AIDevOpsAgentActionsPolicy", "AWSMcpServiceActionsFullAccess", "AdministratorAccess", "PowerUserAccess"],
    );
  }).timeout(60_000);
});
