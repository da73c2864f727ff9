/** The policies of an account's holders, parsed once each. */
import {
  isAwsManagedPolicy,
  managedPolicy,
  parsePolicy,
  type PolicyDocument,
  type Problem,
} from "../../../policypack/iam";
import type { AccountIam, IamHolder } from "../evidence/evidence";

/** A policy that is attached. Without a document when that is not known; then it says why. */
export interface HeldPolicy {
  /** The inline policy's name or the managed policy's ARN. */
  readonly name: string;
  readonly kind: "inline" | "managed";
  /** As a JavaScript value; undefined where it is not known. */
  readonly raw?: unknown;
  readonly document?: PolicyDocument;
  readonly problems?: readonly Problem[];
}

/** Looks up the policies of one account. */
export class PolicyShelf {
  private readonly managed = new Map<string, HeldPolicy>();

  constructor(private readonly iam: Pick<AccountIam, "policies">) {}

  /** Everything attached to a holder, inline policies first, each kind sorted by name. */
  of({ inline, managed }: Pick<IamHolder, "inline" | "managed">): HeldPolicy[] {
    return [
      ...Object.keys(inline)
        .sort()
        .map((name) => parsed(name, "inline", inline[name])),
      ...[...managed].sort().map((arn) => this.byArn(arn)),
    ];
  }

  /** A managed policy: from the account, or from the catalogue when it is one of AWS's. */
  byArn(arn: string): HeldPolicy {
    let known = this.managed.get(arn);
    if (known === undefined) this.managed.set(arn, (known = this.read(arn)));
    return known;
  }

  private read(arn: string): HeldPolicy {
    const found = Object.hasOwn(this.iam.policies, arn) ? this.iam.policies[arn] : undefined;
    if (found !== undefined) return parsed(arn, "managed", found);
    const catalogued = isAwsManagedPolicy(arn) ? managedPolicy(arn) : undefined;
    if (catalogued !== undefined) return parsed(arn, "managed", JSON.parse(catalogued.document));
    return {
      name: arn,
      kind: "managed",
      problems: [
        {
          path: "",
          message:
            "its document was not among those of the account, nor is it in the catalogue of AWS managed policies",
        },
      ],
    };
  }
}

function parsed(name: string, kind: HeldPolicy["kind"], raw: unknown): HeldPolicy {
  const { document, problems } = parsePolicy(raw, "identity");
  return document !== undefined ? { name, kind, raw, document } : { name, kind, raw, problems };
}

/** How messages name a policy of a holder: `the inline policy assume of the group deployers`. */
export function policyWords({ name, kind }: Pick<HeldPolicy, "name" | "kind">, holder: string): string {
  return `the ${kind} policy ${kind === "managed" ? (isAwsManagedPolicy(name) ? name.split("/").at(-1)! : name) : name} of ${holder}`;
}
