/** Settings that use all there is, of both sides, but for `empty`, which goes with nothing else. */
const document = {
  Version: "2012-10-17",
  Id: "shop",
  Statement: [
    {
      Sid: "Read",
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: "arn:aws:s3:::shop/*",
      Condition: { StringEquals: { "aws:ResourceTag/team": ["shop", "web"] } },
    },
  ],
};
const review = { owner: "platform@example.com", reason: "Weekly release", by: "2027-05-01" };
const account = { "aws:region": "eu-west-1", "aws:profile": "trusting", "aws:allowedAccountIds": ["111111111111"] };

/** A stack with roles and shared policies. */
export const rich = {
  ...account,
  "cross-account-access:organization": { id: "o-a1b2c3d4e5", path: "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/" },
  "cross-account-access:limits": { trustPolicyLength: 4096, managedPoliciesPerRole: 20 },
  "cross-account-access:policies": {
    common: { document, description: "Shared", path: "/teams/", tags: { team: "shop" } },
  },
  "cross-account-access:roles": {
    deploy: {
      description: "Deploys the web shop",
      trusts: [
        {
          account: "222222222222",
          principals: ["user/*", "user/team-a/al?ce"],
          window: { from: "2026-11-01", until: "2027-05-01T10:00:00Z" },
          principalTags: { team: ["shop", "web"] },
        },
      ],
      session: {
        maxDuration: "2h",
        namePattern: "release-*",
        sourceIdentity: "required",
        tags: { allowed: ["team"], required: { cost: ["a", "b"] }, transitive: ["team"] },
      },
      policies: {
        managed: ["CloudWatchReadOnlyAccess", "arn:aws:iam::111111111111:policy/own"],
        shared: ["common"],
        presets: {
          releases: {
            deployToBuckets: {
              buckets: ["web-shop-artifacts"],
              prefix: "releases/",
              delete: true,
              keys: ["arn:aws:kms:eu-west-1:111111111111:key/12345678-1234-1234-1234-123456789012"],
            },
          },
        },
        inline: { artifacts: document },
      },
      boundary: "arn:aws:iam::111111111111:policy/bound",
      revokeSessionsBefore: "2026-11-23T10:00:00Z",
      review,
      namePrefix: "acme-",
      path: "/teams/web/",
      tags: { team: "shop", cost: "a b" },
    },
    release: {
      trusts: [
        {
          account: "222222222222",
          principals: ["role/pipelines/*", "sso/Admins"],
          mfa: { required: false, reason: "Pipelines have no MFA device" },
          network: { sourceIps: ["203.0.113.0/24"], vpcEndpoints: ["vpce-0123456789abcdef0"] },
        },
        {
          account: "444444444444",
          mfa: { maxAge: "30m" },
          organization: { id: "o-a1b2c3d4e5", paths: ["o-a1b2c3d4e5/r-ab12/*"] },
        },
      ],
      policies: {
        presets: {
          params: { readParameters: { paths: ["/shop/production"] } },
          images: { pushImages: { repositories: ["web/shop"] } },
          cdn: { invalidateDistributions: { ids: ["E1234567890ABC"] } },
          read: { readBuckets: { buckets: ["logs-bucket"] } },
        },
      },
      review,
    },
    look: {
      trusts: [
        {
          identityCenter: {
            application: "arn:aws:account-access:eu-west-1:333333333333:application/1234567890abcdef",
            users: ["alice@example.com"],
            groups: ["Engineers"],
            assumeRole: "arn:aws:iam::333333333333:role/entitlements",
          },
          mfa: { required: false, reason: "IAM Identity Center asks for it" },
        },
      ],
      policies: { managed: ["CloudWatchReadOnlyAccess"] },
      review,
    },
    audit: {
      trusts: [{ account: "222222222222", principals: ["role/ci"] }],
      mfa: { required: false, reason: "A pipeline" },
      policies: { presets: { see: { readService: "iam" } } },
      session: { sourceIdentity: { matching: "ci-*" }, tags: ["team"] },
      review,
      name: "audit-trail",
    },
  },
};

/** A stack with groups and grants, and a role of its own. */
export const richTrusted = {
  ...account,
  "aws:allowedAccountIds": ["222222222222"],
  "cross-account-access:groups": {
    deployers: { members: ["alice", "bob"], path: "/teams/" },
    shippers: { members: [], renamedFrom: "packers" },
  },
  "cross-account-access:grants": {
    "deployers-deploy": {
      to: { groups: ["deployers"], users: ["carol"] },
      roles: [{ stack: "trusting", role: "deploy" }],
      mfa: { maxAge: "1h" },
      policyName: "assume-deploy",
    },
    engineers: {
      to: { permissionSets: ["Engineers"] },
      roles: [{ stack: "trusting", role: "release" }],
    },
    pipelines: {
      to: { roles: ["ci"] },
      roles: [
        {
          stack: "organization/cross-account-access/trusting",
          role: "audit",
          arnUntilDeployed: "arn:aws:iam::111111111111:role/audit",
        },
      ],
      renamedFrom: "builds",
    },
  },
  "cross-account-access:roles": {
    back: {
      trusts: [{ account: "111111111111", principals: ["user/*"] }],
      policies: { inline: { artifacts: document } },
      review,
    },
  },
};
