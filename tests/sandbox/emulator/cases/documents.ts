import { trusted } from "../world";
import type { Variant } from "./variant";

/** What a trust policy has to allow for calls with tags and a source identity. */
export const actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
/** A statement of a trust policy that names this principal. */
export const named = (principal: string | string[], more: object = {}) => ({
  Effect: "Allow",
  Action: actions,
  Principal: { AWS: principal },
  ...more,
});
/** A trust in the trusted account under a condition. */
export const trustIf = (Condition: object): Variant => ({ trust: [named(trusted, { Condition })] });
/** The trusted account, written as its root. */
export const root = `arn:aws:iam::${trusted}:root`;
/** A statement of the caller's policy. */
export const grant = (more: object = {}) => ({ Effect: "Allow", Action: "sts:*", Resource: "*", ...more });
/** Hours in seconds. */
export const hours = (count: number) => count * 3600;
/** The time this many seconds from now. */
export const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, "");
/** The session tags of a call. */
export const tags = (...pairs: [string, string][]) => ({ Tags: pairs.map(([Key, Value]) => ({ Key, Value })) });
