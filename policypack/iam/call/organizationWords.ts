/** Words for what the policies of an organization say. For messages only: no code may read them. */
import { statementName } from "../document/document";
import type { StatementMatch } from "./callerPolicies";
import type { ControlPlace, ControlReason, ControlType } from "./organization";
import { expectedText } from "./reasonWords";

const kinds: Readonly<Record<ControlType, string>> = {
  "service-control": "service control policy",
  "resource-control": "resource control policy",
};

/** A place with its id. */
function placeText({ kind, name, id }: ControlPlace): string {
  switch (kind) {
    case "root":
      return `the organization's root ${id}`;
    case "unit":
      return `the unit ${name} (${id})`;
    case "account":
      return `the account ${name === "" || name === id ? id : `${name} (${id})`}`;
  }
}

/** A reason without its conditions, such as `the service control policy keep-out (p-…) on the unit shop (ou-…) denies it`. */
export function controlText(reason: ControlReason): string {
  const words = kinds[reason.type];
  switch (reason.kind) {
    case "denied":
      return `${deniedBy(reason)} denies it in ${statementName(reason.match.statement)}`;
    case "not-allowed":
      return `no ${words} on ${placeText(reason.place)} allows ${reason.action}`;
    case "conditions":
      return (
        `the ${words} ${reason.allows.map(({ policy }) => policy.name).join(", ")} on ${placeText(reason.place)} ` +
        "allows it on conditions"
      );
    case "unknown":
      if (reason.policy === undefined) {
        const where =
          reason.place === undefined ? `for the account ${reason.account}` : `at ${placeText(reason.place)}`;
        return `which ${words} holds ${where} is not known`;
      }
      return `what the ${words} ${reason.policy.name} (${reason.policy.id}) on ${placeText(reason.place!)} says is not known`;
  }
}

/** A reason with the conditions that it depends on. */
export function controlSentence(reason: ControlReason): string {
  const text = controlText(reason);
  switch (reason.kind) {
    case "denied": {
      const conditions = reason.match.conditions.map(expectedText);
      return conditions.length === 0 ? text : `${text} where it finds ${conditions.join(" and ")}`;
    }
    case "conditions":
      return `${text}: ${reason.allows.map((match) => openConditions(match).join(" and ")).join(", or ")}`;
    case "not-allowed":
    case "unknown":
      return text;
  }
}

/** What the call has to have so that a reason that is open does not forbid it. */
export function controlConditions(reason: ControlReason): string[] {
  switch (reason.kind) {
    case "denied": {
      const { statement } = reason.match;
      return [
        `not ${openConditions(reason.match).join(" and ")}, which ${deniedBy(reason)} denies in ${statementName(statement)}`,
      ];
    }
    case "conditions":
      return [
        `${reason.allows.map((match) => openConditions(match).join(" and ")).join(", or ")}, which ${controlText(reason)}`,
      ];
    case "not-allowed":
    case "unknown":
      return [];
  }
}

function deniedBy({ type, policy, place }: Extract<ControlReason, { kind: "denied" }>): string {
  return `the ${kinds[type]} ${policy.name} (${policy.id}) on ${placeText(place)}`;
}

function openConditions({ conditions, policy }: StatementMatch): string[] {
  const open = conditions
    .filter(({ outcome }) => outcome === "required" || outcome === "undetermined")
    .map(expectedText);
  return open.length > 0 ? open : [`a resource of ${policy.name} that includes the role`];
}
