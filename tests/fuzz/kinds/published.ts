/** What other stacks publish: read by the trusted stack, by `assume` and by `review`. */
import * as fc from "fast-check";
import { readSettings } from "../../../checks/readSettings";
import { readState } from "../../../cli/review/evidence/stacks/stackState";
import { grantProblemText } from "../../../grants/grantProblemTexts";
import { planGrants } from "../../../grants/grantPlan";
import { config, now } from "../../settings/example";
import { edited, edits, type Json } from "../change/edits";
import { texts, type ChangedText } from "../change/texts";
import { textComplaint, type Complaint } from "../judge";
import { kind, type Kind, type Outcome } from "../kind";
import { offered } from "../world/offered";
import type { Place } from "../world/place";
import { tryCommand } from "../world/tried";

export const own = readSettings(
  config("222222222222", {
    groups: { deployers: { members: ["alice", "bob"] } },
    grants: {
      people: { to: { groups: ["deployers"] }, roles: [{ stack: "trusting", role: "deploy" }] },
      ci: { to: { roles: ["ci"] }, roles: [{ stack: "trusting", role: "audit" }] },
    },
  }),
  "cross-account-access",
  now,
);

/** The plan of the trusted stack: nothing that the other stack says gives more than the right to ask for its own roles. */
function attemptPlan(text: string): Outcome | Complaint {
  const roles = JSON.parse(text) as unknown;
  const { problems, policies, warnings, conditions } = planGrants(
    own,
    {
      trusting: {
        name: "organization/cross-account-access/trusting",
        roles,
        account: { id: "111111111111", file: "Pulumi.trusting.yaml" },
      },
    },
    now,
  );
  const said = [...problems.map(grantProblemText), ...warnings, ...Object.values(conditions).flat()]
    .map((line) => textComplaint(line, text))
    .find((one) => one !== undefined);
  if (said) return said;
  if (problems.length > 0) return "refused";
  const beyond = Object.values(policies)
    .map((policy) => beyondAsking(JSON.parse(JSON.stringify(policy)) as PlainGrants))
    .find((one) => one !== undefined);
  return beyond === undefined
    ? "taken"
    : { property: "a grant is the right to ask for a role of the other account, and no more", detail: beyond };
}

interface PlainGrants {
  readonly Statement: readonly { readonly Effect: unknown; readonly Action: unknown; readonly Resource: unknown }[];
}

function beyondAsking({ Statement }: PlainGrants): string | undefined {
  for (const { Effect, Action, Resource } of Statement) {
    const actions = [Action]
      .flat()
      .every((one) => ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"].includes(one as string));
    if (Effect !== "Allow" || !actions) return JSON.stringify([Effect, Action]);
    const role = /^arn:aws:iam::111111111111:role\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;
    if (![Resource].flat().every((one) => typeof one === "string" && role.test(one)))
      return `a role of another account, or none: ${JSON.stringify(Resource)}`;
  }
  return undefined;
}

const changed = edits.map((changes) => edited(offered, changes)).map((value) => JSON.stringify(value));

export const plans: Kind = kind({
  name: "plans",
  share: 10,
  inputs: changed,
  right: [JSON.stringify(offered)],
  attempt: attemptPlan,
});

export const state = (outputs: Json): object => ({
  version: 3,
  deployment: {
    resources: [
      {
        urn: "urn:pulumi:trusting::cross-account-access::pulumi:pulumi:Stack::x",
        type: "pulumi:pulumi:Stack",
        outputs: { roles: outputs },
      },
      {
        urn: "urn:a::aws:iam/role:Role::deploy",
        type: "aws:iam/role:Role",
        outputs: {
          arn: "arn:aws:iam::111111111111:role/deploy",
          name: "deploy",
          assumeRolePolicy: '{"Version":"2012-10-17","Statement":[]}',
          maxSessionDuration: 3600,
        },
      },
      {
        urn: "urn:a::aws:iam/rolePolicy:RolePolicy::deploy-a",
        type: "aws:iam/rolePolicy:RolePolicy",
        outputs: { role: "deploy", name: "a", policy: '{"Version":"2012-10-17","Statement":[]}' },
      },
      {
        urn: "urn:a::aws:iam/groupPolicy:GroupPolicy::g",
        type: "aws:iam/groupPolicy:GroupPolicy",
        outputs: { group: "g", name: "a", policy: '{"Version":"2012-10-17","Statement":[]}' },
      },
      {
        urn: "urn:a::aws:iam/groupMembership:GroupMembership::g",
        type: "aws:iam/groupMembership:GroupMembership",
        outputs: { group: "g", users: ["alice"] },
      },
      {
        urn: "urn:a::aws:iam/policy:Policy::p",
        type: "aws:iam/policy:Policy",
        outputs: { arn: "arn:aws:iam::111111111111:policy/p", policy: '{"Version":"2012-10-17","Statement":[]}' },
        delete: false,
      },
    ],
  },
});

/** What the engine exports of a stack's state. */
function attemptState({ text }: ChangedText): Outcome | Complaint {
  let exported: unknown;
  try {
    exported = JSON.parse(text);
  } catch {
    return "refused";
  }
  try {
    const read = readState("trusting", exported, "111111111111");
    const problem = read.deployed ? read.problem : undefined;
    return problem === undefined ? (read.deployed ? "taken" : "refused") : (textComplaint(problem, text) ?? "refused");
  } catch (error) {
    // That it is no export at all is thrown, in words.
    return textComplaint((error as Error).message, text) ?? "refused";
  }
}

export const states: Kind = kind({
  name: "states",
  share: 4,
  inputs: texts([state(offered)], "json"),
  right: [{ text: JSON.stringify(state(offered)), yaml: false }],
  attempt: attemptState,
});

interface Outputs extends ChangedText {
  readonly words: readonly string[];
}

/** `assume` by a role's name: the engine prints what the stack publishes. */
async function attemptOutputs({ text, words }: Outputs, place: Place): Promise<Outcome | Complaint> {
  place.engine(text, "{}");
  place.answers = {
    "*": {
      status: 403,
      body: "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>",
    },
  };
  const { ran, complaint } = await tryCommand({
    words: ["assume", ...words],
    place,
    codes: [0, 2, 3, 4, 5, 9],
    given: text,
    forPeople: words.includes("--list"),
    again: false,
  });
  if (complaint) return complaint;
  return ran.code === 2 ? "refused" : "taken";
}

const uses = [
  ["deploy"],
  ["--list"],
  ["--list", "--format", "json"],
  ["deploy", "--explain"],
  ["deploy", "--format", "profile"],
];

export const outputs: Kind = kind({
  name: "outputs",
  share: 5,
  inputs: fc
    .tuple(texts([offered], "json"), fc.constantFrom(...uses))
    .map(([text, words]): Outputs => ({ ...text, words })),
  right: uses.map((words) => ({ text: JSON.stringify(offered), yaml: false, words })),
  attempt: attemptOutputs,
});
