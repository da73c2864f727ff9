import type { Partition } from "../settings/partitions";
import type { RoleSettings } from "../settings/role";
import type { SessionSettings } from "../settings/session";
import { applicationParts } from "../settings/identityCenter";
import {
  isOfPeople,
  type AccountTrust,
  type MfaSettings,
  type PeopleTrust,
  type TrustSettings,
  type WindowSettings,
} from "../settings/trust";
import { defaultMfaMaxAge } from "./mfaMaxAge";
import type { Condition, PolicyDocument, Statement } from "./policyDocument";
import type { TrustConditionKey } from "./trustConditions";

/** The settings that decide who may assume a role. */
export type TrustingRole = Pick<RoleSettings, "trusts" | "session" | (keyof AccountTrust & keyof RoleSettings)>;

/**
 * The trust policy of a role: who may assume it, and on which conditions.
 *
 * Each trusted account is named by its root and narrowed by conditions. A principal's ARN beside the root would narrow
 * nothing, and IAM refuses the whole document when a principal in it does not exist.
 */
export function trustPolicy(role: TrustingRole, partition: Partition): PolicyDocument {
  const earlierOf = (at: number, { account }: AccountTrust) =>
    role.trusts.slice(0, at).filter((other) => !isOfPeople(other) && other.account === account).length;
  const statements = role.trusts.flatMap((trust, at) => {
    if (isOfPeople(trust)) return [peopleStatement(role, trust)];
    const earlier = earlierOf(at, trust);
    return trustStatements(role, trust, `Trust${trust.account}${earlier > 0 ? `n${earlier + 1}` : ""}`, partition);
  });
  return { Version: "2012-10-17", Statement: statements };
}

/** The MFA settings of a trust: its own, or else the role's. */
export function mfaOf({ mfa }: Pick<RoleSettings, "mfa">, trust: Pick<TrustSettings, "mfa">): MfaSettings {
  return trust.mfa ?? mfa;
}

/** The service that assumes roles for people of IAM Identity Center. */
const accountAccessManager = "account-access.amazonaws.com";

/**
 * Account access manager acts for the people to whom its application has an entitlement. The application is named by its
 * account and its ARN: without them that of any other organization could let its own people in.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/aam-prepare-roles.html
 */
function peopleStatement(role: TrustingRole, { identityCenter: { application }, ...trust }: PeopleTrust): Statement {
  return {
    Sid: "IdentityCenter",
    Effect: "Allow",
    Principal: { Service: accountAccessManager },
    Action: ["sts:AssumeRole", "sts:SetContext", "sts:TagSession"],
    Condition: conditionOf([
      ["StringEquals", "aws:SourceAccount", applicationParts(application).account],
      ["StringEquals", "aws:SourceArn", application],
      ...windowEntries(trust.window ?? role.window),
    ]),
  };
}

function windowEntries(window: WindowSettings | undefined): Entry[] {
  return [
    ["DateGreaterThanEquals", "aws:CurrentTime", window?.from],
    ["DateLessThan", "aws:CurrentTime", window?.until],
  ];
}

function trustStatements(role: TrustingRole, trust: AccountTrust, sid: string, partition: Partition): Statement[] {
  const whole = wholeTrust(role, trust);
  const base = conditionOf(Object.values(callerConditions).flatMap((entries) => entries(whole, partition)));
  const requests = Object.values(requestConditions).flatMap((entries) => entries(role.session));
  const actions = requests.flatMap(({ action }) => action ?? []);
  const asked = requests.flatMap(({ entries }) => entries);
  const root = { AWS: `arn:${partition}:iam::${trust.account}:root` };
  const parts: [suffix: string, Action: string | string[], entries: Entry[]][] =
    actions.length > 0 && requests.length > 1
      ? // A request for sts:SetSourceIdentity or sts:TagSession has only the keys of that action. So conditions on the
        // whole call are put on sts:AssumeRole, which every such call needs as well.
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
        [
          ["", "sts:AssumeRole", asked],
          ["Session", actions.length > 1 ? actions : actions[0]!, []],
        ]
      : [["", actions.length > 0 ? ["sts:AssumeRole", ...actions] : "sts:AssumeRole", asked]];
  return networks(whole).flatMap(([from, network]) =>
    parts.map(([suffix, Action, entries]) => {
      const condition = conditionOf([...network, ...entries], base);
      return {
        Sid: `${sid}${from}${suffix}`,
        Effect: "Allow" as const,
        Principal: root,
        Action,
        ...(Object.keys(condition).length > 0 && { Condition: condition }),
      };
    }),
  );
}

type Entry = readonly [operator: string, key: TrustConditionKey, value: string | readonly string[] | undefined];

/** A trust in which settings that it leaves out are those of the role. */
type WholeTrust = { readonly [Setting in keyof Required<AccountTrust>]: AccountTrust[Setting] } & {
  readonly mfa: MfaSettings;
};

