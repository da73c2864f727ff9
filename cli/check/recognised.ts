/**
 * Recognises what people have at hand that is no input of `check`, and says how its policies get into it. The filters
 * are for jq; a test runs each of them.
 */

/** A kind of file. */
export interface Recognised {
  /** What it is, in words: `a Terraform plan`. */
  readonly what: string;
  /** The jq filter that makes input of it. Undefined when no policy stands in it. */
  readonly filter?: string;
  /** What to do instead, or what to know about the result. */
  readonly note?: string;
}

type Fields = Readonly<Record<string, unknown>>;

const terraform =
  "[(.planned_values // .values) | .. | objects " +
  `| select((.type? // "") | tostring | test("^aws_iam_(role|(role|user|group)_policy|policy)$")) ` +
  '| (.type == "aws_iam_role") as $role | {name: .address, policies: (if $role ' +
  "then [.values.inline_policy[]? | .policy | fromjson] else [.values.policy | fromjson? // null] end)} " +
  "+ (if $role then {trust: (.values.assume_role_policy | fromjson)} else {} end)]";

const cloudFormation =
  "[.Resources | to_entries[] " +
  '| select(.value.Type | test("^AWS::IAM::(Role|User|Group|Policy|ManagedPolicy)$")) | .value.Properties as $given ' +
  "| {name: .key, policies: " +
  "([$given.PolicyDocument // empty] + [$given.Policies[]? | .PolicyDocument] + ($given.ManagedPolicyArns // []))} " +
  "+ (if $given.AssumeRolePolicyDocument then {trust: $given.AssumeRolePolicyDocument} else {} end)]";

const authorizationDetails =
  "(.Policies | map({key: .Arn, value: (.PolicyVersionList[] | select(.IsDefaultVersion) | .Document)}) | from_entries) " +
  "as $own | [.RoleDetailList[] | {name: .RoleName, arn: .Arn, policies: ([.RolePolicyList[].PolicyDocument] " +
  "+ [.AttachedManagedPolicies[].PolicyArn | if $own[.] then {arn: ., document: $own[.]} else . end]), " +
  "trust: .AssumeRolePolicyDocument}]";

const pulumiState =
  "[.deployment.resources[] " +
  '| select(.type | test("^aws:iam/(rolePolicy:Role|userPolicy:User|groupPolicy:Group|policy:)Policy$")) ' +
  '| {name: (.urn | split("::") | last), policies: [.outputs.policy | fromjson? // .]}]';

const unresolved =
  "What !Sub, !Ref and the like come to is not in a template; check refuses a policy that has them. The deployed role " +
  "has all: aws iam get-account-authorization-details.";

/** What a value is that is neither a policy nor a principal; undefined when it is nothing that is known here. */
export function recognised(value: unknown): Recognised | undefined {
  return isObject(value) ? (kinds.find(([fits]) => fits(value))?.[1](value) ?? nested(value)) : undefined;
}

const has =
  (...keys: readonly string[]) =>
  (value: Fields) =>
    keys.every((key) => Object.hasOwn(value, key));

