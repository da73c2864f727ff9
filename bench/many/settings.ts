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

/** Gives the stack `trusting` so many roles, and no others. */
export function writeRoles(project: string, count: number): void {
  const folder = join(project, "access", "trusting", "roles");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (let at = 0; at < count; at++) writeFileSync(join(folder, `role-${at}.yaml`), roleFile());
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

/** A program that makes the same resources as a stack of this project, and does nothing else. */
export const bareProgram = `
const iam = require("@pulumi/aws/iam");
const document = (statement) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
for (let at = 0; at < Number(process.env.BENCH_ROLES); at++) {
  const name = "role-" + at;
  const trust = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::222222222222:root" }, Action: "sts:AssumeRole" };
  const role = new iam.Role(name, { name, assumeRolePolicy: document(trust) });
  const own = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::web-shop-artifacts/*" };
  new iam.RolePolicy(name + "-own", { name: "own", role: name, policy: document(own) }, { dependsOn: [role], parent: role });
}
`;
