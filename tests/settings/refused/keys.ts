import { config, exampleRole, trustedConfig, trustingConfig, type Config } from "../example";
import type { Refused } from "../refused";

/** A configuration whose own keys have another name before the colon. */
function renamed(from: Config, namespace: string, keys = /./): Config {
  return Object.fromEntries(
    Object.entries(from).map(([key, value]) => [
      keys.test(key) ? key.replace(/^cross-account-access:/, `${namespace}:`) : key,
      value,
    ]),
  );
}

/** The roles of a trusting stack under a namespace that is not the project's. */
const under = (namespace: string): Refused => ({
  what: `roles under ${namespace}`,
  config: renamed(trustingConfig(), namespace),
  problem: new RegExp(
    `^${namespace.replaceAll(".", "\\.")}:roles: found the namespace .*, did you mean ` +
      `cross-account-access:roles\\? expected cross-account-access, the project's name in Pulumi\\.yaml: no ` +
      "other keys are read, and what is not read would be deleted$",
  ),
});

/** A key beside right settings. */
const beside = (key: string, value: unknown, meant: string): Refused => ({
  what: `${key} beside right settings`,
  config: { ...trustedConfig(), [key]: typeof value === "string" ? value : JSON.stringify(value) },
  problem: new RegExp(`^${key}: found the namespace .*, did you mean ${meant}\\? expected cross-account-access, `),
});

const nothing = (what: string, own: Record<string, unknown>): Refused => ({
  what,
  config: config("222222222222", own),
  problem:
    /^roles, policies, groups, grants: found no entry in any of them, expected at least one: without, all that this stack deployed would be deleted\. If that is meant, say so: cross-account-access:empty: true$/,
});
const empty = (what: string, value: unknown, found: string): Refused => ({
  what,
  config: {
    ...config("222222222222", {}),
    "cross-account-access:empty": typeof value === "string" ? value : JSON.stringify(value),
  },
  problem: new RegExp(`^empty: found ${found}, expected true, which empties the stack, or no such key$`),
});
const both = (what: string, from: Config, named: string): Refused => ({
  what,
  config: { ...from, "cross-account-access:empty": "true" },
  problem: new RegExp(
    `^empty: found true beside ${named}, expected one or the other: true deletes all that this stack deployed$`,
  ),
});

