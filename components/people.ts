import { getApplication } from "@pulumi/aws/accountaccess/getApplication";
import { getGroup } from "@pulumi/aws/identitystore/getGroup";
import { getUser } from "@pulumi/aws/identitystore/getUser";
import { Provider } from "@pulumi/aws/provider";
import { getInstances } from "@pulumi/aws/ssoadmin/getInstances";
import * as pulumi from "@pulumi/pulumi";
import { applicationProblem, personProblem, type FoundPerson, type NamedPerson } from "../checks/peopleReport";
import { AccessError } from "../settings/accessError";
import { roleName } from "../settings/arns";
import { applicationParts, type IdentityCenterSettings } from "../settings/identityCenter";
import { problemLine, type Problem, type Where } from "../settings/problems";
import type { RoleSettings } from "../settings/role";
import { isOfPeople } from "../settings/trust";
import { answersOf } from "./bounded";
import { asking as askingOf } from "./existence";

/** Somebody who is to get into a role. */
export interface EntitledPerson {
  readonly kind: "user" | "group";
  /** The id in the identity store. Another name of the same person is no change. */
  readonly id: string;
}

/** The people of a role, and by whose credentials their entitlements are made. */
export interface RolePeople {
  readonly application: string;
  readonly region: string;
  /** Undefined where the role's own provider makes them. */
  readonly provider: Provider | undefined;
  readonly people: readonly EntitledPerson[];
}

/** The identity stores by the ways to them; an error where AWS does not tell. */
type Stores = Map<string, Promise<string | Error>>;

/**
 * Looks up the people of IAM Identity Center whom a role trusts. Registers a provider where the application is reached
 * by a role of its account, and no other resource.
 *
 * @param key the role's key, for problems
 * @param name the role's name in IAM
 * @param stores filled with what was asked for
 * @returns undefined for a role that trusts no such people; problems when somebody does not exist or cannot be looked up
 */
async function rolePeople(
  key: string,
  name: string,
  { trusts }: Pick<RoleSettings, "trusts">,
  stores: Stores,
  options: pulumi.ComponentResourceOptions = {},
): Promise<{ readonly people?: RolePeople; readonly problems: readonly Problem[] }> {
  const at = trusts.findIndex(isOfPeople);
  const trust = trusts[at];
  if (trust === undefined || !isOfPeople(trust)) return { problems: [] };
  const center = trust.identityCenter;
  const path = ["trusts", at, "identityCenter"];
  const { region } = applicationParts(center.application);
  const provider = providerOf(name, center, options);
  const asking = provider === undefined ? askingOf(options) : { provider };
  // Roles that reach an application in one way share its answer.
  const way = JSON.stringify([center.application, center.assumeRole]);
  const asked =
    stores.get(way) ?? storeOf(center.application, region, asking).catch((error: unknown) => error as Error);
  stores.set(way, asked);
  const store = await asked;
  if (store instanceof Error) return { problems: [applicationProblem(key, path, center.application, store)] };
  const named = Object.entries({ user: center.users, group: center.groups }).flatMap(([kind, names]) =>
    names.map((one, index) => ({ kind: kind as "user" | "group", name: one, path: [...path, `${kind}s`, index] })),
  );
  const answers = await answersOf(named, (one) => look(one, store, region, asking));
  const problems = named.flatMap((one, index) => personProblem(key, one, answers[index]!) ?? []);
  if (problems.length > 0) return { problems };
  const people = named.map(({ kind }, index) => ({ kind, id: (answers[index] as FoundPerson).id }));
  return { people: { application: center.application, region, provider, people }, problems };
}

/**
 * Looks up the people of all roles.
 *
 * @returns them by the roles' keys
 * @throws AccessError that lists everybody who does not exist or cannot be looked up
 */
export async function peopleOfRoles(
  roles: Readonly<Record<string, RoleSettings>>,
  where?: Where,
  options?: pulumi.ComponentResourceOptions,
): Promise<Readonly<Record<string, RolePeople | undefined>>> {
  const stores: Stores = new Map();
  const found = await Promise.all(
    Object.entries(roles).map(
      async ([key, role]) => [key, await rolePeople(key, roleName(key, role), role, stores, options)] as const,
    ),
  );
  const problems = found.flatMap(([, one]) => one.problems);
  if (problems.length > 0)
    throw new AccessError(
      "Not all people of IAM Identity Center can be found; nothing was changed.",
      problems.map((problem) => problemLine(problem, where)),
    );
  return Object.fromEntries(found.map(([key, { people }]) => [key, people]));
}

/** The provider that works in the application's account. It takes over what the stack's settings say of credentials. */
function providerOf(
  name: string,
  { application, assumeRole }: IdentityCenterSettings,
  { parent }: pulumi.ComponentResourceOptions,
): Provider | undefined {
  if (assumeRole === undefined) return undefined;
  const { region, account } = applicationParts(application);
  const stack = new pulumi.Config("aws");
  const profile = stack.get("profile");
  const others = stack.getObject<object[]>("assumeRoles") ?? [];
  const assumeRoles = [...others, { roleArn: assumeRole, sessionName: "cross-account-access" }];
  return new Provider(
    `${name}-identity-center`,
    { region, allowedAccountIds: [account], assumeRoles, ...(profile !== undefined && { profile }) },
    parent && { parent },
  );
}

/** The identity store of the instance that an application is of. */
async function storeOf(application: string, region: string, asking: pulumi.InvokeOptions): Promise<string> {
  const { identitySources } = await getApplication({ arn: application, region }, asking);
  const instance = identitySources[0]?.identityCenters[0]?.instanceArn;
  const { arns, identityStoreIds } = await getInstances({ region }, asking);
  const store = instance === undefined ? undefined : identityStoreIds[arns.indexOf(instance)];
  if (store === undefined)
    throw new Error(`these credentials do not see its instance of IAM Identity Center in ${region}`);
  return store;
}

async function look(
  { kind, name }: NamedPerson,
  identityStoreId: string,
  region: string,
  asking: pulumi.InvokeOptions,
): Promise<FoundPerson> {
  const by = (attributePath: string) => ({
    identityStoreId,
    region,
    alternateIdentifier: { uniqueAttribute: { attributePath, attributeValue: name } },
  });
  if (kind === "user") {
    const { userId, userName } = await getUser(by("UserName"), asking);
    return { id: userId, written: userName };
  }
  const { groupId, displayName } = await getGroup(by("DisplayName"), asking);
  return { id: groupId, written: displayName };
}
