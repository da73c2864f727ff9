import assert from "node:assert/strict";
import { changes } from "../../../cli/review/access/changes";
import { differingText, isPlural, subjectText } from "../../../cli/review/access/changeWords";
import { changedByHand } from "../../../cli/review/findings/drift";
import type { AccessDocuments, AccountEvidence, StackEvidence } from "../../../cli/review/evidence/evidence";

/** Names that say what else could have changed: IAM allows letters, digits and +=,.@-_ alone. */
const names = ["deploy", "the-role", "the-managed-policies", "the-members", "members", "role", "the.role.deploy"];
const allow = (action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: action, Resource: "*" }],
});
const trust = (account: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" }],
});

function access(name: string): AccessDocuments {
  const arn = `arn:aws:iam::111111111111:role/${name}`;
  return {
    roles: {
      [arn]: {
        trust: trust("222222222222"),
        maxSessionDuration: 3600,
        boundary: "arn:aws:iam::111111111111:policy/b",
        inline: { [name]: allow("s3:GetObject") },
        managed: ["arn:aws:iam::aws:policy/A"],
      },
    },
    groups: { [name]: { members: ["alice"] } },
    grants: { [`user/${name}/${name}`]: { kind: "user", name, policyName: name, document: allow("sts:AssumeRole") } },
    policies: { [`arn:aws:iam::111111111111:policy/${name}`]: allow("s3:GetObject") },
  };
}

type Mutable<T> = { -readonly [Key in keyof T]: Mutable<T[Key]> };
type Copy = Mutable<AccessDocuments>;

const only = <Value>(record: Record<string, Value>): Value => Object.values(record)[0]!;

/** What is done to the account, and what is said: its kind, the words for what changed, and whether those are a plural. */
const table: readonly (readonly [
  what: string,
  change: (copy: Copy, name: string) => void,
  kind: string,
  words: (name: string) => string,
  text: string,
  plural?: true,
])[] = [
  [
    "the role is gone",
    ({ roles }, name) => delete roles[`arn:aws:iam::111111111111:role/${name}`],
    "role-missing",
    (name) => `the role ${name}`,
    "",
  ],
  [
    "the trust policy",
    ({ roles }) => (only(roles).trust = trust("333333333333")),
    "changed-by-hand",
    (name) => `the trust policy of the role ${name}`,
    "found Allow sts:AssumeRole to 333333333333, expected Allow sts:AssumeRole to 222222222222",
  ],
  [
    "the session",
    ({ roles }) => (only(roles).maxSessionDuration = 7200),
    "changed-by-hand",
    (name) => `the longest session of the role ${name}`,
    "found 2 h, expected 1 h",
  ],
  [
    "the boundary",
    ({ roles }) => delete only(roles).boundary,
    "changed-by-hand",
    (name) => `the permissions boundary of the role ${name}`,
    "found none, expected arn:aws:iam::111111111111:policy/b",
  ],
  [
    "an inline policy",
    ({ roles }, name) => (only(roles).inline[name] = allow("s3:*")),
    "changed-by-hand",
    (name) => `the inline policy ${name} of the role ${name}`,
    "found Allow s3:* on *, expected Allow s3:GetObject on *",
  ],
  [
    "an inline policy is gone",
    ({ roles }) => (only(roles).inline = {}),
    "changed-by-hand",
    (name) => `the inline policy ${name} of the role ${name}`,
    "",
  ],
  [
    "a managed policy more",
    ({ roles }) => only(roles).managed.push("arn:aws:iam::aws:policy/B"),
    "changed-by-hand",
    (name) => `the managed policies of the role ${name}`,
    "found arn:aws:iam::aws:policy/B, which is not expected",
    true,
  ],
  [
    "another managed policy",
    ({ roles }) => (only(roles).managed = ["arn:aws:iam::aws:policy/B"]),
    "changed-by-hand",
    (name) => `the managed policies of the role ${name}`,
    "found arn:aws:iam::aws:policy/B, which is not expected; expected arn:aws:iam::aws:policy/A, not found",
    true,
  ],
  [
    "the group is gone",
    ({ groups }, name) => delete groups[name],
    "changed-by-hand",
    (name) => `the group ${name}`,
    "",
  ],
  [
    "the members",
    ({ groups }) => (only(groups).members = ["bob", "carol"]),
    "changed-by-hand",
    (name) => `the members of the group ${name}`,
    "found bob, carol, which are not expected; expected alice, not found",
    true,
  ],
  [
    "the grant",
    ({ grants }) => (only(grants).document = allow("sts:*")),
    "changed-by-hand",
    (name) => `the inline policy ${name} of the user ${name}`,
    "found Allow sts:* on *, expected Allow sts:AssumeRole on *",
  ],
  [
    "the grant is gone",
    ({ grants }, name) => delete grants[`user/${name}/${name}`],
    "changed-by-hand",
    (name) => `the inline policy ${name} of the user ${name}`,
    "",
  ],
  [
    "the policy",
    ({ policies }, name) => (policies[`arn:aws:iam::111111111111:policy/${name}`] = allow("s3:*")),
    "changed-by-hand",
    (name) => `the policy arn:aws:iam::111111111111:policy/${name}`,
    "found Allow s3:* on *, expected Allow s3:GetObject on *",
  ],
];

describe("what differs between a stack and an account", () => {
  for (const [what, change, kind, words, text, plural] of table) {
    it(`is told by what it is, whatever it is called: ${what}`, () => {
      for (const name of names) {
        const found = structuredClone(access(name)) as unknown as Copy;
        change(found, name);
        const all = changes(access(name), found, false, new Set());
        assert.deepEqual(
          all.map((one) => [
            subjectText(one.subject),
            one.change === "differs" ? differingText(one.differing) : "",
            isPlural(one.subject),
          ]),
          [[words(name), text, plural === true]],
        );
        const account = { id: "111111111111", partition: "aws", region: "eu-west-1" };
        const stack = {
          name: "trusting",
          account,
          state: { roles: {}, documents: access(name) },
          deployed: true,
        } as unknown as StackEvidence;
        const findings = changedByHand(
          stack,
          { id: account.id, stacks: ["trusting"] } as unknown as AccountEvidence,
          found,
          new Set(),
        );
        assert.deepEqual(
          findings.map((finding) => [finding.kind, finding.document]),
          [[kind, words(name)]],
        );
        const verb =
          kind === "role-missing"
            ? "was deployed by the stack"
            : text === ""
              ? "was deployed and is gone"
              : `${plural ? "were" : "was"} changed: `;
        assert.ok(findings[0]!.message.startsWith(`${words(name).replace(/^t/, "T")} ${verb}`), findings[0]!.message);
      }
    });
  }

  it("is nothing where both are the same", () => {
    for (const name of names) assert.deepEqual(changes(access(name), access(name), true, new Set()), []);
  });
});
