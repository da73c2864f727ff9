import { role, roles, trust, type Refused } from "../refused";

const policy = (resource: unknown) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: resource }],
});

/** A role's sessions, dates, names and keys. */
export const refusedRoles: readonly Refused[] = [
  role(
    "a session over 12 h",
    { session: { maxDuration: "13h" } },
    /^roles\.deploy\.session\.maxDuration: found "13h", expected a duration from 1h to 12h/,
  ),
  role(
    "a session tag's key in letters that IAM takes in no policy",
    { session: { tags: ["チーム"] } },
    /^roles\.deploy\.session\.tags: found .* with the character U\+30C1/,
  ),
  role(
    "a required session tag's value in such letters",
    { session: { tags: { required: { team: ["łódź"] } } } },
    /^roles\.deploy\.session\.tags\.required\.team: found .* with the character U\+0142/,
  ),
  role(
    "fifty-one session tags",
    { session: { tags: Array.from({ length: 51 }, (_, at) => `key-${at}`) } },
    /^roles\.deploy\.session\.tags: found 51 tags, expected at most 50/,
  ),
  role(
    "a session under 1 h",
    { session: { maxDuration: "30m" } },
    /^roles\.deploy\.session\.maxDuration: found "30m", expected a duration from 1h to 12h/,
  ),
  role(
    "a name pattern with a space",
    { session: { namePattern: "a b" } },
    /^roles\.deploy\.session\.namePattern: found "a b", expected a pattern/,
  ),
  role(
    "a name pattern that is none",
    { session: { namePattern: "*" } },
    /^roles\.deploy\.session\.namePattern: found "\*", expected a pattern/,
  ),
  role(
    "a name pattern with another variable",
    { session: { namePattern: "${aws:PrincipalTag/x}" } },
    /^roles\.deploy\.session\.namePattern: found .*, expected a pattern/,
  ),
  role(
    "an optional source identity",
    { session: { sourceIdentity: "optional" } },
    /^roles\.deploy\.session\.sourceIdentity: found "optional", expected required or \{ matching: <pattern> \}$/,
  ),
  role(
    "a source identity that matches anything",
    { session: { sourceIdentity: { matching: "**" } } },
    /^roles\.deploy\.session\.sourceIdentity\.matching: found "\*\*", expected a pattern for the source identity/,
  ),
  role(
    "a source identity with a misspelt key",
    { session: { sourceIdentity: { matching: "a*", machting: "b*" } } },
    /^roles\.deploy\.session\.sourceIdentity\.machting: unknown key, did you mean matching\? expected one of matching$/,
  ),
  role(
    "no tags",
    { session: { tags: [] } },
    /^roles\.deploy\.session\.tags: found \[\], expected at least one tag key$/,
  ),
  role(
    "tags without any",
    { session: { tags: {} } },
    /^roles\.deploy\.session\.tags: found no tag, expected at least one under allowed or required/,
  ),
  role(
    "a tag of AWS",
    { session: { tags: ["aws:x"] } },
    /^roles\.deploy\.session\.tags\[0\]: found "aws:x", expected the key of a tag.*not beginning with aws:$/,
  ),
  role(
    "an allowed tag twice",
    { session: { tags: { allowed: ["a", "a"] } } },
    /^roles\.deploy\.session\.tags\.allowed\[1\]: found "a", expected each once/,
  ),
  role(
    "a required tag as a number",
    { session: { tags: { required: { cost: [1234] } } } },
    /^roles\.deploy\.session\.tags\.required\.cost\[0\]: found 1234 \(a number.*expected the value of a tag/,
  ),
  role(
    "a required tag without values",
    { session: { tags: { required: { team: [] } } } },
    /^roles\.deploy\.session\.tags\.required\.team: found \[\], expected at least one value$/,
  ),
  role(
    "a transitive tag that may not be passed",
    { session: { tags: { allowed: ["a"], transitive: ["b"] } } },
    /^roles\.deploy\.session\.tags\.transitive\[0\]: found "b", which is neither allowed nor required, expected one of a$/,
  ),
  role(
    "session tags that differ in case only",
    { session: { tags: { allowed: ["team"], required: { Team: ["a"] } } } },
    /^roles\.deploy\.session\.tags: found "Team" a second time in other letters, expected keys that differ in more than their case, since IAM holds these to be the same$/,
  ),
  role(
    "fifty-one tags",
    { session: { tags: Array.from({ length: 51 }, (_, at) => `k${at}`) } },
    /^roles\.deploy\.session\.tags: found 51 tags, expected at most 50/,
  ),

  role(
    "a revocation to come",
    { revokeSessionsBefore: "2027-01-01" },
    /^roles\.deploy\.revokeSessionsBefore: found .* not past yet/,
  ),
  role(
    "a revocation that is no date",
    { revokeSessionsBefore: true },
    /^roles\.deploy\.revokeSessionsBefore: found true, expected a day or a moment/,
  ),
  role(
    "no review",
    { review: undefined },
    /^roles\.deploy\.review: missing, expected an object with keys out of owner, reason, by$/,
  ),
  role(
    "a review without an owner",
    { review: { owner: " ", reason: "r", by: "2027-01-01" } },
    /^roles\.deploy\.review\.owner: found " ", expected who answers for this access/,
  ),
  role(
    "a review without a reason",
    { review: { owner: "a@example.com", by: "2027-01-01" } },
    /^roles\.deploy\.review\.reason: missing, expected why this access is wanted$/,
  ),
  role(
    "a review that never comes",
    { review: { owner: "a@example.com", reason: "r", by: "9999-12-31" } },
    /^roles\.deploy\.review\.by: found 9999-12-31T00:00:00Z, which is more than ten years away; the latest possible day is 20\d\d-\d\d-\d\d$/,
  ),
  role(
    "a review that is overdue",
    { review: { owner: "a@example.com", reason: "r", by: "2026-11-30" } },
    /^roles\.deploy\.review\.by: found 2026-11-30T00:00:00Z, which is past: a@example\.com has to decide again/,
  ),

  role(
    "a description IAM refuses",
    { description: "日本" },
    /^roles\.deploy\.description: found "日本", expected a description/,
  ),
  role("a name with a space", { name: "a b" }, /^roles\.deploy\.name: found "a b", expected a name of 1 to 64/),
  role(
    "a name of AWS's own",
    { name: "AWSReservedSSO_x" },
    /^roles\.deploy\.name: found settings that make the name "AWSReservedSSO_x", a form that AWS keeps/,
  ),
  role(
    "a name of AWS's own in other letters",
    { name: "awsServiceRoleForShop" },
    /^roles\.deploy\.name: found settings that make the name "awsServiceRoleForShop", a form that AWS keeps/,
  ),
  role(
    "a prefix of AWS's own",
    { namePrefix: "AWSServiceRole" },
    /^roles\.deploy\.namePrefix: found settings that make the name "AWSServiceRoledeploy", a form that AWS keeps/,
  ),
  role(
    "a prefix with a slash",
    { namePrefix: "shop/" },
    /^roles\.deploy\.namePrefix: found "shop\/", expected a name of 1 to 63/,
  ),
  role(
    "a prefix too long",
    { namePrefix: "x".repeat(60) },
    /^roles\.deploy\.namePrefix: found settings that make the name "x+deploy" of 66 characters, expected at most 64$/,
  ),
  role(
    "a path without a slash at its end",
    { path: "/teams" },
    /^roles\.deploy\.path: found "\/teams", expected a path that begins and ends with a slash/,
  ),
  role(
    "a path of AWS's own",
    { path: "/aws-reserved/x/" },
    /^roles\.deploy\.path: found "\/aws-reserved\/x\/", which AWS keeps/,
  ),
  role(
    "a tag as a number",
    { tags: { cost: 1234 } },
    /^roles\.deploy\.tags\.cost: found 1234 \(a number.*\), expected the value of a tag/,
  ),
  role(
    "a tag key of AWS",
    { tags: { "aws:x": "y" } },
    /^roles\.deploy\.tags\.aws:x: found the name "aws:x", expected the key of a tag/,
  ),
  role(
    "tags that differ in case only",
    { tags: { team: "a", Team: "b" } },
    /^roles\.deploy\.tags\.Team: found "b", expected keys that differ in more than their case/,
  ),
  role(
    "fifty-one tags of the role",
    { tags: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, "v"])) },
    /^roles\.deploy\.tags: found .*, expected at most 50 tags$/,
  ),
  roles(
    "one name in IAM for two",
    { a: { name: "x" }, b: { name: "X" } },
    /^roles\.b: found the name in IAM \(arn:aws:iam::111111111111:role\/X\) of roles\.a a second time, expected another name$/,
  ),
  roles(
    "one name in the stack for two policies",
    {
      "a-b": { policies: { inline: { c: policy("arn:aws:s3:::x/*") } } },
      a: { policies: { inline: { "b-c": policy("arn:aws:s3:::x/*") } } },
    },
    /^roles\.a\.policies\.inline\.b-c: found the name in the stack \(a-b-c\) of roles\.a-b\.policies\.inline\.c a second time/,
  ),

  role(
    "a misspelt key",
    { trust: [] },
    /^roles\.deploy\.trust: unknown key, did you mean trusts\? expected one of description, trusts, /,
  ),
  trust(
    "a misspelt key further down",
    { principal: ["user/a"] },
    /^roles\.deploy\.trusts\[0\]\.principal: unknown key, did you mean principals\? expected one of account, principals, mfa, organization, network, window, principalTags, identityCenter$/,
  ),
  role("a key out of nowhere", { zebra: 1 }, /^roles\.deploy\.zebra: unknown key, expected one of /),
  role("a key of prototypes", { constructor: 1 }, /^roles\.deploy\.constructor: unknown key/),
];
