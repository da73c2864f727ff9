/**
 * Finds the operations that somebody has to judge: what takes a role, hands out credentials or data, or says who may
 * do what. What each of them means is decided by people, in judgements.txt.
 */
import type { Member, Model, Operation } from "./models";

/**
 * - `role`: takes the name or ARN of a role or an instance profile
 * - `credentials`: answers with credentials, a token, a password or an address that needs no signature
 * - `data`: answers with what is stored: records, rows, objects, messages
 * - `access`: changes something, and can only be allowed on all resources
 */
export type OperationKind = "role" | "credentials" | "data" | "access";

/** What is known of an action. */
export interface KnownAction {
  readonly name: string;
  /** R, L, W, T or P: see `AccessLevel`. */
  readonly level: string;
  /** True when it acts on types of resource, so that it can be limited to some. */
  readonly limitable: boolean;
}

/** An operation of some kind, and the value that shows it. */
export interface Candidate {
  readonly kind: OperationKind;
  readonly action: string;
  readonly evidence: string;
}

/**
 * The operations of each kind, in the order of their names.
 * @param actions all actions of AWS by their names in lower case, such as `s3:getobject`
 */
export function candidates(models: readonly Model[], actions: ReadonlyMap<string, KnownAction>): Candidate[] {
  const found = new Map<string, Candidate>();
  const add = (kind: OperationKind, { name }: KnownAction, evidence: string): void => {
    const key = `${kind} ${name}`;
    if (!found.has(key)) found.set(key, { kind, action: name, evidence });
  };
  const modelled = new Set<KnownAction>();
  for (const { prefixes, operations } of models) {
    for (const operation of operations) {
      for (const prefix of prefixes) {
        const action = actions.get(`${prefix}:${operation.name}`.toLowerCase());
        if (action === undefined) continue;
        modelled.add(action);
        for (const [kind, evidence] of Object.entries(kindsOf(operation, action)))
          add(kind as OperationKind, action, evidence);
        break;
      }
    }
  }
  // What has no model may take a role, too, in a service that takes roles.
  const taking = new Set(
    [...found.values()].filter(({ kind }) => kind === "role").map(({ action }) => action.split(":")[0]!),
  );
  for (const action of actions.values())
    if (
      !modelled.has(action) &&
      action.level === "W" &&
      taking.has(action.name.split(":")[0]!) &&
      KEEPS.test(action.name)
    )
      add("role", action, "(no model)");
  for (const action of actions.values()) {
    const name = action.name.slice(action.name.indexOf(":") + 1);
    const reads = action.level === "R" || action.level === "L";
    // A change on all resources at once is judged by nothing else, and neither its model nor its name tells all that it does.
    if (!reads && !action.limitable)
      add("access", action, action.level === "P" ? "permissions management" : "(on all resources alone)");
    // Consoles and partners use operations that no model describes.
    if (!modelled.has(action) && (reads || !action.limitable) && HANDS_OUT.test(name))
      add("credentials", action, "(its name)");
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, candidate]) => candidate);
}

/** The text of operations.txt: a line about the sources, then lines of kind, action and evidence. */
export function operationCatalogue(found: readonly Candidate[], sources: string): string {
  return `${sources}\n${found.map(({ kind, action, evidence }) => `${kind} ${action} ${evidence}`).join("\n")}\n`;
}

function kindsOf({ input, output, name }: Operation, action: KnownAction): Partial<Record<OperationKind, string>> {
  const reads = action.level === "R" || action.level === "L";
  const kinds: Partial<Record<OperationKind, string>> = {};
  const role = input.find(takesRole);
  if (role !== undefined) kinds.role = role.path;
  // What writes and can be limited is judged by the rule about writes on all resources.
  if (reads || !action.limitable) {
    const secret = output.find(isSecret);
    if (secret !== undefined) kinds.credentials = secret.path;
  }
  if (reads && !/^(?:Describe|List)/.test(name)) {
    const data = output.find(isData);
    if (data !== undefined && kinds.credentials === undefined) kinds.data = data.path;
  }
  if (!reads && !action.limitable) {
    const who = input.find(saysWhoMay)?.path;
    if (who !== undefined) kinds.access = who;
  }
  return kinds;
}

