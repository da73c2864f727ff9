/** The words of a difference, for every format that people read. Pure. */
import { parseIamArn } from "../../../policypack/iam";
import { durationText } from "../../../settings/duration";
import type { Allowed, Difference, Way } from "../difference";

/** One heading and its lines. */
export interface Section {
  readonly heading: string;
  readonly tone: "wider" | "narrower" | "neutral";
  readonly lines: readonly Line[];
}

/** What is said first, and what stands below it. */
export interface Line {
  readonly text: string;
  readonly details: readonly string[];
}

/** What the verdict means, as a headline. */
export const headlines: Readonly<Record<Difference["verdict"], string>> = {
  wider: "Access gets wider",
  narrower: "Access gets narrower",
  same: "Access stays the same",
};

/** The most examples of one role. */
const mostExamples = 20;

/** The names of accounts, by their ids. */
export type AccountNames = Readonly<Record<string, string>>;

/** The parts of a difference that say something, most urgent first. */
export function sectionsOf(difference: Difference, names: AccountNames): Section[] {
  const words = new Words(names);
  const { gains, loses, permissions, sessions, findings, approvals, unknown } = difference;
  const longer = sessions.filter(({ before, after }) => after > before);
  const shorter = sessions.filter(({ before, after }) => after < before);
  const all: Section[] = [
    { heading: "Who gains access", tone: "wider", lines: gains.map(words.way) },
    { heading: "What sessions may do more", tone: "wider", lines: words.allowed(permissions, "more") },
    { heading: "Longer sessions", tone: "wider", lines: longer.map(words.session) },
    { heading: "New findings of the policy pack", tone: "wider", lines: findings.new.map(words.finding) },
    { heading: "Approvals that no longer hold", tone: "wider", lines: approvals.map(words.approval) },
    {
      heading: "Not known",
      tone: "neutral",
      lines: unknown.map(({ what, why }) => ({ text: what, details: [why] })),
    },
    { heading: "Who loses access", tone: "narrower", lines: loses.map(words.way) },
    { heading: "What sessions may do no longer", tone: "narrower", lines: words.allowed(permissions, "less") },
    { heading: "Shorter sessions", tone: "narrower", lines: shorter.map(words.session) },
    { heading: "Findings that are gone", tone: "narrower", lines: findings.gone.map(words.finding) },
  ];
  return all.filter(({ lines }) => lines.length > 0);
}

/** Words in which accounts have their names. */
class Words {
  constructor(private readonly names: AccountNames) {}

  way = ({ role, principal, account, conditions }: Way): Line => ({
    text: `${principal === "*" ? "whoever is granted it in" : `${principal} of`} ${this.account(account)}: ${this.role(role)}`,
    details: conditions,
  });

  allowed(permissions: Difference["permissions"], side: "more" | "less"): Line[] {
    return permissions.flatMap(({ role, [side]: allowed }) =>
      allowed.length === 0 ? [] : [{ text: this.role(role), details: examples(allowed) }],
    );
  }

  session = ({ role, before, after }: Difference["sessions"][number]): Line => ({
    text: `${this.role(role)}: ${durationText(before)} before, ${durationText(after)} now`,
    details: [],
  });

  finding = ({ role, rule, level, message }: Difference["findings"]["new"][number]): Line => ({
    text: `${this.role(role)}: ${rule} (${level})`,
    details: [message],
  });

  approval = ({ role, beyond }: Difference["approvals"][number]): Line => ({
    text: this.role(role),
    details: beyond.map((one) => `not approved: ${one}`),
  });

  /** `111111111111 (shop-production)`. */
  private account(id: string): string {
    const name = Object.hasOwn(this.names, id) ? this.names[id] : undefined;
    return name === undefined ? id : `${id} (${name})`;
  }

  /** `deploy in 111111111111`. */
  private role(arn: string): string {
    const { path, name, account } = parseIamArn(arn) ?? {};
    return account === undefined ? arn : `${path!.slice(1)}${name} in ${this.account(account)}`;
  }
}

function examples(allowed: readonly Allowed[]): string[] {
  const texts = allowed.slice(0, mostExamples).map(({ action, resource }) => `for example ${action} on ${resource}`);
  return allowed.length > mostExamples ? [...texts, `and ${allowed.length - mostExamples} more`] : texts;
}
