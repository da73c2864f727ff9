import type { Opening } from "../iam";
import { administrativeAccess } from "./administrative-access";
import { findingOn, listed } from "./finding";
import type { Found, Judged, Rule } from "./rule";

export const privilegeEscalation: Rule = {
  name: "privilege-escalation",
  level: "mandatory",
  description:
    "No known escalation path may be open: passing roles, code on what holds a role, policies, trusts and keys of others",
  violatedWhen: "a known way from these permissions to more is open",
  advisoryWhen: "that depends on what a named target may do, which is not known",
  about: "permissions",
  verdict: "too-broad",
  approvedAs: "permissions",
  impliedBy: [administrativeAccess],
  examples: {
    fails: {
      name: "deploy",
      policies: [
        {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Action: "iam:PassRole", Resource: "arn:aws:iam::111111111111:role/app-*" },
            { Effect: "Allow", Action: "lambda:*", Resource: "arn:aws:lambda:eu-west-1:111111111111:function:web" },
          ],
        },
      ],
    },
    passes: {
      name: "deploy",
      policies: [
        {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "lambda:InvokeFunction",
              Resource: "arn:aws:lambda:eu-west-1:111111111111:function:web",
            },
          ],
        },
      ],
    },
  },
  check(judged) {
    const groups = new Map<string, Opening[]>();
    for (const opening of judged.openings) {
      if (opening.state === "undecided") continue;
      const { target, state, path } = opening;
      // Findings that depend on a target are reported for each target. Open paths of one kind in one statement become
      // one finding, since one change mends them all.
      const key = [
        state,
        path.kind,
        target.grant.policy,
        target.grant.statement.index,
        state === "depends" ? target.resource : "",
      ].join(" ");
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [opening]);
      else group.push(opening);
    }
    return [...groups.values()].map((group) => finding(judged, group));
  },
};

const ADVICE: Readonly<Record<Opening["path"]["kind"], string>> = {
  write:
    "Whoever writes the policies, the trust or the members of a principal has all that it may be given. " +
    "Leave the action out; keep such changes to the pipeline that owns the accounts.",
  credentials:
    "Whoever makes credentials of another user acts as that user. Leave the action out, or limit it to the " +
    "caller's own user with ${aws:username} in a policy of users.",
  pass:
    "Whoever passes a role to a service acts with that role. Name the one role that the service needs, with a " +
    "condition on iam:PassedToService.",
  access:
    "Whoever says who may do what gives it to whomever they like, the caller included. Leave the action out; keep " +
    "such changes to the pipeline that owns the accounts.",
  loosen:
    "Whoever takes policies away takes away what they deny, too. Name the one principal, or keep such " +
    "changes to the pipeline that owns the accounts.",
  others:
    "It acts on whatever the request names, not only on what it is allowed on. Leave the action out; keep such changes to " +
    "the pipeline that owns the account.",
  existing: "Whoever runs code on it acts with the role that it holds. Name the one resource that the task needs.",
};

function finding({ subject }: Judged, group: readonly Opening[]): Found {
  const first = group[0]!;
  const { target, action, path, service, state } = first;
  const witness = `${action} on ${target.resource}${service === undefined ? "" : `, passed to ${service}`}`;
  const paths = [...new Set(group.map((one) => one.path.id))];
  const depends = state === "depends";
  const others = [...new Set(group.map((one) => one.action))].filter((one) => one !== action);
  const what =
    path.kind === "pass"
      ? `with ${path.actions.join(" and ")}`
      : path.actions.length > 1
        ? `with ${path.actions.slice(1).join(" and ")}`
        : "by itself";
  return findingOn({
    level: depends ? "advisory" : "mandatory",
    subject,
    grant: target.grant,
    allows:
      `${depends ? "may open" : "opens"} the escalation path${group.length > 1 ? "s" : ""} ${listed(paths)}: ` +
      `${action}, ${what}${others.length > 0 ? `; so do ${listed(others)}` : ""}`,
    witness,
    names: [...paths, action, ...others],
    advice: depends ? dependence(path.kind, target.resource) : ADVICE[path.kind],
  });
}

function dependence(kind: Opening["path"]["kind"], resource: string): string {
  if (kind === "loosen")
    return `That depends on what the policies of ${resource} deny: keep denials in its permissions boundary.`;
  return `That depends on what ${resource} may do, which is not known here: declare it under "others", or keep it narrow.`;
}
