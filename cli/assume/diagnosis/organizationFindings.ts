/** What the policies of the organization say about the call. */
import { controlSentence, type ControlType, decideControls, type GranteeSession } from "../../../policypack/iam";
import type { Evidence, Finding, Possibility } from "./evidence";

/** Whether the organization lets the call through. */
export interface OrganizationResult {
  /** `unknown`: nothing was read of it. */
  readonly state: "admits" | "refuses" | "open" | "unknown";
  readonly findings: readonly Finding[];
  /** The types of the policies that refuse. */
  readonly types: readonly ControlType[];
  readonly open: readonly Possibility[];
}

const sides: Readonly<Record<ControlType, string>> = {
  "service-control": "trusted",
  "resource-control": "trusting",
};

/** What the organization's administrators have to do. */
export function organizationRemedy(type: ControlType): string {
  return `Whoever runs the organization of the ${sides[type]} account has to allow it there.`;
}

/** Judges the call by the organization, where one was read. */
export function judgeOrganization(
  { caller, call, organization }: Evidence,
  session: GranteeSession,
  actions: readonly string[],
): OrganizationResult {
  if (organization === undefined || caller === undefined)
    return { state: "unknown", findings: [], types: [], open: [] };
  const decisions = actions.map((action) => decideControls(organization, action, call.roleArn, session));
  const refused = decisions.find(({ verdict }) => verdict === "forbidden");
  if (refused !== undefined)
    return {
      state: "refuses",
      open: [],
      types: refused.reasons.map(({ type }) => type),
      findings: refused.reasons.map((reason): Finding => ({
        kind: "organization-policy",
        side: "organization",
        certainty: "certain",
        ...(reason.kind === "denied" && { document: reason.policy.arn }),
        text: controlSentence(reason),
        remedy: organizationRemedy(reason.type),
      })),
    };
  const open = decisions.flatMap(({ reasons }) => reasons);
  return {
    state: open.length > 0 ? "open" : "admits",
    findings: [],
    types: [],
    open: open.map((reason): Possibility => ({ kind: "control", reason })),
  };
}