function leafOf({ path }: Member): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** What makes or changes something that keeps a role. Data that is sent, and what exists being run, takes none. */
const KEEPS = new RegExp(
  ":(?:Create|Update|Register|Modify|Associate|Replace|Restore|Request|Add(?!Tag)|P(?:OST|UT|ATCH)$|" +
    "Put(?!Object|Record|Item|Event|Metric|Log|Image|Data)|Run(?!Statement|Command))",
);

/** Reads whose names say that the answer lets somebody in. */
const HANDS_OUT = new RegExp(
  "^(?:Get|Create|Generate|Issue|Assume|Request|Retrieve|Exchange|Start|Regenerate).*(?:Token|Credential|Password|Secret|" +
    "AuthCode|AccessKey|ApiKey|PrivateKey|(?:Embed|Presigned|Signed|Login|Download)Ur[li]|IdentityContext|SessionFor|AssumeRole)",
  "i",
);

function takesRole(member: Member): boolean {
  const { type, enumerated, pattern, documentation, shape } = member;
  if (type !== "string" || enumerated) return false;
  if (/^(?:arn:[^|]*)?:?role[\\/]/.test(pattern) || /:role\b/.test(pattern)) return true;
  const names = member.path.split(".");
  const leaf = /^(?:arn|name)$/i.test(names.at(-1)!) ? names.slice(-2).join(".") : names.at(-1)!;
  if (!/role|instance.?profile/i.test(`${leaf} ${shape}`)) return false;
  return /\bIAM\b|\bARN\b|Amazon Resource Name|\brole\b|instance profile/.test(documentation) || /arn/i.test(leaf);
}

/** One of these words, in any case, and nothing else. */
function oneOf(words: string): RegExp {
  return new RegExp(`^(?:${words.split(/\s+/).join("|")})$`, "i");
}

const SECRET = oneOf(
  String.raw`secret_?access_?key (?:session|security)_?token secret_?(?:string|binary|value|key)? client_?secret(?:value)?
  shared_?secret \w*passwords? passphrase \w*private_?key(?:plaintext|base64)? \w*access_?token
  \w*auth(?:orization)?_?token token jwt id_?token refresh_?token \w*bearer_?token web_?identity_?token
  auth_?(?:key|code) \w*api_?key key_?material \w*pre_?signed\w* signed_?url
  \w*(?:embed|login|authorized|streaming|download|join|upload|access|session)_?url connection_?strings?
  secret_?hash private_?key_?\w* stream_?key join_?token activation_?code \w+_?shared_?secret
  secret_?to_?authenticate\w+ \w*identifier_?secret credential basic_?auth_?credentials`,
);

function isSecret(member: Member): boolean {
  if (member.type !== "string" && member.type !== "blob") return false;
  const leaf = leafOf(member);
  // The id of an API key is the key.
  if (/(?:^|\.)api_?keys?\.(?:id|value)$/i.test(member.path)) return true;
  return SECRET.test(leaf) && !/(?:arn|id|status|type|format|next|page|client(?:request)?)_?token$/i.test(leaf);
}

const DATA = oneOf(
  "records? rows? items? results? resultset body contents? documents? payload hits data stream completion values? " +
    "attributes messages",
);

function isData(member: Member): boolean {
  if (/error|warning|tags?\b|status|reason/i.test(member.path)) return false;
  return member.type === "blob" || (DATA.test(leafOf(member)) && !member.path.includes("."));
}

const WHO_MAY = oneOf(
  String.raw`\w*policy(?:document|text|template)? \w*principals? grantee\w* \w*permissions?
  (?:delegated|member|\w*admin)accountid`,
);

function saysWhoMay(member: Member): boolean {
  return member.type === "string" && !member.enumerated && WHO_MAY.test(leafOf(member));
}
