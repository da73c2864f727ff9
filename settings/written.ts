/* eslint-disable max-len -- what a setting is for is one line */
/** The settings as programs write them; docs/settings.md describes each. `npm run schema` writes this file. */

/** An account. */
export interface WrittenAccount {
  /** 12 digits */
  readonly id: string;
  /** The region, which decides the partition too */
  readonly region: string;
}

/** The organization that the account is in. */
export interface WrittenOrganization {
  readonly id: string;
  /** The unit that this account is in */
  readonly path?: string;
}

/** A role: who may assume it, what its sessions may do, and who answers for it. */
export interface WrittenRole {
  /** Shown in the console */
  readonly description?: string;
  /** The trusted accounts, each with its own principals and conditions */
  readonly trusts: readonly {
    /** The trusted account, 12 digits in quotes */
    readonly account?: string;
    /** Narrows the account: user/alice, user/team-a/*, role/ci, sso/<permission set> */
    readonly principals?: readonly string[];
    /** Instead of the role's mfa */
    readonly mfa?: {
      /** Whether the caller has to be signed in with MFA */
      readonly required?: boolean;
      /** How old the sign-in may be, from 15m to 36h; 1h unless given */
      readonly maxAge?: string;
      /** With required: false, why */
      readonly reason?: string;
    };
    /** The caller's account has to be in this organization */
    readonly organization?: {
      readonly id: string;
      /** Organizational units that the caller's account has to be in */
      readonly paths?: readonly string[];
    };
    /** Where calls may come from: one of the ranges or endpoints */
    readonly network?: {
      /** Public addresses that a call may come from */
      readonly sourceIps?: readonly string[];
      /** VPC endpoints that a call may come through instead */
      readonly vpcEndpoints?: readonly string[];
    };
    /** When the role can be assumed */
    readonly window?: {
      /** A day or a moment in UTC, before which nobody gets in */
      readonly from?: string;
      /** A day or a moment in UTC, from which on nobody gets in */
      readonly until?: string;
    };
    /** Tags that the calling user or role has to have, each with one of these values */
    readonly principalTags?: {
      readonly [key: string]: readonly string[];
    };
    /** Instead of an account: people of IAM Identity Center, through account access manager */
    readonly identityCenter?: {
      /** The application of account access manager, by its ARN */
      readonly application: string;
      /** People, by the names by which they sign in to IAM Identity Center */
      readonly users?: readonly string[];
      /** Groups of IAM Identity Center */
      readonly groups?: readonly string[];
      /** The role by which this stack makes entitlements where the application is of another account */
      readonly assumeRole?: string;
    };
  }[];
  /** Required unless said otherwise */
  readonly mfa?: {
    /** Whether the caller has to be signed in with MFA */
    readonly required?: boolean;
    /** How old the sign-in may be, from 15m to 36h; 1h unless given */
    readonly maxAge?: string;
    /** With required: false, why */
    readonly reason?: string;
  };
  /** What a session of the role is like */
  readonly session?: {
    /** How long a session may last, from 1h to 12h */
    readonly maxDuration?: string;
    /** What the session's name has to match; ${aws:username} is the calling user's name */
    readonly namePattern?: string;
    /** required, or { matching: ${aws:username} }: what the caller has to name as source identity */
    readonly sourceIdentity?:
      | "required"
      | {
          readonly matching: string;
        };
    /** The session tags that may be passed; none unless given */
    readonly tags?:
      | readonly string[]
      | {
          /** Tags that a session may carry */
          readonly allowed?: readonly string[];
          /** Tags that a session has to carry, each with any value or with one of those listed */
          readonly required?:
            | readonly string[]
            | {
                readonly [key: string]: readonly string[];
              };
          /** Tags that may be passed on to further roles (role chaining); no others may */
          readonly transitive?: readonly string[];
        };
  };
  /** What a session may do */
  readonly policies: {
    /** Managed policies by ARN, or those of AWS by name: CloudWatchReadOnlyAccess */
    readonly managed?: readonly string[];
    /** Policies that this stack declares under policies, by their names there */
    readonly shared?: readonly string[];
    /** Narrow sets of permissions by names of your choice */
    readonly presets?: {
      readonly [key: string]: {
        /** See what a service has and how it is set up, not the data in it */
        readonly readService?:
          | "autoscaling"
          | "cloudformation"
          | "cloudfront"
          | "cloudwatch"
          | "dynamodb"
          | "ec2"
          | "ecr"
          | "ecs"
          | "elasticloadbalancing"
          | "iam"
          | "lambda"
          | "logs"
          | "rds"
          | "route53"
          | "s3"
          | "sns"
          | "sqs";
        /** List and read the objects of these buckets */
        readonly readBuckets?: {
          readonly buckets: readonly string[];
          readonly prefix?: string;
          /** The customer's keys that encrypt the buckets, used through that service alone */
          readonly keys?: readonly string[];
        };
        /** List, read and write the objects of these buckets */
        readonly deployToBuckets?: {
          readonly buckets: readonly string[];
          readonly prefix?: string;
          /** The customer's keys that encrypt the buckets, used through that service alone */
          readonly keys?: readonly string[];
          /** Whether objects may be deleted too */
          readonly delete?: boolean;
        };
        /** Read the Parameter Store's parameters below these paths, in this region */
        readonly readParameters?: {
          readonly paths: readonly string[];
          /** The customer's keys that encrypt the parameters, used through that service alone */
          readonly keys?: readonly string[];
        };
        /** Pull and push images of these ECR repositories, in this region */
        readonly pushImages?: {
          readonly repositories: readonly string[];
        };
        /** Invalidate what these CloudFront distributions have cached */
        readonly invalidateDistributions?: {
          readonly ids: readonly string[];
        };
      };
    };
    /** Policy documents by names of your choice */
    readonly inline?: {
      readonly [key: string]: {
        readonly Version: "2012-10-17";
        readonly Id?: string;
        readonly Statement: readonly {
          readonly Effect: "Allow" | "Deny";
          readonly [key: string]: unknown;
        }[];
      };
    };
  };
  /** The ARN of a permissions boundary */
  readonly boundary?: string;
  /** The caller's account has to be in this organization */
  readonly organization?: {
    readonly id: string;
    /** Organizational units that the caller's account has to be in */
    readonly paths?: readonly string[];
  };
  /** Where calls may come from: one of the ranges or endpoints */
  readonly network?: {
    /** Public addresses that a call may come from */
    readonly sourceIps?: readonly string[];
    /** VPC endpoints that a call may come through instead */
    readonly vpcEndpoints?: readonly string[];
  };
  /** When the role can be assumed */
  readonly window?: {
    /** A day or a moment in UTC, before which nobody gets in */
    readonly from?: string;
    /** A day or a moment in UTC, from which on nobody gets in */
    readonly until?: string;
  };
  /** Tags that the calling user or role has to have, each with one of these values */
  readonly principalTags?: {
    readonly [key: string]: readonly string[];
  };
  /** Denies everything to sessions issued before this moment */
  readonly revokeSessionsBefore?: string;
  /** Who answers for the access, why, and until when that was decided */
  readonly review: {
    /** Who answers for the access */
    readonly owner: string;
    /** Why it is wanted */
    readonly reason: string;
    /** When somebody has to decide again; previews fail from then on */
    readonly by: string;
  };
  /** The role's name in IAM; its key here unless given */
  readonly name?: string;
  /** Stands before the name in IAM */
  readonly namePrefix?: string;
  /** The role's path in IAM */
  readonly path?: string;
  /** Tags of the role */
  readonly tags?: {
    readonly [key: string]: string;
  };
}

