/** Puts into words what a trust policy admits beyond what was approved. */
import { settingOf, type TrustSetting } from "../../../documents/trustConditions";
import { type ConditionEntry, isMfaAgeKey, parseOperator, type TrustBeyond } from "../../../policypack/iam";
import { inWords } from "../../../settings/duration";
import { conditionsText, problemText } from "./permissionWords";

/** One line for people, such as `222222222222: without MFA (aws:MultiFactorAuthPresent)`. */
export function trustWords(found: TrustBeyond): string {
  switch (found.kind) {
    case "unreadable":
      return found.side === "now"
        ? `not known: whom the trust policy admits, since it cannot be read: ${problemText(found.problem)}`
        : `not known: what more is let in, since the approved trust policy cannot be read: ${problemText(found.problem)}`;
    case "principal":
      return `${subjectOf(found)}: ${newPrincipal(found)}`;
    case "action":
      return `${subjectOf(found)}: ${actionText(found.action)}`;
    case "condition":
      return `${subjectOf(found)}: ${conditionWords(found.approved, found.now, found.account)}`;
    case "denied":
      return (
        `${subjectOf(found)}: no longer denied ${found.actions.map(actionText).join(", ")}` +
        `${found.conditions.length === 0 ? "" : ` where ${conditionsText(found.conditions)}`}`
      );
  }
}

type About = Exclude<TrustBeyond, { kind: "unreadable" }>;

function subjectOf({ account, principal }: About): string {
  if (account !== undefined) return account;
  if ("excepted" in principal) return `everybody but ${principal.excepted.map(({ value }) => value).join(", ")}`;
  return principal.entry.value === "*" ? "everybody (*)" : principal.entry.value;
}

function actionText(action: (TrustBeyond & { kind: "action" })["action"]): string {
  return "pattern" in action ? action.pattern : `every action but ${action.but.join(", ")}`;
}

function newPrincipal({ principal, account, others }: TrustBeyond & { kind: "principal" }): string {
  if (account === undefined || !("entry" in principal)) return "not approved";
  const { value } = principal.entry;
  const whole = /^\d{12}$|:root$/.test(value);
  if (others.length === 0) return whole ? "a new account" : `${within(value, account)}, of a new account`;
  return (
    `${whole ? "the whole account" : within(value, account)} instead of ` +
    `${others.map((other) => within(other, account)).join(" or ")}`
  );
}

/** Says what was approved for a condition key and no longer holds. */
function conditionWords(approved: ConditionEntry, now: readonly ConditionEntry[], account: string | undefined): string {
  const like = now.filter((entry) => sameSense(entry, approved));
  const lost: Lost = {
    key: approved.key.toLowerCase(),
    operator: parseOperator(approved.operator),
    had: [approved.values],
    has: like.map(({ values }) => values),
    account,
  };
  const setting = settingOf(approved.key);
  const plain =
    now.length === 0
      ? `without ${conditionsText([approved])}`
      : `${conditionsText(now)} instead of ${conditionsText([approved])}`;
  return (setting === undefined ? undefined : wordsOfSettings[setting](lost)) ?? plain;
}

/** A condition that was approved, and the values of each present condition that binds the key in the same direction. */
interface Lost {
  readonly key: string;
  readonly operator: ReturnType<typeof parseOperator>;
  readonly had: readonly (readonly string[])[];
  readonly has: readonly (readonly string[])[];
  readonly account: string | undefined;
}

const plainWords = () => undefined;

/** The words for a setting whose condition became wider; undefined when operator, key and values say it best. */
const wordsOfSettings: Readonly<Record<TrustSetting, (lost: Lost) => string | undefined>> = {
  account: plainWords,
  principals({ operator, had, has, account }) {
    const short = (conditions: Lost["has"]): string =>
      valuesText(conditions.map((arns) => arns.map((arn) => within(arn, account))));
    return operator?.negated === false
      ? `${has.length === 0 ? "every principal" : short(has)} instead of ${short(had)}`
      : undefined;
  },
  mfa: ({ key, had, has }) =>
    isMfaAgeKey(key)
      ? `MFA sign-ins ${has.length === 0 ? "of any age" : `up to ${agesText(has)} old`}, ${agesText(had)} were approved`
      : "without MFA (aws:MultiFactorAuthPresent)",
  window({ operator, had, has }) {
    if (operator?.relation.startsWith("<") === true)
      return `${has.length === 0 ? "without an end" : `until ${valuesText(has)}`}, until ${valuesText(had)} was approved`;
    if (operator?.relation.startsWith(">") === true)
      return `${has.length === 0 ? "at once" : `from ${valuesText(has)}`}, from ${valuesText(had)} was approved`;
    return undefined;
  },
  organization: plainWords,
  network: ({ key, operator, had, has }) =>
    key === "aws:sourceip" && operator?.negated === false
      ? `calls from ${has.length === 0 ? "everywhere" : valuesText(has)} instead of ${valuesText(had)}`
      : undefined,
  principalTags: plainWords,
  identityCenter: plainWords,
  maxDuration: plainWords,
  namePattern: plainWords,
  sourceIdentity: plainWords,
  tags: plainWords,
};

/** Whether two conditions on a key bind it from the same side: both from above, for example. */
function sameSense(a: ConditionEntry, b: ConditionEntry): boolean {
  const [one, other] = [parseOperator(a.operator), parseOperator(b.operator)];
  return (
    one !== undefined && other !== undefined && one.negated === other.negated && one.relation[0] === other.relation[0]
  );
}

/** An ARN without the parts that are clear from the context: `user/alice` for a user of the account in question. */
function within(arn: string, account: string | undefined): string {
  const own = /^arn:[^:]*:(?:iam|sts)::(\d{12}):(.+)$/.exec(arn);
  return own !== null && own[1] === account ? own[2]! : arn;
}

/** Numbers of seconds as people say them. What is no number stays as it is. */
function agesText(conditions: Lost["has"]): string {
  return valuesText(
    conditions.map((values) => values.map((value) => (/^\d+$/.test(value) ? inWords(Number(value)) : value))),
  );
}

function valuesText(conditions: Lost["has"]): string {
  return conditions.map((values) => values.join(" or ")).join(" and ");
}
