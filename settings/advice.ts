/** What people most often mean by a value of another form. */

/** The presets, whose names stand where a name of one's own is expected. */
const presets = /^(readService|readBuckets|deployToBuckets|readParameters|pushImages|invalidateDistributions)$/;

/** Advice that follows a problem's message; empty when nothing is known. @param path where the value stands */
export function advice(path: readonly PropertyKey[], found: unknown): string {
  if (typeof found !== "string") return "";
  const [last, list] = [path.at(-1), path.at(-2)];
  if ((last === "document" || list === "inline") && /^\s*[[{]/.test(found))
    return "; write it as YAML below this key, not as text";
  if (list === "principals" && typeof last === "number") return principalAdvice(found);
  if (list === "permissionSets" && typeof last === "number") return permissionSetAdvice(found);
  if (typeof last === "number" && /^(members|users|groups|roles)$/.test(String(list))) {
    const name = /^[\w+=,.@:/-]*[/:]([\w+=,.@-]{1,64})$/.exec(found)?.[1];
    return name === undefined ? "" : `; did you mean ${name}, without its path?`;
  }
  return "";
}

/** The permission set that a name of a role of IAM Identity Center, or a principal of a trust, stands for. */
function permissionSetAdvice(found: string): string {
  const name = /(?:^sso\/|AWSReservedSSO_)([\w+=,.@-]{1,32}?)(?:_[0-9a-f]{16})?$/.exec(found)?.[1];
  return name === undefined ? "" : `; did you mean ${name}?`;
}

function principalAdvice(found: string): string {
  const [, kind, name] = /^(?:arn:[\w-]+:iam::\d{12}:)?(user|role|group)\/([\w+=,.@*?/-]+)$/.exec(found) ?? [];
  const permissionSet = /AWSReservedSSO_([\w+=,.@-]+)_[0-9a-f]{16}$/.exec(found)?.[1];
  if (permissionSet !== undefined) return `; did you mean sso/${permissionSet}?`;
  if (kind === "group")
    return "; a group can be no principal: let the trust name user/*, and grant the role to the group in the trusted stack";
  if (kind !== undefined && found.startsWith("arn:"))
    return `; did you mean ${kind}/${name}? The account stands beside it`;
  if (/^[\w+=,@-]+$/.test(found)) return `; did you mean user/${found} or role/${found}?`;
  return "";
}

/** Advice for an unknown key. @param path the object that has the key */
export function keyAdvice(path: readonly PropertyKey[]): string {
  const [own, kind] = [path.at(-2), path.at(-1)];
  return own === "presets" && presets.test(String(kind))
    ? `; a name of your own stands between, as in presets.web.${String(kind)}`
    : "";
}
