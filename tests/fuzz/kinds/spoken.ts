/** What is said by the program, its plugin and its policy pack, where no command prints it: the lines, of a value that others wrote. */
import { existenceReport } from "../../../checks/existenceReport";
import { namedOutside } from "../../../checks/outside";
import { readSettings } from "../../../checks/readSettings";
import { planGrants } from "../../../grants/grantPlan";
import { grantProblemText } from "../../../grants/grantProblemTexts";
import { AccessError } from "../../../settings/accessError";
import { takeOverCommand } from "../../../sandbox/aws-plugin/takeOver";
import { deployedText } from "../../../transitions/deployed";
import { planFrom } from "../../../transitions/update";
import { boundaryText, renewalText } from "../../../transitions/words";
import { document, granting, offering, on } from "../../transitions/example";
import { config, now } from "../../settings/example";
import type { Json } from "../change/edits";
import { offered } from "../world/offered";
import { config as declarations, resources, verdicts } from "./pack";
import { own } from "./published";
import { rich, richTrusted } from "./richSettings";

/** A value, and what is said of it. */
export interface Spoken {
  readonly value: Json;
  readonly says: (value: Json) => readonly string[];
}

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
const object = (value: Json): Readonly<Record<string, Json>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, Json>>) : {};
const text = (value: Json | undefined): string => (typeof value === "string" ? value : JSON.stringify(value ?? ""));

const settings: Spoken["says"] = (value) => {
  const given = Object.fromEntries(Object.entries(object(value)).map(([key, one]) => [key, text(one)]));
  try {
    readSettings(given, "cross-account-access", now);
    return [];
  } catch (error) {
    if (error instanceof AccessError) return [error.message];
    throw error;
  }
};

const groups = { deployers: { members: ["alice"] }, auditors: { members: ["bob"] } };
const bounded = { boundary: "arn:aws:iam::111111111111:policy/limit", policies: { inline: { a: document(on("a")) } } };
/** Each of these makes the update say something. */
const before = [
  {
    ...granting(groups, { "group/deployers": ["deploy"], "user/carol": ["audit"] }),
    renewals: { "group-deployers": 2 },
  },
  offering(bounded, { policies: { limit: { document: document(on("a")), description: "old" } } }),
];
const after = [
  granting(
    { deployers: { members: ["carol"] }, auditors: { members: ["alice"] } },
    { "group/deployers": ["release"], "group/auditors": ["deploy"], "user/carol": ["deploy"] },
  ),
  offering(
    { ...bounded, policies: { inline: { b: document(on("b")) } } },
    { policies: { limit: { document: document(on("a")), description: "new" } } },
  ),
];

/** By what is read. */
export const spoken: Readonly<Record<string, Spoken>> = {
  "the settings of the trusting stack": { value: json(rich), says: settings },
  "the settings of the trusted stack": { value: json(richTrusted), says: settings },
  "what another stack publishes": {
    value: json({
      name: "organization/cross-account-access/trusting",
      roles: offered,
      id: "111111111111",
      file: "Pulumi.trusting.yaml",
    }),
    says: (value) => {
      const { name, roles, id, file } = object(value);
      const plan = planGrants(
        own,
        { trusting: { name: text(name), roles, account: { id: text(id), file: text(file) } } },
        now,
      );
      return [
        new AccessError("The grants of this stack have problems.", plan.problems.map(grantProblemText)).message,
        ...plan.warnings,
        ...Object.values(plan.conditions).flat(),
      ];
    },
  },
  "why another stack publishes nothing": {
    value: json(["it was never deployed"]),
    says: (value) => {
      const why = Array.isArray(value) ? text((value as Json[])[0]) : text(value);
      return planGrants(
        own,
        { trusting: { name: "organization/cross-account-access/trusting", roles: undefined, account: { why } } },
        now,
      ).problems.map(grantProblemText);
    },
  },
  "the record of the last update": {
    value: json(
      before.map((one) => deployedText(one)).map((record) => JSON.parse(record.slice(record.indexOf("{"))) as unknown),
    ),
    says: (value) =>
      (Array.isArray(value) ? (value as Json[]) : []).flatMap((one, at) => {
        const { renewed, boundaries } = planFrom(`For the next update: ${JSON.stringify(one)}`, after[at % 2]!, now);
        return [...renewed.map(renewalText), ...boundaries.map(boundaryText)];
      }),
  },
  "what the account says of what exists": {
    value: json([
      "invoking aws:iam/getUser:getUser: AccessDenied: User x is not authorized to perform: iam:GetUser",
      "no such host",
      "NoSuchEntity: x",
      "arn:aws:iam::222222222222:user/Alice",
    ]),
    says: (value) => {
      const answers = (Array.isArray(value) ? (value as Json[]) : []).map(text);
      const asked = namedOutside(
        readSettings(
          config("222222222222", { groups: { deployers: { members: ["alice", "bob", "carol", "dave"] } } }),
          "cross-account-access",
          now,
        ),
      );
      const report = existenceReport(
        own,
        asked.map((one, at) => [
          one,
          answers[at]?.startsWith("arn:") ? { arn: answers[at] } : new Error(answers[at] ?? ""),
        ]),
      );
      return [new AccessError(report.headline ?? "", report.problems).message, ...report.warnings];
    },
  },
  "what the policy pack sees": {
    value: json({ resources, config: declarations }),
    says: (value) => {
      const { resources: shown, config: given } = object(value);
      const list = (Array.isArray(shown) ? (shown as Json[]) : [])
        .map(object)
        .map(({ type, name, props }) => ({ type: text(type), name: text(name), props: object(props ?? {}) }));
      return verdicts({ resources: list, config: given });
    },
  },
  "what is there already": {
    value: json({
      urn: "urn:pulumi:prod::cross-account-access::cross-account-access:index:AccountAccess$aws:iam/role:Role::deploy",
      id: "deploy",
    }),
    says: (value) => [takeOverCommand(text(object(value)["urn"]), text(object(value)["id"]))],
  },
};
