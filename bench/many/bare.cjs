// A program that registers the same resources as a stack of this project with so many roles, and does nothing else.
const pulumi = require("@pulumi/pulumi");
const iam = require("@pulumi/aws/iam");
const count = Number(process.env.BENCH_ROLES);
const names = Array.from({ length: count }, (_, at) => `role-${at}`);
const document = (statement) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
class Component extends pulumi.ComponentResource {}
const access = new Component("bench:index:Access", "access");
const stash = (name, dependsOn = []) =>
  new pulumi.Stash(
    name,
    { input: 0 },
    { parent: access, dependsOn, replaceOnChanges: ["input"], deleteBeforeReplace: true },
  );
const all = stash("everything");
const own = names.map((name) => stash(`role ${name}`));
stash("roles renewed", [all, ...own]);
const roles = names.map((name, at) => {
  const parent = new Component("bench:index:Role", name, {}, { parent: access });
  const trust = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::222222222222:root" }, Action: "sts:AssumeRole" };
  const role = new iam.Role(
    name,
    { name, assumeRolePolicy: document(trust), maxSessionDuration: 3600 },
    { parent, deleteBeforeReplace: true, dependsOn: [all, own[at]] },
  );
  const allowed = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::web-shop-artifacts/*" };
  const holder = pulumi.all([role.name, all.output, own[at].output]).apply(([first]) => first);
  new iam.RolePolicy(
    `${name}-own`,
    { name: "own", role: holder, policy: document(allowed) },
    { parent, deleteBeforeReplace: true },
  );
  return role;
});
stash("roles made", roles);
stash("grants renewed", [all]);
