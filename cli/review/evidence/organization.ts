/** What a review knows of the organization of the accounts: from a file, else from AWS by whichever profile may read it. */
import {
  organizationOf,
  otherOrganization,
  type ReadOrganization,
  writtenLongAgo,
} from "../../../settings/organizationFile";
import { membership, readOrganizationFromAws } from "../../organization/read";
import type { Clients } from "./accounts/clients";
import { explain, type Asking, type Explanation } from "./accounts/refusals";
import type { Evidence, MissingEvidence, OrganizationEvidence } from "./evidence";
import { dayOf } from "../../../policypack/calendar";

/** Reads the organization once, while the accounts are read. */
export class OrganizationReader {
  private readonly of: Record<string, string | null> = {};
  private read: ReadOrganization | undefined;
  private refused: Explanation | undefined;
  /** One profile after the other tries. */
  private turn: Promise<void> = Promise.resolve();

  /** @param file what a file says; without one AWS is asked */
  constructor(
    private readonly file: ReadOrganization | undefined,
    private readonly accounts: readonly { readonly id: string }[],
    private readonly of_: { readonly signal?: AbortSignal | undefined; readonly now: Date },
  ) {}

  /** Asks which organization an account is in; and, until somebody could tell, what that forbids. */
  async ask(account: string, clients: Clients, asking: Omit<Asking, "action">): Promise<void> {
    const { signal, now } = this.of_;
    const reading = { client: clients.organizations, sending: clients.sending, asking, now };
    try {
      const member = await membership(reading);
      this.of[account] = member?.id ?? null;
      if (member === null || this.file !== undefined) return;
      await (this.turn = this.turn.then(async () => {
        if (this.read !== undefined) return;
        const ids = this.accounts.map(({ id }) => id);
        const found = await readOrganizationFromAws(member, { ...reading, accounts: ids });
        if ("version" in found)
          this.read = { organization: organizationOf(found), at: now, old: false, missing: found.missing };
        else this.refused ??= found;
      }));
    } catch (error) {
      signal?.throwIfAborted();
      this.refused ??= explain(error, { ...asking, action: "organizations:DescribeOrganization" });
    }
  }

  /** What was found. What is missing of an organization that was read is added to `missing`. */
  found(missing: MissingEvidence[]): OrganizationEvidence {
    const { of } = this;
    const read = this.file ?? this.read;
    const source = this.file === undefined ? "aws" : "file";
    if (read?.old === true) {
      missing.push({
        what: `what the organization ${read.organization.id} forbids now`,
        why: `its file ${writtenLongAgo(read.at)}`,
        next: "Write it anew: cross-account organization --profile <profile of the management account>",
      });
      return { of, why: `its file is of ${dayOf(read.at)}` };
    }
    if (read !== undefined) {
      missing.push(...read.missing);
      const { id } = read.organization;
      const others = Object.entries(of).filter(([, one]) => one !== null && one !== id);
      return {
        of,
        ...(others.length > 0 && {
          why: others.map(([account, other]) => `the account ${account} is in ${other}, which was not read`).join("; "),
        }),
        read: { organization: read.organization, source, at: read.at },
      };
    }
    return { of, ...(this.refused !== undefined && { why: this.refused.why }) };
  }
}

/** Why a file is not about the accounts of the evidence, by what AWS and the settings say; undefined where it is. */
export function otherOrganizationOf(
  { organization }: ReadOrganization,
  { stacks, organization: told }: Evidence,
): string | undefined {
  const said = new Map<string, { organization: string; by: string }>();
  for (const { name, account, settings } of stacks)
    if (settings?.organization !== undefined)
      said.set(account.id, { organization: settings.organization.id, by: `the stack ${name}` });
  for (const [account, id] of Object.entries(told?.of ?? {}))
    if (id !== null) said.set(account, { organization: id, by: "AWS" });
    else if (organization.places.has(account)) said.set(account, { organization: "no organization", by: "AWS" });
  return otherOrganization(organization, said);
}