/** A policy that roles share. */
export interface WrittenPolicy {
  /** The policy document */
  readonly document: {
    readonly Version: "2012-10-17";
    readonly Id?: string;
    readonly Statement: readonly {
      readonly Effect: "Allow" | "Deny";
      readonly [key: string]: unknown;
    }[];
  };
  readonly description?: string;
  readonly path?: string;
  readonly tags?: {
    readonly [key: string]: string;
  };
}

/** A group that the program creates, with its members. */
export interface WrittenGroup {
  /** Users of this account, by name */
  readonly members?: readonly string[];
  /** The group's path in IAM */
  readonly path?: string;
  /** The name that this group had before; renames it in place */
  readonly renamedFrom?: string;
}

/** Who may assume which roles that other stacks offer. */
export interface WrittenGrant {
  /** Groups, users and roles of this account, and permission sets, by name */
  readonly to: {
    readonly groups?: readonly string[];
    readonly users?: readonly string[];
    readonly roles?: readonly string[];
    /** Permission sets of the IAM Identity Center that this account administers; this stack then owns their inline policy */
    readonly permissionSets?: readonly string[];
  };
  /** Roles that other stacks offer */
  readonly roles: readonly {
    readonly stack: string;
    /** The role's key in that stack's settings */
    readonly role: string;
    /** The account that the role is in. Needed where no file of this project says which account the stack is about; nothing is granted on another stack's word */
    readonly account?: string;
    /** Lets this side be deployed first: the ARN that the role will have. Nothing is checked against its trust until that stack is deployed */
    readonly arnUntilDeployed?: string;
  }[];
  /** Requires MFA on this side too, whatever the role's trust says */
  readonly mfa?: {
    readonly maxAge?: string;
  };
  /** The name of the grantees' inline policy */
  readonly policyName?: string;
  /** The key that this grant had here before */
  readonly renamedFrom?: string;
}

/** Quotas of IAM that AWS has raised for the account. */
export interface WrittenLimits {
  /** The most characters of a role's trust policy: 2048 unless raised */
  readonly trustPolicyLength?: number;
  /** The most managed policies that a role has attached: 10 unless raised */
  readonly managedPoliciesPerRole?: number;
}

/** The settings of one account. All are plain values that are known before anything is deployed. */
export interface WrittenSettings {
  /** The account. Unless given, what the stack's `aws:allowedAccountIds` and `aws:region` say. */
  readonly account?: WrittenAccount;
  /** The organization that the account is in, for judging whether others' trusts admit its people. */
  readonly organization?: WrittenOrganization;
  /** What the account offers to others, by keys of your choice. */
  readonly roles?: Readonly<Record<string, WrittenRole>>;
  /** Policies that the roles share, by their names in IAM. */
  readonly policies?: Readonly<Record<string, WrittenPolicy>>;
  /** Groups to create, by their names in IAM. */
  readonly groups?: Readonly<Record<string, WrittenGroup>>;
  /** Who in the account may assume which roles of other stacks, by names of your choice. */
  readonly grants?: Readonly<Record<string, WrittenGrant>>;
  /** Quotas of IAM that AWS has raised for the account. */
  readonly limits?: WrittenLimits;
  /** True where the account is to have nothing: all that was deployed is deleted. */
  readonly empty?: true;
}
