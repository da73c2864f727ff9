/** Settings of many roles and stacks, one file for each entry. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The text of a role's file. */
export function roleFile(maxDuration = "1h", action = "s3:GetObject"): string {
  return `trusts: [{ account: "222222222222", principals: ["user/*"] }]
session: { maxDuration: ${maxDuration} }
policies:
  inline:
    own: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "${action}", Resource: "arn:aws:s3:::web-shop-artifacts/*" }] }
review: { owner: a@example.com, reason: Weekly release, by: "2027-05-01" }
`;
}

/** Writes a project whose one stack `trusting` has no entries. */
export function writeProject(project: string): void {
  writeFileSync(join(project, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
  writeFileSync(join(project, "Pulumi.trusting.yaml"), "config: {}\n");
}

/** Gives the stack `trusting` so many roles that trust an account, and no others. */
export function writeRoles(project: string, count: number, trusted = "222222222222"): void {
  const folder = emptied(project, "roles");
  for (let at = 0; at < count; at++)
    writeFileSync(join(folder, `role-${at}.yaml`), roleFile().replace("222222222222", trusted));
}

/** Gives the stack `trusting` so many grants of a hundred roles of the stack `other`, and no others, one for each user. */
export function writeGrants(project: string, count: number, first: number): void {
  const folder = emptied(project, "grants");
  for (let at = 0; at < count; at++)
    writeFileSync(
      join(folder, `grant-${at}.yaml`),
      `to: { users: [user-${at}] }\nroles: [{ stack: other, role: role-${(at + first) % 100} }]\n`,
    );
}

function emptied(project: string, section: string): string {
  const folder = join(project, "access", "trusting", section);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Writes stacks of an account each, with five roles and grants of roles of the next stacks. */
export function writeStacks(project: string, count: number, grants: number): void {
  for (let at = 0; at < count; at++) {
    const account = String(100_000_000_000 + at);
    writeFileSync(
      join(project, `Pulumi.s${at}.yaml`),
      `config:\n  aws:region: eu-west-1\n  aws:allowedAccountIds: ["${account}"]\n`,
    );
    const folder = join(project, "access", `s${at}`);
    for (const section of ["roles", "grants"]) mkdirSync(join(folder, section), { recursive: true });
    for (let role = 0; role < 5; role++) {
      // Those of the stack before this one are let in.
      const trusted = String(100_000_000_000 + ((at + count - 1) % count));
      writeFileSync(join(folder, "roles", `role-${role}.yaml`), roleFile().replace("222222222222", trusted));
    }
    for (let grant = 0; grant < grants; grant++)
      writeFileSync(
        join(folder, "grants", `grant-${grant}.yaml`),
        `to: { users: [user-${grant}] }\nroles: [{ stack: s${(at + 1) % count}, role: role-${grant % 5} }]\n`,
      );
  }
}
