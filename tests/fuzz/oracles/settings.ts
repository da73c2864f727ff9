/** What settings that were taken may come to, told from what stands in them alone. */
import { isDeepStrictEqual } from "node:util";
import { inlinePolicies } from "../../../documents/inlinePolicies";
import { trustPolicy } from "../../../documents/trustPolicy";
import { readOfferedRole } from "../../../grants/offeredRole";
import { publishedRole } from "../../../grants/publishedRole";
import { roleArn } from "../../../settings/arns";
import type { RoleSettings } from "../../../settings/role";
import type { Settings } from "../../../settings/settings";
import type { Complaint } from "../judge";

const sections = ["roles", "policies", "groups", "grants"] as const;

type Raw = Readonly<Record<string, unknown>>;

/**
 * What is wrong with taking these settings.
 *
 * @param config what stands in them, by full keys, as a reader sees it who knows nothing of the program
 */
export function beyondText(settings: Settings, config: Raw): Complaint | undefined {
  const complaint = (detail: string): Complaint => ({ property: "settings mean what they say", detail });
  const own = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace(/^cross-account-access:/, ""), value]),
  );
  for (const section of sections) {
    const lost = ignored(own[section] ?? {}, settings[section], section);
    if (lost !== undefined) return complaint(`nothing came of ${lost}`);
  }
  if (!isDeepStrictEqual([config["aws:allowedAccountIds"]].flat(), [settings.account.id]))
    return complaint(`the account ${settings.account.id}`);
  for (const [key, role] of Object.entries(settings.roles)) {
    const raw = (own["roles"] as Record<string, Raw>)[key]!;
    const wrong = trustBeyond(role, raw, settings) ?? policiesBeyond(role, raw, settings);
    if (wrong !== undefined) return complaint(`roles.${key}: ${wrong}`);
    const published = publishedRole(key, role, roleArn(key, role, settings.account), settings.account);
    const { problems } = readOfferedRole(JSON.parse(JSON.stringify(published)));
    if (problems !== undefined)
      return {
        property: "what is published can be read",
        detail: problems.map(({ path, message }) => `${path}: ${message}`).join("\n"),
      };
  }
  return undefined;
}

/** The first key or item that stands in the settings and not in what was read of them. */
function ignored(raw: unknown, read: unknown, path: string): string | undefined {
  if (typeof raw !== "object" || raw === null) return undefined;
  // Session tags have a shorter form, which is read as the long one.
  if (/^roles\..*\.session\.tags$/.test(path)) return undefined;
  for (const [key, value] of Object.entries(raw)) {
    const inner =
      typeof read === "object" && read !== null && Object.hasOwn(read, key) ? (read as Raw)[key] : undefined;
    if (inner === undefined) return `${path}.${key}`;
    const lost = ignored(value, inner, `${path}.${key}`);
    if (lost !== undefined) return lost;
  }
  return undefined;
}

/** Whom a role's trust admits beyond what its entries say. */
function trustBeyond(role: RoleSettings, raw: Raw, { account }: Settings): string | undefined {
  interface RawTrust {
    account: string;
    principals?: string[];
    mfa?: { required?: boolean };
    identityCenter?: { application: string };
  }
  const all = raw["trusts"] as RawTrust[];
  const trusts = all.filter(({ identityCenter }) => identityCenter === undefined);
  const applications = all.flatMap(({ identityCenter }) => identityCenter?.application ?? []);
  const document = trustPolicy(role, account.partition);
  const said = new Set(trusts.map((one) => `arn:${account.partition}:iam::${one.account}:root`));
  const patterns = new Set(
    trusts.flatMap((one) =>
      (one.principals ?? [])
        .filter((text) => !text.startsWith("sso/"))
        .map((text) => `arn:${account.partition}:iam::${one.account}:${text}`),
    ),
  );
  const mfaEverywhere =
    (raw["mfa"] as { required?: boolean } | undefined)?.required !== false &&
    trusts.every(({ mfa }) => mfa?.required !== false);
  for (const { Effect, Principal, Action, Condition = {} } of document.Statement) {
    if (Principal !== undefined && "Service" in Principal) {
      const { "aws:SourceArn": application, "aws:SourceAccount": owner } = Condition["StringEquals"] ?? {};
      const own = applications.some((one) =>
        isDeepStrictEqual([[application].flat(), [owner].flat()], [[one], [one.split(":")[4]]]),
      );
      if (own && Effect === "Allow" && Principal.Service === "account-access.amazonaws.com") continue;
      return `trusts ${Principal.Service}`;
    }
    const principal = Principal !== undefined && "AWS" in Principal ? Principal.AWS : "";
    if (Effect !== "Allow" || !said.has(principal) || !/^arn:[\w-]+:iam::\d{12}:root$/.test(principal))
      return `trusts ${principal}`;
    if (principal.includes(`:${account.id}:`)) return "trusts its own account";
    if (
      [Action].flat().some((action) => !["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"].includes(action))
    )
      return `trusts with ${[Action].flat().join(", ")}`;
    const narrowed = [Condition["ArnLike"]?.["aws:PrincipalArn"] ?? []].flat();
    const stranger = narrowed.find(
      (pattern) =>
        !patterns.has(pattern) &&
        !/:role\/aws-reserved\/sso\.amazonaws\.com\*\/AWSReservedSSO_[\w+=,.@-]+_\?{16}$/.test(pattern),
    );
    if (stranger !== undefined) return `admits ${stranger}`;
    if (
      narrowed.length === 0 &&
      trusts.filter((one) => principal.includes(`:${one.account}:`)).every(({ principals }) => principals !== undefined)
    )
      return `does not narrow ${principal}`;
    if (mfaEverywhere && Condition["Bool"]?.["aws:MultiFactorAuthPresent"] !== "true")
      return `admits ${principal} without MFA`;
  }
  return undefined;
}

/** What a role may do beyond what its settings say. */
function policiesBeyond(role: RoleSettings, raw: Raw, { account }: Settings): string | undefined {
  const { inline = {}, presets = {} } = raw["policies"] as { inline?: Raw; presets?: Raw };
  for (const [name, document] of Object.entries(inlinePolicies(role, account))) {
    if (
      Object.hasOwn(inline, name)
        ? !isDeepStrictEqual(JSON.parse(JSON.stringify(document)), JSON.parse(JSON.stringify(inline[name])))
        : !Object.hasOwn(presets, name) && name !== "RevokeSessionsBefore"
    )
      return `the policy ${name} is another one`;
    if (
      !Object.hasOwn(inline, name) &&
      name !== "RevokeSessionsBefore" &&
      JSON.stringify(document).includes('"Resource":"*"') &&
      !/readService|pushImages/.test(JSON.stringify(presets[name]))
    )
      return `the preset ${name} is for everything`;
  }
  const stranger = role.policies.managed.find(
    (arn) => !new RegExp(`^arn:${account.partition}:iam::(?:aws|${account.id}):policy/`).test(arn),
  );
  return stranger === undefined ? undefined : `the managed policy ${stranger}`;
}
