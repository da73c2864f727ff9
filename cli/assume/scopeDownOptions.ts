/** What is not for a session that is there already: it has its name, its tags and its sign-in, and AWS takes one policy. */
const others = {
  list: "--list",
  explain: "--explain",
  status: "--status",
  unset: "--unset",
  console: "--console",
  open: "--open",
  stack: "--stack",
  mfaSerial: "--mfa-serial",
  mfaToken: "--mfa-token",
  remember: "--remember",
  reuse: "--reuse",
  sessionName: "--session-name",
  sourceIdentity: "--source-identity",
  externalId: "--external-id",
  tag: "--tag",
  policyArn: "--policy-arn",
} as const;

/** What is wrong with `--scope-down` as it was typed. @param typed the options by their names in camel case */
export function scopeDownProblems(typed: Readonly<Record<string, unknown>>, role: string | undefined): string[] {
  if (!typed["scopeDown"]) return [];
  const problems: string[] = [];
  if (role !== undefined)
    problems.push(
      `found the role ${role} with --scope-down, which is about the session that is there; without it, the role's ` +
        "session has less from the start",
    );
  for (const [key, option] of Object.entries(others))
    if (typed[key]) problems.push(`${option}: found with --scope-down, which makes less of the session that is there`);
  if (typed["format"] === "profile")
    problems.push("--format profile: found with --scope-down, expected a role: a profile outlives the session");
  const { readOnly, scope, policyFile, duration } = typed;
  if (!readOnly && !scope && policyFile === undefined && duration === undefined)
    problems.push(
      "--scope-down: found nothing that makes the session less, expected --read-only, --scope, --policy-file or --duration",
    );
  return problems;
}