const kinds: readonly (readonly [fits: (value: Fields) => boolean, made: (value: Fields) => Recognised])[] = [
  [
    has("RoleDetailList", "Policies"),
    () => ({
      what: "what aws iam get-account-authorization-details prints",
      filter: authorizationDetails,
      note: "This takes the roles; for users, take .UserDetailList, .UserName and .UserPolicyList.",
    }),
  ],
  [
    ({ Role: role }) => isObject(role) && has("AssumeRolePolicyDocument")(role),
    () => ({
      what: "what aws iam get-role prints",
      filter: "{name: .Role.RoleName, arn: .Role.Arn, policies: [], trust: .Role.AssumeRolePolicyDocument}",
      note:
        "It has the trust policy alone: add the role's policies to the list " +
        "(aws iam list-role-policies, list-attached-role-policies).",
    }),
  ],
  [
    ({ Roles: roles }) => Array.isArray(roles),
    () => ({
      what: "what aws iam list-roles prints",
      filter: "[.Roles[] | {name: .RoleName, arn: .Arn, policies: [], trust: .AssumeRolePolicyDocument}]",
      note: "It has the trust policies alone: aws iam get-account-authorization-details has the others too.",
    }),
  ],
  [
    has("PolicyName", "PolicyDocument"),
    (value) => ({
      what: `what aws iam get-${"UserName" in value ? "user" : "GroupName" in value ? "group" : "role"}-policy prints`,
      filter: ".PolicyDocument",
    }),
  ],
  [
    ({ PolicyVersion: version }) => isObject(version),
    () => ({ what: "what aws iam get-policy-version prints", filter: ".PolicyVersion.Document" }),
  ],
  [
    ({ Policy: policy }) => isObject(policy) && has("DefaultVersionId")(policy),
    () => ({
      what: "what aws iam get-policy prints",
      note: "No policy stands in it: aws iam get-policy-version --policy-arn <its Arn> --version-id <its DefaultVersionId>.",
    }),
  ],
  [
    (value) => has("PolicyNames")(value) || has("AttachedPolicies")(value) || has("Versions")(value),
    () => ({
      what: "a list of the AWS CLI",
      note: "No policy stands in it: aws iam get-role-policy, or get-policy-version for a managed one.",
    }),
  ],
  [
    (value) => has("terraform_version")(value) && (has("planned_values")(value) || has("values")(value)),
    (value) => ({
      what: `a Terraform ${Object.hasOwn(value, "planned_values") ? "plan" : "state"} (terraform show -json)`,
      filter: terraform,
      note: "A policy that is known after apply alone becomes null, which check refuses.",
    }),
  ],
  [
    has("terraform_version", "lineage"),
    () => ({
      what: "the state file of Terraform",
      note: "Its form is Terraform's own: check what terraform show -json prints.",
    }),
  ],
  [
    ({ AWSTemplateFormatVersion: version, Resources: resources }) =>
      version !== undefined ||
      (isObject(resources) &&
        Object.values(resources).some((one) => isObject(one) && /^AWS::/.test(String(one["Type"])))),
    () => ({ what: "a CloudFormation template", filter: cloudFormation, note: unresolved }),
  ],
  [
    ({ deployment }) => isObject(deployment) && has("resources")(deployment),
    () => ({ what: "what pulumi stack export prints", filter: pulumiState }),
  ],
  [
    ({ config }) => isObject(config) && Object.keys(config).some((key) => key.includes(":")),
    () => ({
      what: "the settings of a Pulumi stack",
      note: "pulumi preview --stack <stack> --policy-pack policypack judges what they come to.",
    }),
  ],
  [
    has("trusts", "policies"),
    () => ({
      what: "the settings of a role",
      note: "pulumi preview --stack <stack> --policy-pack policypack judges what they come to.",
    }),
  ],
  [has("apiVersion", "kind"), () => ({ what: "a Kubernetes manifest", note: "No policy of IAM stands in it." })],
];

/** A CloudFormation template whose tags no other reader of YAML knows. */
export function recognisedText(text: string): Recognised | undefined {
  return /^["']?AWSTemplateFormatVersion["']?\s*:|^\s+["']?Type["']?\s*:\s*["']?AWS::\w+::/m.test(text)
    ? { what: "a CloudFormation template in YAML", note: `Convert it to JSON first (cfn-flip). ${unresolved}` }
    : undefined;
}

/** How deep a policy is looked for in something unknown. */
const deepest = 6;

/** Something unknown that has a policy document in it. */
function nested(value: Fields): Recognised | undefined {
  const path = pathOf(value, deepest);
  return path === undefined ? undefined : { what: "an object with a policy document in it", filter: path };
}

function pathOf(value: unknown, levels: number): string | undefined {
  if (typeof value !== "object" || value === null || levels === 0) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const step = Array.isArray(value)
      ? `[${key}]`
      : /^[A-Za-z_]\w*$/.test(key)
        ? `.${key}`
        : `[${JSON.stringify(key)}]`;
    if (isObject(inner) && "Statement" in inner) return step;
    const rest = pathOf(inner, levels - 1);
    if (rest !== undefined) return `${step}${rest}`;
  }
  return undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
