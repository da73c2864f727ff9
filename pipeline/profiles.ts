/** The AWS profiles of a job: one for each stack, which becomes the pipeline's role in the stack's account. */
import type { Account } from "../settings/account";
import { roleArn, stateProfile, type Purpose } from "./names";

/** A stack whose account the job works in. */
export interface StackAccount {
  readonly name: string;
  readonly account: Account;
  /** `aws:profile`. */
  readonly profile?: string;
}

/** What is asked for. */
export interface ProfilesQuestion {
  readonly purpose: Purpose;
  readonly stacks: readonly StackAccount[];
  /** The account of the bucket with the states, 12 digits; undefined where they are elsewhere. */
  readonly state?: string;
  /** The command that prints credentials; a role's ARN is appended. */
  readonly command: readonly string[];
}

/** The text of an AWS config file, or why there is none. */
export type Profiles = { readonly text: string } | { readonly problems: readonly string[] };

/** Characters that a profile's name, or a word of a command, can have in AWS's files without meaning something else. */
const plainName = /^[\w@.+-]+$/;
const plainWord = /^[^"\\\s'$`#;%]+$/;

/** Writes the profiles. Pure. */
export function profilesOf({ purpose, stacks, state, command }: ProfilesQuestion): Profiles {
  const problems: string[] = [];
  const accounts = new Map<string, { readonly account: Account; readonly stack: string }>();
  for (const { name, account, profile } of stacks) {
    if (profile === undefined || !plainName.test(profile)) {
      const found = profile === undefined ? "no aws:profile" : `aws:profile ${JSON.stringify(profile)}`;
      problems.push(`${name}: found ${found}, expected a name of letters, digits and -_.@+ that this job can define.`);
      continue;
    }
    const other = accounts.get(profile);
    if (other !== undefined && other.account.id !== account.id)
      problems.push(
        `${name}: its aws:profile ${profile} is that of ${other.stack}, which is another account; give each its own.`,
      );
    accounts.set(profile, other ?? { account, stack: name });
  }
  if (state !== undefined && accounts.has(stateProfile))
    problems.push(
      `${accounts.get(stateProfile)!.stack}: found aws:profile ${stateProfile}, which is the state's here.`,
    );
  // The config file knows no quotes that all SDKs read alike.
  const strange = command.find((word) => !plainWord.test(word));
  if (strange !== undefined)
    problems.push(`found the path ${JSON.stringify(strange)}, expected one without blanks, quotes and $.`);
  if (problems.length > 0) return { problems };
  const first = stacks[0]?.account;
  const all = [...accounts].map(([profile, { account }]) => [profile, account] as const);
  const states = state === undefined || first === undefined ? [] : [[stateProfile, { ...first, id: state }] as const];
  return { text: [...all, ...states].map(([profile, account]) => section(profile, account)).join("\n") };

  function section(profile: string, { id, partition, region }: Account): string {
    const process = [...command, roleArn(partition, id, purpose)].join(" ");
    return `[profile ${profile}]\nregion = ${region}\ncredential_process = ${process}\n`;
  }
}