/** Settings that the program would never get to see, and settings that say nothing. */
export const refusedKeys: readonly Refused[] = [
  // One letter less, more, another, or two swapped, at the beginning, in the middle and at the end.
  ...[
    "cross-acount-access",
    "cross-account-acess",
    "cros-account-access",
    "cross-account-acces",
    "ross-account-access",
    "cross-accoount-access",
    "cross-account-accesss",
  ].map(under),
  ...[
    "cross-accaunt-access",
    "crosz-account-access",
    "cross-account-axcess",
    "corss-account-access",
    "cross-account-acecss",
    "cross-acocunt-access",
    "croos-acount-acess",
  ].map(under),
  // Case, hyphens, plurals, the order of the words, short forms.
  ...[
    "Cross-Account-Access",
    "crossAccountAccess",
    "CROSS-ACCOUNT-ACCESS",
    "crossaccountaccess",
    "cross_account_access",
    "cross.account.access",
    "cross-accountaccess",
    "cross--account-access",
  ].map(under),
  ...[
    "cross-accounts-access",
    "cross-account-accesses",
    "cross-acct-access",
    "access-cross-account",
    "account-cross-access",
    "cross-account-access2",
  ].map(under),
  // Nothing like it: a former name, a part of it, a program's own. The entries tell.
  ...["acme-access", "cross-account", "access", "x", "organization", "aws", "pulumi"].map(under),
  {
    what: "a project that was renamed, and entries that nobody would recognise",
    config: renamed(config("111111111111", { roles: { deploy: { trust: [] } } }), "acme-access"),
    problem: /^acme-access:roles: found the namespace acme-access, did you mean cross-account-access:roles\?/,
  },
  {
    what: "a slip and a misspelt section",
    config: renamed(config("111111111111", { role: { deploy: exampleRole() } }), "cross-acount-access"),
    problem: /^cross-acount-access:role: found .*, did you mean cross-account-access:roles\?/,
  },
  {
    what: "a slip in one section of two",
    config: renamed(trustedConfig(), "cross-acount-access", /grants/),
    problem:
      /^cross-acount-access:grants: found the namespace cross-acount-access, did you mean cross-account-access:grants\?/,
  },
  {
    what: "a former name in one section of two",
    config: renamed(trustedConfig(), "acme-access", /groups/),
    problem: /^acme-access:groups: found the namespace acme-access, did you mean cross-account-access:groups\?/,
  },
  {
    what: "hidden letters",
    config: renamed(trustingConfig(), "cross-account\u200b-access"),
    problem:
      /^cross-account\\u200b-access:roles: found the namespace cross-account\\u200b-access, did you mean cross-account-access:roles\?/,
  },
  {
    what: "letters of another script",
    config: renamed(trustingConfig(), "cr\u043ess-account-access"),
    problem: /:roles: found the namespace cr\u043ess-account-access, did you mean cross-account-access:roles\?/,
  },
  beside("cross-acount-access:policies", {}, "cross-account-access:policies"),
  beside("cross-acount-access:organization", { id: "o-a1b2c3d4e5" }, "cross-account-access:organization"),
  beside("cross-acount-access:empty", "true", "cross-account-access:empty"),
  beside("cross-acount-access:timeout", "1h", "the namespace cross-account-access"),
  beside("other:policies", { shop: { document: {} } }, "cross-account-access:policies"),
  beside("other:roles", { deploy: { review: {} } }, "cross-account-access:roles"),
  beside("aws:grants", { ship: { to: {} } }, "cross-account-access:grants"),

  nothing("no section", {}),
  nothing("empty sections", { roles: {}, policies: {}, groups: {}, grants: {} }),
  nothing("sections of nothing", { roles: null, grants: null }),
  nothing("an organization alone", { organization: { id: "o-a1b2c3d4e5" } }),
  {
    what: "a former project's section of nothing",
    config: renamed(config("111111111111", { grants: {} }), "acme-access"),
    problem: nothing("", {}).problem,
  },
  {
    what: "the settings of others alone",
    config: {
      ...config("222222222222", {}),
      "pulumi:tags": "{}",
      "aws:profile": "x",
      "github:owner": "acme",
      "acme-access:size": "1",
    },
    problem: nothing("", {}).problem,
  },
  empty("a stack that is not empty", false, "false"),
  empty("an empty stack as yes", "yes", '"yes"'),
  empty("an empty stack as a number", 1, "1 \\(a number: YAML reads unquoted digits as one\\)"),
  empty("an empty stack as a list", [], "\\[\\]"),
  empty("an empty stack with a reason", { reason: "moved" }, '{"reason":"moved"}'),
  both("an empty stack with roles", trustingConfig(), "roles"),
  both("an empty stack with groups and grants", trustedConfig(), "groups, grants"),
  both(
    "an empty stack with a policy",
    config("111111111111", {
      policies: {
        shop: {
          document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] },
        },
      },
    }),
    "policies",
  ),
];

/** Configurations that are right, with keys of others in them. */
export const rightKeys: readonly Readonly<{ what: string; config: Config }>[] = [
  ...Object.entries({
    "aws:profile": "trusting",
    "aws:assumeRoles": "[]",
    "aws:defaultTags": "{}",
    "aws-native:region": "eu-west-1",
    "awsx:roles": "x",
    "pulumi:tags": "{}",
    "pulumi:disable-default-providers": "[]",
    "pulumi:template": "x",
    "github:owner": "acme",
    "github:organization": "acme",
    "tfe:organization": "acme",
    "kubernetes:context": "x",
    "random:seed": "1",
    "azure-native:location": "x",
    "gcp:project": "x",
    "cloudflare:apiToken": "x",
    "snowflake:role": "x",
    "okta:groups": '["a"]',
    "vault:policies": '{"a":"b"}',
    "grafana:roles": '{"a":{"name":"x"}}',
    "keycloak:groups": "{}",
    "account:roles": '["a"]',
    "cross-account-billing:currency": "EUR",
    "access:log": "true",
  }).map(([key, value]) => ({ what: `${key} beside roles`, config: { ...trustingConfig(), [key]: value } })),
  { what: "an empty stack, said so", config: config("222222222222", { empty: true }) },
  {
    what: "an empty stack with its organization",
    config: config("222222222222", { empty: true, organization: { id: "o-a1b2c3d4e5" } }),
  },
  {
    what: "an empty stack with sections of nothing",
    config: config("222222222222", { empty: true, roles: {}, grants: {} }),
  },
  {
    what: "a section of nothing beside another",
    config: { ...trustingConfig(), ...config("111111111111", { grants: {}, groups: {} }) },
  },
  { what: "groups alone", config: config("222222222222", { groups: { deployers: {} } }) },
];