function wholeTrust(role: TrustingRole, trust: AccountTrust): WholeTrust {
  return {
    account: trust.account,
    principals: trust.principals,
    mfa: mfaOf(role, trust),
    window: trust.window ?? role.window,
    organization: trust.organization ?? role.organization,
    network: trust.network ?? role.network,
    principalTags: trust.principalTags ?? role.principalTags,
  };
}

/** For a setting that adds no condition here. */
const nothing = (): Entry[] => [];

/** The conditions that each setting of a trust makes. They use keys that do not depend on the action of the request. */
const callerConditions: Readonly<Record<keyof AccountTrust, (trust: WholeTrust, partition: Partition) => Entry[]>> = {
  // It is the Principal of the statement.
  account: nothing,
  principals: ({ principals, account }, partition) => [
    ["ArnLike", "aws:PrincipalArn", principals?.map((principal) => principalArn(principal, account, partition))],
  ],
  mfa: ({ mfa: { required, maxAge = defaultMfaMaxAge } }) => [
    // `Bool`, since `BoolIfExists` would admit a call with a long-lived key, which has no MFA keys at all.
    ["Bool", "aws:MultiFactorAuthPresent", required ? "true" : undefined],
    ["NumericLessThanEquals", "aws:MultiFactorAuthAge", required ? String(maxAge) : undefined],
  ],
  window: ({ window }) => windowEntries(window),
  organization: ({ organization }) => [
    ["StringEquals", "aws:PrincipalOrgID", organization?.id],
    ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", organization?.paths],
  ],
  principalTags: ({ principalTags }) =>
    Object.entries(principalTags ?? {}).map(([key, values]): Entry => [
      "StringEquals",
      `aws:PrincipalTag/${key}`,
      values,
    ]),
  // Made into statements of their own by networks().
  network: nothing,
};

/**
 * Where a call may come from: conditions for one statement for addresses and one for VPC endpoints. A call through a
 * VPC endpoint has no `aws:SourceIp`. So a statement with both keys would admit nobody, and with `…IfExists` on both it
 * would admit a call that has neither key.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
 */
function networks({ network }: WholeTrust): [suffix: string, Entry[]][] {
  const { sourceIps, vpcEndpoints } = network ?? {};
  const ways: [string, Entry[]][] = [
    ...(sourceIps ? [["", [["IpAddress", "aws:SourceIp", sourceIps]]] as [string, Entry[]]] : []),
    ...(vpcEndpoints
      ? [[sourceIps ? "Endpoint" : "", [["StringEquals", "aws:SourceVpce", vpcEndpoints]]] as [string, Entry[]]]
      : []),
  ];
  return network ? ways : [["", []]];
}

/**
 * The conditions that each setting of a session makes on the call; `action` when an action besides sts:AssumeRole is
 * needed.
 */
const requestConditions: Readonly<
  Record<keyof SessionSettings, (session: SessionSettings) => { action?: string; entries: Entry[] }[]>
> = {
  // A property of the role, not of its trust.
  maxDuration: () => [],
  namePattern: ({ namePattern }) =>
    namePattern ? [{ entries: [["StringLike", "sts:RoleSessionName", namePattern]] }] : [],
  sourceIdentity({ sourceIdentity }) {
    if (!sourceIdentity) return [];
    const pattern = sourceIdentity === "required" ? "?*" : sourceIdentity.matching;
    return [{ action: "sts:SetSourceIdentity", entries: [["StringLike", "sts:SourceIdentity", pattern]] }];
  },
  tags({ tags }) {
    if (!tags) return [];
    const required = Object.entries(tags.required).map(([key, values]): Entry =>
      values.length > 0
        ? ["StringEquals", `aws:RequestTag/${key}`, values]
        : ["StringLike", `aws:RequestTag/${key}`, "*"],
    );
    const entries: Entry[] = [
      // ForAllValues also holds for a request without tags: these two say which tags are allowed, not which are
      // required. No tag has an empty key, so the value "" allows no transitive tag.
      ["ForAllValues:StringEquals", "aws:TagKeys", tags.allowed],
      ["ForAllValues:StringEquals", "sts:TransitiveTagKeys", tags.transitive.length > 0 ? tags.transitive : ""],
      ...required,
    ];
    return [{ action: "sts:TagSession", entries }];
  },
};

function conditionOf(entries: readonly Entry[], base: Condition = {}): Condition {
  const condition: Record<string, Record<string, string | readonly string[]>> = Object.fromEntries(
    Object.entries(base).map(([operator, keys]) => [operator, { ...keys }]),
  );
  for (const [operator, key, value] of entries) {
    if (value !== undefined) (condition[operator] ??= {})[key] = value;
  }
  return condition;
}

/**
 * The pattern of ARNs that a principal in the settings stands for.
 *
 * The names of roles of IAM Identity Center end in 16 hexadecimal digits. Their path contains the region unless that is
 * us-east-1: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function principalArn(principal: string, account: string, partition: Partition): string {
  const permissionSet = /^sso\/(.*)$/.exec(principal)?.[1];
  const path = permissionSet
    ? `role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_${permissionSet}_${"?".repeat(16)}`
    : principal;
  return `arn:${partition}:iam::${account}:${path}`;
}
