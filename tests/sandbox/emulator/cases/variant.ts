import type { AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import type { Origin, Person } from "../world";

/** A role, a grant and a call. What a case leaves out is as in the plain case, which is allowed. */
export interface Variant {
  /** alice of the trusted account unless given. */
  readonly caller?: Person;
  /** Statements of the trust policy, or its whole text; unless given, it names the trusted account. */
  readonly trust?: readonly object[] | string;
  readonly rolePath?: string;
  /** Statements of the caller's only policy, `ROLE` standing for the role's ARN; unless given, `sts:*` on everything. */
  readonly identity?: readonly object[];
  readonly maxSessionDuration?: number;
  /** Whether the caller enters a right MFA code. */
  readonly mfa?: boolean;
  readonly call?: Partial<AssumeRoleCommandInput>;
  readonly origin?: Origin;
}

interface Allowed extends Variant {
  readonly title: string;
}

interface Refused extends Variant {
  readonly title: string;
  /** AccessDenied unless given. */
  readonly code?: string;
  readonly message?: RegExp | string;
}

/** A rule with a case in which it admits and one, as near as can be, in which it does not. */
export interface Twin {
  readonly rule: string;
  readonly common?: Variant;
  readonly yes: Allowed;
  readonly no: Refused;
}
