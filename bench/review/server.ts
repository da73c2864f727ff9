/**
 * Answers for the accounts of an estate in AWS's wire format, with pages, and counts the requests. The emulator does
 * more, but for hundreds of accounts it would take longer than the review that is measured.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { EstateAccount } from "./estate";
import type { EstateOrganization } from "./organization";

/** How the server behaves. */
export interface ServerOptions {
  /** One of so many requests of an account is throttled; by default none. */
  readonly throttleEvery?: number;
  /** How many roles of each account were used. Only these have services and callers. */
  readonly used?: number;
  /** The organization that the accounts are in; by default none. */
  readonly organization?: EstateOrganization;
}

/** A running server and its counts. */
export interface EstateServer {
  readonly url: string;
  /** Requests by account and action, including throttled ones. */
  readonly asked: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Requests by account without those that were throttled, and without those that read the whole organization. */
  readonly answered: ReadonlyMap<string, number>;
  /** Requests that read the whole organization, without those that were throttled. */
  readonly pages: number;
  readonly throttled: number;
  /** The most accounts with requests at the same time, and the most requests of one account at the same time. */
  readonly mostAccounts: number;
  readonly mostOfOne: number;
  close(): void;
}

/** Entries per page. IAM may give fewer than were asked for. */
const pageSize = 50;
const created = "2026-01-01T00:00:00Z";
const lastUsed = new Date(Date.now() - 24 * 3600_000).toISOString().replace(/\.\d+Z$/, "Z");

