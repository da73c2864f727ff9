/**
 * Takes into a stack's state what a creation made whose answer was lost. A bundle of its own: it loads AWS's SDK, which
 * most runs do not need.
 */
import { complaint, runEngine, type Ran } from "../shared/engine";
import { Clients } from "../review/evidence/accounts/clients";
import { readStackFile, stackNames } from "../review/evidence/stacks/stackFiles";
import type { Account } from "../../settings/account";
import { roleName } from "../../settings/arns";
import { oneLine, type Project } from "../../settings/projectFiles";
import { kinds, readThere, type Kind } from "./account";
import type { FailedCreation } from "./facts";
import { holderOf, type Holder } from "./lock";
import { differences } from "./lost";
import type { Surroundings } from "./update";

/** What is healed, and where. */
export interface HealQuestion {
  readonly project: Project;
  /** The stack by its file, and as the engine calls it. */
  readonly stack: string;
  readonly name: string;
  readonly account: Account;
  readonly profile: string | undefined;
  readonly creations: readonly FailedCreation[];
  readonly note: (line: string) => void;
}

/** What came of it. */
export interface Healed {
  /** How many resources are part of the stack's state now. */
  readonly taken: number;
  /** What is there and may not be taken, one line each. */
  readonly refused: readonly string[];
  /** Why it is not known what is there. */
  readonly unread?: string;
  /** Who holds the stack's lock, where that came in between. */
  readonly holder?: Holder;
}

/** Looks for each creation in the account, and takes what it made. */
export async function heal(question: HealQuestion, at: Surroundings): Promise<Healed> {
  const { account, profile, creations, note } = question;
  const lost = creations.flatMap(({ type, ...one }) => {
    const { name, path } = one.inputs;
    if (!Object.hasOwn(kinds, type) || typeof name !== "string") return [];
    const kind = kinds[type as keyof typeof kinds];
    return [{ ...one, type, kind, name, ...(typeof path === "string" && { path }) }];
  });
  const refused: string[] = [];
  let taken = 0;
  if (lost.length === 0) return { taken, refused };
  const clients = new Clients({ profile, region: account.region, env: at.env });
  try {
    const asked = await clients.account();
    if (asked !== account.id)
      return { taken, refused, unread: `the credentials are those of ${asked}, not ${account.id}` };
    for (const one of lost) {
      const there = await readThere(clients.iam, one.kind, one, account);
      if (there === undefined) continue;
      const what = `the ${one.kind} ${one.name} in ${account.id}`;
      const other = ownerOf(question, one.kind, one.name);
      const differ = [
        ...differences(one.inputs, there.found),
        ...(other === undefined ? [] : [`that it is the stack ${other}'s`]),
      ];
      if (differ.length > 0) {
        refused.push(
          `${what} is there already, and not as this program would have made it: ${differ.join(", ")}. Find out who ` +
            'made it; then import it, or choose another name (docs/recovery.md, "Something is there already").',
        );
        continue;
      }
      const ran = await take(one, there.id, question.name, at);
      const holder = ran.code === 0 ? undefined : holderOf(ran.stderr);
      if (holder !== undefined) return { taken, refused: [], holder };
      if (ran.code !== 0) refused.push(`${what} cannot be imported: ${complaint(ran)}`);
      else {
        taken++;
        note(`${what} was made by an earlier run whose answer was lost; it is part of the stack now`);
      }
    }
  } catch (error) {
    return { taken, refused, unread: oneLine(error) };
  } finally {
    clients.close();
  }
  return { taken, refused };
}

/** Another stack of this project that declares the same for the same account. */
function ownerOf({ project, stack, account }: HealQuestion, kind: Kind, name: string): string | undefined {
  return stackNames(project).find((other) => {
    if (other === stack) return false;
    const read = readStackFile(project, other);
    // A stack that cannot be read may be the owner.
    if (read.settings === undefined) return read.account === undefined || read.account.id === account.id;
    if (read.settings.account.id !== account.id) return false;
    const { roles, groups, policies } = read.settings;
    const names = {
      role: Object.entries(roles).map(([key, role]) => roleName(key, role)),
      group: Object.keys(groups),
      policy: Object.keys(policies),
    };
    return names[kind].some((one) => one.toLowerCase() === name.toLowerCase());
  });
}

/** Imports a resource under its component. */
function take({ urn, type, parent }: FailedCreation, id: string, stack: string, at: Surroundings): Promise<Ran> {
  const resource = [type, urn.split("::").slice(3).join("::"), id];
  const options = [
    ...["--stack", stack, "--yes", "--skip-preview", "--protect=false", "--generate-code=false"],
    ...["--non-interactive", "--color", "never", "--suppress-outputs"],
    ...(parent === "" ? [] : ["--parent", `component=${parent}`]),
  ];
  return runEngine(["import", ...options, "--", ...resource], { ...at, apart: at.started });
}
