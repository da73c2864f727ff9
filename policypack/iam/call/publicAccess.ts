/**
 * What counts as public access to a bucket. A bucket that restricts it keeps all other accounts out, named or not.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
import type { PolicyDocument } from "../document/document";

/** The condition keys whose fixed values say who alone is let in. */
const fixing = new Set(
  "principalorgid principalarn sourceip sourcearn sourcevpc sourcevpce sourceowner sourceaccount userid"
    .split(" ")
    .map((name) => `aws:${name}`),
);

/** Whether a bucket's policy lets the public in. */
export function letsThePublicIn({ statements }: PolicyDocument): boolean {
  return statements.some(
    ({ effect, principals, conditions }) =>
      effect === "Allow" &&
      principals !== undefined &&
      (principals.not ||
        principals.entries.some(({ kind, value }) => value === "*" && (kind === "*" || kind === "AWS"))) &&
      !conditions.some(
        ({ operator, key, values }) =>
          /^(string|arn)(equals|like)$|^ipaddress$/i.test(operator) &&
          fixing.has(key.toLowerCase()) &&
          values.every((value) => !/[*?]|\$\{/.test(value)),
      ),
  );
}