/** Starts the server. */
export async function serveEstate(
  estate: readonly EstateAccount[],
  options: ServerOptions = {},
): Promise<EstateServer> {
  const accounts = new Map(estate.map((account) => [account.accessKeyId, account]));
  const asked = new Map<string, Map<string, number>>();
  const underWay = new Map<string, number>();
  const answered = new Map<string, number>();
  const counted = { pages: 0, throttled: 0, mostAccounts: 0, mostOfOne: 0 };

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const account = accounts.get(/Credential=(\w+)\//.exec(incoming.headers.authorization ?? "")?.[1] ?? "");
    if (!account) return void response.writeHead(403).end();
    const target = incoming.headers["x-amz-target"];
    const parameters = new URLSearchParams(target === undefined ? "" : body);
    for (const [name, value] of target === undefined ? new URLSearchParams(body) : []) parameters.set(name, value);
    const action = typeof target === "string" ? target.split(".").at(-1)! : (parameters.get("Action") ?? "");
    const number = count(account.id, action);
    underWay.set(account.id, (underWay.get(account.id) ?? 0) + 1);
    counted.mostAccounts = Math.max(counted.mostAccounts, underWay.size);
    counted.mostOfOne = Math.max(counted.mostOfOne, underWay.get(account.id)!);
    await pause(1);
    const left = underWay.get(account.id)! - 1;
    if (left === 0) underWay.delete(account.id);
    else underWay.set(account.id, left);
    if (options.throttleEvery !== undefined && number % options.throttleEvery === 0) {
      counted.throttled++;
      return target === undefined
        ? xml(response, "", "<Code>Throttling</Code><Message>Rate exceeded</Message>", 400)
        : json(response, { __type: "ThrottlingException", message: "Rate exceeded" }, 400);
    }
    const told = options.organization?.answer(account.id, action, body);
    if (told?.status === 200 && action !== "DescribeOrganization") counted.pages++;
    else answered.set(account.id, (answered.get(account.id) ?? 0) + 1);
    if (told !== undefined) return json(response, told.body, told.status);
    if (action === "LookupEvents") return json(response, { Events: eventsOf(account, body, estate) });
    if (action === "DescribeOrganization")
      return json(response, { __type: "AWSOrganizationsNotInUseException", message: "No organization" }, 400);
    xml(response, action, resultOf(action, parameters, account, options.used ?? 0));
  }

  /** Counts a request, and returns its number among the account's requests. */
  function count(account: string, action: string): number {
    const actions = asked.get(account) ?? new Map<string, number>();
    asked.set(account, actions.set(action, (actions.get(action) ?? 0) + 1));
    return [...actions.values()].reduce((sum, one) => sum + one);
  }

  const server = createServer((incoming, response) => {
    // Without an answer whoever asks would wait for minutes.
    answer(incoming, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    answered,
    get pages() {
      return counted.pages;
    },
    get throttled() {
      return counted.throttled;
    },
    get mostAccounts() {
      return counted.mostAccounts;
    },
    get mostOfOne() {
      return counted.mostOfOne;
    },
    close: () => void server.close(),
  };
}

function resultOf(action: string, parameters: URLSearchParams, account: EstateAccount, used: number): string {
  switch (action) {
    case "GetCallerIdentity":
      return element("Account", account.id);
    case "GetAccountAuthorizationDetails":
      return page(detailsOf(account, used), parameters, (part) =>
        ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"]
          .map(
            (list) =>
              `<${list}>${part
                .filter(([of]) => of === list)
                .map(([, text]) => text)
                .join("")}</${list}>`,
          )
          .join(""),
      );
    case "ListRoles":
      return page(
        Object.entries(account.documents.roles),
        parameters,
        (part) =>
          `<Roles>${part
            .map(([arn, { maxSessionDuration }]) =>
              member(
                ["Arn", arn],
                ["RoleName", nameOf(arn)],
                ["MaxSessionDuration", String(maxSessionDuration)],
                ["CreateDate", created],
              ),
            )
            .join("")}</Roles>`,
      );
    case "GenerateCredentialReport":
      return element("State", "COMPLETE");
    case "GetCredentialReport":
      return `${element("Content", Buffer.from(reportOf(account)).toString("base64"))}${element("GeneratedTime", lastUsed)}`;
    case "GenerateServiceLastAccessedDetails":
      return element("JobId", "x".repeat(36));
    case "GetServiceLastAccessedDetails":
      return (
        `${element("JobStatus", "COMPLETED")}<ServicesLastAccessed>` +
        `${member(["ServiceName", "Amazon S3"], ["ServiceNamespace", "s3"], ["LastAuthenticated", lastUsed])}` +
        `</ServicesLastAccessed>${element("IsTruncated", "false")}`
      );
    default:
      throw new Error(`nobody should ask for ${action}`);
  }
}

function detailsOf({ id, documents, users }: EstateAccount, used: number): [list: string, text: string][] {
  const encoded = (value: unknown) => encodeURIComponent(JSON.stringify(value));
  const inline = (list: string, policies: Readonly<Record<string, unknown>>) =>
    `<${list}>${Object.entries(policies)
      .map(([name, policy]) => member(["PolicyName", name], ["PolicyDocument", encoded(policy)]))
      .join("")}</${list}>`;
  const attached = (arns: readonly string[]) =>
    "<AttachedManagedPolicies>" +
    `${arns.map((arn) => member(["PolicyName", nameOf(arn)], ["PolicyArn", arn])).join("")}` +
    "</AttachedManagedPolicies>";
  const grantsOf = (group: string) =>
    Object.fromEntries(
      Object.values(documents.grants)
        .filter(({ name }) => name === group)
        .map((grant) => [grant.policyName, grant.document]),
    );
  return [
    ...users.map(({ name, group }): [string, string] => [
      "UserDetailList",
      `<member>${element("Arn", `arn:aws:iam::${id}:user/${name}`)}${element("UserName", name)}` +
        `${element("UserId", `AIDA${id}${name}`)}<GroupList><member>${group}</member></GroupList>` +
        `${attached([])}</member>`,
    ]),
    ...Object.keys(documents.groups).map((name): [string, string] => [
      "GroupDetailList",
      `<member>${element("Arn", `arn:aws:iam::${id}:group/${name}`)}${element("GroupName", name)}` +
        `${inline("GroupPolicyList", grantsOf(name))}${attached([])}</member>`,
    ]),
    ...Object.entries(documents.roles).map(([arn, role], at): [string, string] => [
      "RoleDetailList",
      `<member>${element("Arn", arn)}${element("RoleName", nameOf(arn))}` +
        `${element("RoleId", `AROA${id}${at}`)}${element("CreateDate", created)}` +
        `${element("AssumeRolePolicyDocument", encoded(role.trust))}${inline("RolePolicyList", role.inline)}` +
        `${attached(role.managed)}` +
        `${at < used ? `<RoleLastUsed>${element("LastUsedDate", lastUsed)}${element("Region", "eu-west-1")}</RoleLastUsed>` : ""}` +
        "</member>",
    ]),
    ...Object.entries(documents.policies).map(([arn, policy]): [string, string] => [
      "Policies",
      `<member>${element("Arn", arn)}<PolicyVersionList>` +
        `${member(["Document", encoded(policy)], ["VersionId", "v1"], ["IsDefaultVersion", "true"])}` +
        "</PolicyVersionList></member>",
    ]),
  ];
}

/** One page of entries, with IAM's markers. */
function page<Entry>(
  entries: readonly Entry[],
  parameters: URLSearchParams,
  render: (part: readonly Entry[]) => string,
): string {
  const start = Number(parameters.get("Marker") ?? 0);
  const end = start + pageSize;
  return (
    `${render(entries.slice(start, end))}${element("IsTruncated", String(end < entries.length))}` +
    `${end < entries.length ? element("Marker", String(end)) : ""}`
  );
}

function reportOf({ id, users }: EstateAccount): string {
  return [
    "user,arn,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_2_active",
    ...users.map(({ name }) => `${name},arn:aws:iam::${id}:user/${name},true,true,${lastUsed},N/A,false`),
  ].join("\n");
}

/** Events that say: the first user of the trusted account assumed the role. */
function eventsOf(account: EstateAccount, body: string, estate: readonly EstateAccount[]): unknown[] {
  const {
    LookupAttributes: [attribute],
  } = JSON.parse(body) as { LookupAttributes: [{ AttributeValue: string }] };
  const trusted = estate[(estate.indexOf(account) + 1) % estate.length]!;
  const userIdentity = {
    type: "AWSAccount",
    principalId: `AIDA${trusted.id}${trusted.users[0]!.name}`,
    accountId: trusted.id,
  };
  return [
    {
      EventName: "AssumeRole",
      EventTime: Date.parse(lastUsed) / 1000,
      Resources: [{ ResourceName: attribute.AttributeValue }],
      CloudTrailEvent: JSON.stringify({ eventName: "AssumeRole", userIdentity }),
    },
  ];
}

function member(...elements: readonly (readonly [string, string])[]): string {
  return `<member>${elements.map(([name, value]) => element(name, value)).join("")}</member>`;
}

function element(name: string, value: string): string {
  return `<${name}>${value}</${name}>`;
}

function nameOf(arn: string): string {
  return arn.split("/").at(-1)!;
}

function xml(response: ServerResponse, action: string, result: string, status = 200): void {
  response.writeHead(status, { "content-type": "text/xml" });
  response.end(
    status === 200
      ? `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`
      : `<ErrorResponse><Error><Type>Sender</Type>${result}</Error></ErrorResponse>`,
  );
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify(value));
}
