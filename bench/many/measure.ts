/**
 * Does one thing with many roles or grants of one stack, in a process of its own, and prints as a line of JSON how much
 * processor time and memory it took.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { readSettings } from "../../checks/readSettings";
import { inlinePolicies } from "../../documents/inlinePolicies";
import { trustPolicy } from "../../documents/trustPolicy";
import { planGrants } from "../../grants/grantPlan";
import { publishedRole } from "../../grants/publishedRole";
import { enforce } from "../../policypack/enforce";
import { RULES } from "../../policypack/rules";
import { roleArn } from "../../settings/arns";
import { withEntries } from "../../settings/entryFiles";
import { readProject } from "../../settings/projectFiles";
import type { Settings } from "../../settings/settings";
import { deployedText } from "../../transitions/deployed";
import { deployedBy, planFrom } from "../../transitions/update";
import { cpu } from "../cpu";
import { writeGrants, writeProject, writeRoles } from "./settings";

/** What a process took. */
export interface Measured {
  /** Milliseconds of processor time, without what was prepared. */
  readonly cpu: number;
  readonly megabytes: number;
}

const now = new Date();
const [own, other] = ["111111111111", "222222222222"];

function settingsIn(folder: string, account = own): Settings {
  const project = readProject(folder);
  const config = { "aws:region": "eu-west-1", "aws:allowedAccountIds": `["${account}"]` };
  const { config: all, problems } = withEntries(config, project, "trusting");
  return readSettings(all, project.name, now, undefined, problems);
}

/** Reads and checks the files of so many roles. */
function settings(count: number, folder: string): () => void {
  writeRoles(folder, count);
  return () => void settingsIn(folder);
}

/** Reads so many grants, and plans the update by which each of their users gains one role and loses another. */
function grants(count: number, folder: string): () => void {
  writeRoles(folder, 100, own);
  const { roles, account } = settingsIn(folder, other);
  const published = mapped(roles, (role, key) => publishedRole(key, role, roleArn(key, role, account), account));
  writeRoles(folder, 0);
  const stack = { name: "a/b/other", roles: published, account: { id: other, file: "Pulumi.other.yaml" } };
  const planned = () => {
    const read = settingsIn(folder);
    const plan = planGrants(read, { other: stack }, now);
    if (plan.problems.length > 0) throw new Error(JSON.stringify(plan.problems[0]));
    return deployedBy(read, plan);
  };
  writeGrants(folder, count, 0);
  const record = deployedText(planned());
  writeGrants(folder, count, 1);
  return () => void planFrom(record, planned(), now);
}

/** Lets the pack judge the resources of so many roles as its framework does. */
function pack(count: number, folder: string): () => void {
  writeRoles(folder, count);
  const { roles, account } = settingsIn(folder);
  const provider = {
    type: "pulumi:providers:aws",
    name: "default",
    urn: urnOf("pulumi:providers:aws", "default"),
    props: { allowedAccountIds: [account.id] },
  };
  const resources = Object.entries(roles).flatMap(([key, role]) => {
    const component = shown("cross-account-access:index:CrossAccountRole", key, { account, role, key });
    const place = { opts: { parent: component.urn }, provider };
    return [
      component,
      {
        ...shown("aws:iam/role:Role", key, {
          name: key,
          assumeRolePolicy: JSON.stringify(trustPolicy(role, account.partition)),
          maxSessionDuration: role.session.maxDuration,
        }),
        ...place,
      },
      ...Object.entries(inlinePolicies(role, account)).map(([name, document]) => ({
        ...shown("aws:iam/rolePolicy:RolePolicy", `${key}-${name}`, {
          role: key,
          name,
          policy: JSON.stringify(document),
        }),
        ...place,
      })),
    ];
  });
  const policies = enforce(RULES, () => now);
  const found: string[] = [];
  const report = (message: string): void => void found.push(message);
  const getConfig = () => ({});
  return () => {
    for (const resource of resources)
      for (const { validateResource } of policies)
        (validateResource as (args: ResourceValidationArgs, told: typeof report) => void)(
          { ...resource, getConfig } as unknown as ResourceValidationArgs,
          report,
        );
    for (const { validateStack } of policies)
      void validateStack({ resources, getConfig } as unknown as StackValidationArgs, report);
    if (found.length > 0) throw new Error(found[0]);
  };
}

function shown(type: string, name: string, props: object) {
  return { type, name, urn: urnOf(type, name), props, opts: {}, propertyDependencies: {} };
}

function urnOf(type: string, name: string): string {
  return `urn:pulumi:trusting::cross-account-access::${type}::${name}`;
}

function mapped<In, Out>(all: Readonly<Record<string, In>>, convert: (one: In, key: string) => Out) {
  return Object.fromEntries(Object.entries(all).map(([key, one]) => [key, convert(one, key)]));
}

const parts = { settings, grants, pack };

/** What can be measured. */
export type Part = keyof typeof parts;

function main(part: Part, count: number): void {
  const folder = mkdtempSync(join(tmpdir(), "many-"));
  try {
    writeProject(folder);
    const run = parts[part](count, folder);
    const before = cpu();
    run();
    const measured: Measured = { cpu: cpu() - before, megabytes: process.resourceUsage().maxRSS / 1024 };
    console.log(JSON.stringify(measured));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (require.main === module) main(process.argv[2] as Part, Number(process.argv[3]));
