/** Who can assume which role in a random organization, by the emulator. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { installEmulator } from "../../../sandbox/emulator/install";
import type { World, WorldUnit } from "../../../sandbox/emulator/world";
import {
  accounts,
  arnOf,
  attachedTo,
  controlDocument,
  document,
  management,
  organizationId,
  people,
  policyName,
  principals,
  roles,
  setId,
  setNames,
  trusting,
  unitId,
  type Case,
} from "./worlds";

/** The world of a case for the emulator. */
function worldOfCase({ units, root, where, policies, enabled, trusts, grants, sets }: Case): World {
  const inside = (at: number) =>
    accounts.filter((id) => where[id]!.at === at).map((id) => ({ id, policies: attachedTo(where[id]!.policies) }));
  const unit = (index: number, own: readonly number[] | undefined): WorldUnit => ({
    id: unitId(index),
    name: index < 0 ? "Root" : `Unit ${index}`,
    policies: attachedTo(own),
    accounts: inside(index),
    units: units.flatMap((one, at) => (one.parent === index ? [unit(at, one.policies)] : [])),
  });
  return {
    organization: {
      id: organizationId,
      management,
      root: unit(-1, root),
      enabled,
      policies: Object.fromEntries(
        policies.map((policy, i) => [
          policyName(i),
          { name: `policy-${i}`, type: policy.type, document: controlDocument(policy) },
        ]),
      ),
    },
    identityCenter: {
      instance: "ssoins-0123456789abcdef",
      store: "d-0123456789",
      region: "eu-west-1",
      owner: management,
      permissionSets: sets.map(({ statements, accounts: its }, set) => ({
        id: setId(set),
        name: setNames[set]!,
        inlinePolicy: document(statements),
        assignments: its.map((account) => ({ group: "00000000-0000-4000-8000-000000000000", account })),
      })),
    },
    // Trusts name roles, which have to be there already.
    accounts: [...accounts].reverse().map((id) => ({
      id,
      users: people.flatMap((name, i) => {
        const [account, path] = name.split(" ") as [string, string];
        if (account !== id || !path.startsWith("user/")) return [];
        const parts = path.split("/");
        return [
          {
            name: parts.at(-1)!,
            path: parts.length === 3 ? `/${parts[1]}/` : "/",
            accessKeyId: `AKIA${String(i).padStart(16, "0")}`,
            secretAccessKey: "the-secret-of-somebody",
            policies: { own: document(grants[name]!) },
          },
        ];
      }),
      roles: [
        ...people.flatMap((name) => {
          const [account, path] = name.split(" ") as [string, string];
          return account === id && path.startsWith("role/")
            ? [
                {
                  name: "worker",
                  trust: document([
                    { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
                  ]),
                  policies: { own: document(grants[name]!) },
                },
              ]
            : [];
        }),
        ...(id === trusting
          ? roles.map((arn, i) => ({ name: arn.split("/").at(-1)!, trust: document(trusts[i]!) }))
          : []),
      ],
    })),
  };
}

/** The emulator's decisions for many worlds: the process that makes them, asked one world after the other. */
export async function openReferee(): Promise<{ ask(one: Case): Promise<Record<string, string[]>>; close(): void }> {
  const python = await installEmulator();
  const child = spawn(python, [join(__dirname, "../../../sandbox/emulator/referee.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const attempts = principals.map((name) => ({ name, principal: arnOf(name) }));
  return {
    async ask(one) {
      child.stdin.write(`${JSON.stringify({ world: worldOfCase(one), attempts })}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error("the referee ended");
      const answer = JSON.parse(line.value) as Record<string, string[]> & { error?: string };
      if (answer.error !== undefined) throw new Error(answer.error);
      return Object.fromEntries(roles.map((role) => [role, principals.filter((name) => answer[role]!.includes(name))]));
    },
    close: () => child.stdin.end(),
  };
}
