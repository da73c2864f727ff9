/**
 * Actions that are named like reads. The Service Authorization Reference calls some of them changes; which of them are
 * is a list of the catalogue's.
 */
import { allow, type Case } from "./case";
import { A, B, rows, U } from "./short";

const AUDIT = "arn:aws:iam::aws:policy/SecurityAudit";
const VIEW = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess";

/** See the top of the file. */
export const LEVELS: Readonly<Record<string, readonly Case[]>> = {
  "named like a read": rows([
    ["AWS's SecurityAudit", [], A, undefined, { policies: [AUDIT] }],
    ["AWS's ViewOnlyAccess", [], A, undefined, { policies: [VIEW] }],
    ["both together", [], A, undefined, { policies: [AUDIT, VIEW] }],
    [
      "SecurityAudit and secrets",
      [],
      B,
      "unbounded-sensitive-read",
      { policies: [AUDIT, { Version: "2012-10-17", Statement: allow("secretsmanager:GetSecretValue") }] },
    ],
    [
      "ViewOnlyAccess and a write",
      [],
      B,
      "unbounded-write",
      { policies: [VIEW, { Version: "2012-10-17", Statement: allow("quicksight:UpdateDashboardPermissions") }] },
    ],
    ["who may read dashboards", allow("quicksight:DescribeTopicPermissions quicksight:DescribeSpacePermissions"), A],
    ["who may read dashboards, changed", allow("quicksight:UpdateTopicPermissions"), B, "unbounded-write"],
    ["resource policies read", allow("billing:GetResourcePolicy fsx:GetResourcePolicy"), A],
    ["resource policies written", allow("fsx:PutResourcePolicy"), B, "unbounded-write"],
    ["subscriptions of devices", allow("iot:ListSubscriptions iot:GetConnection"), A],
    ["devices subscribe", allow("iot:Subscribe iot:Connect"), B, "unbounded-write"],
    ["entities of connections", allow("glue:ListEntities glue:DescribeEntity glue:DescribeConnectionType"), A],
    ["connections tested", allow("glue:TestConnection"), B, "unbounded-write"],
    ["signatures verified", allow("kms:Verify kms:VerifyMac kms:GetPublicKey"), A],
    ["signatures made", allow("kms:Sign kms:GenerateMac"), B, "unbounded-write"],
    ["a secret's policy validated", allow("secretsmanager:ValidateResourcePolicy"), A],
    ["a secret's policy put", allow("secretsmanager:PutResourcePolicy"), B, "unbounded-write"],
    ["credentials of clusters", allow("redshift:GetClusterCredentials"), B],
    ["credentials of Spark sessions", allow("elasticmapreduce:GetClusterSessionCredentials"), B],
    ["tokens of Athena's sessions", allow("athena:GetSessionEndpoint"), B],
    ["passwords of Lightsail", allow("lightsail:GetRelationalDatabaseMasterUserPassword"), B],
    ["federation tokens", allow("sts:GetFederationToken"), B],
    ["tags read", allow("route53globalresolver:ListTagsForResource bcm-pricing-calculator:ListTagsForResource"), A],
    ["a list that AWS has ended, or will add", allow("deepracer:ListModels deepracer:DescribeFleets"), A],
    ["an unknown action that gets something", allow("deepracer:GetModelSecret"), U],
    ["an unknown action with a wildcard", allow("deepracer:*"), U],
    ["an unknown list of sign-ins", allow("sso:ListSecretKeys"), U],
    ["an unknown list of any service", allow("*:ListModelz"), U],
  ]),
};
