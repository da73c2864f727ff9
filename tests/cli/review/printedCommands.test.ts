import assert from "node:assert/strict";
import { chosenRole } from "../../../cli/review/approvals/chosenRole";
import { accessOf } from "../../../cli/review/access/reviewed";
import { assess } from "../../../cli/review/assess";
import type { Evidence } from "../../../cli/review/evidence/evidence";
import { formats, formatted, type Format } from "../../../cli/review/formats/format";
import { allow, deployed, iamOf, options, role, trust, trusted, trusting, user, type Mutable } from "./fixture";

/** Accounts, and the roles that no command may tell to approve, since that is refused. */
const cases: readonly (readonly [
  what: string,
  change: (evidence: Mutable<Evidence>) => void,
  unapprovable?: readonly string[],
])[] = [
  ["as deployed", () => {}],
  [
    "a role made by hand",
    (evidence) => iamOf(evidence, trusting).roles.push(role(trusting, "back-door", trust(trusted))),
  ],
  [
    "a role with a path",
    (evidence) =>
      iamOf(evidence, trusting).roles.push(
        role(trusting, "back-door", trust(trusted), { arn: `arn:aws:iam::${trusting}:role/teams/a/back-door` }),
      ),
  ],
  [
    "the same name in two accounts",
    (evidence) => {
      iamOf(evidence, trusting).roles.push(role(trusting, "twin", trust(trusted)));
      iamOf(evidence, trusted).roles.push(role(trusted, "twin", trust(trusting)));
    },
  ],
  [
    "a role that is called as the key of another one",
    (evidence) => iamOf(evidence, trusted).roles.push(role(trusted, "deploy", trust(trusting))),
  ],
  [
    "a role that trusts an account which nobody knows",
    (evidence) => iamOf(evidence, trusting).roles.push(role(trusting, "vendor", trust("999999999999"))),
    ["vendor"],
  ],
  [
    "a role that trusts an account which somebody answers for",
    (evidence) => {
      iamOf(evidence, trusting).roles.push(role(trusting, "vendor", trust("999999999999")));
      evidence.declaredAccounts = {
        "999999999999": { name: "v", outside: { owner: "o", reason: "r", by: "2027-01-01" } },
      };
    },
  ],
  [
    "a declared role that also trusts an account which nobody knows",
    (evidence) => {
      iamOf(evidence, trusting).roles[0]!.trust = trust([trusted, "999999999999"]);
    },
    ["deploy"],
  ],
  [
    "a role for everybody",
    (evidence) => iamOf(evidence, trusting).roles.push(role(trusting, "open", trust("*"))),
    ["open"],
  ],
  [
    "a policy that is not known",
    (evidence) => iamOf(evidence, trusting).roles[0]!.managed.push(`arn:aws:iam::${trusting}:policy/unread`),
    ["deploy"],
  ],
  [
    "a user who got a policy by hand",
    (evidence) =>
      iamOf(evidence, trusted).users.push(user("carol", { inline: { mine: allow("sts:AssumeRole", "*") } })),
  ],
  [
    "an account that was not read",
    (evidence) => {
      delete evidence.accounts[0]!.iam;
    },
    ["deploy"],
  ],
];

/** Takes off what a format does to a text; the others show it as it is. */
const plain: Readonly<Partial<Record<Format, (text: string) => string>>> = {
  table: (text) => text.replaceAll(/\n +/g, " "),
  md: (text) => text.replaceAll(/\\|<!-- -->/g, ""),
  html: (text) => text.replaceAll("&#39;", "'").replaceAll("&quot;", '"'),
};

describe("every command that a review prints", () => {
  for (const [what, change, unapprovable = []] of cases)
    it(`can be run: ${what}`, () => {
      const evidence = deployed();
      change(evidence);
      const access = accessOf(evidence);
      const review = assess(evidence, [], options);
      let told = 0;
      for (const format of formats) {
        const shown = formatted(review, format, {}, { width: 5000, colour: false });
        const text = plain[format]?.(shown) ?? shown;
        for (const [, word = ""] of text.matchAll(/review --approve (\S+) --by YOU --reason WHY --until DATE/g)) {
          told += 1;
          if (word === "ROLE") continue; // Several: each has its own command beside it.
          const chosen = chosenRole(access, word);
          assert.equal(chosen.problem, undefined, `${format}: ${word}`);
          assert.ok(!unapprovable.includes(chosen.role.role.name), `${format}: ${word}`);
        }
        // No text goes on after a command: what is copied to the end of the line would be wrong.
        assert.doesNotMatch(text, /--until DATE\./, format);
        for (const [, stack] of text.matchAll(/--stack ([\w-]+)/g))
          assert.ok(["trusting", "trusted"].includes(stack!), `${format}: ${stack}`);
      }
      const approvable = access.roles.filter((one) => !unapprovable.includes(one.role.name)).length;
      assert.equal(told > 0, approvable > 0);
      for (const one of access.roles)
        assert.equal(chosenRole(access, one.role.arn).problem !== undefined, unapprovable.includes(one.role.name));
    });
});
