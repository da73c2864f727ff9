import { role, trust, type Refused } from "../refused";

const path = "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*";
const manyUsers = Array.from({ length: 60 }, (_, at) => `user/somebody-with-a-name-${at}`);

/** Whom a role trusts, and on which conditions. */
export const refusedTrusts: readonly Refused[] = [
  role("no trusts", { trusts: undefined }, /^roles\.deploy\.trusts: missing, expected a list of trusted accounts$/),
  role("empty trusts", { trusts: [] }, /^roles\.deploy\.trusts: found \[\], expected at least one trusted account$/),
  role(
    "a trust that is none",
    { trusts: ["222222222222"] },
    /^roles\.deploy\.trusts\[0\]: found "222222222222", expected an object with keys out of account, principals, mfa, organization, network, window, principalTags, identityCenter$/,
  ),
  trust(
    "a number as account",
    { account: 222222222222 },
    /^roles\.deploy\.trusts\[0\]\.account: found 222222222222 \(a number: YAML reads unquoted digits as one\), expected an account id: 12 digits, in quotes/,
  ),
  trust(
    "eleven digits",
    { account: "22222222222" },
    /^roles\.deploy\.trusts\[0\]\.account: found "22222222222", expected an account id/,
  ),
  ...["000000000000", "123456789012", "111122223333"].map((account) =>
    role(
      `the account ${account} of examples`,
      { trusts: [{ account }] },
      new RegExp(
        `^roles\\.deploy\\.trusts\\[0\\]\\.account: found "${account}", which stands for another one in examples`,
      ),
    ),
  ),
  trust(
    "the account itself",
    { account: "111111111111" },
    /^roles\.deploy\.trusts\[0\]\.account: found "111111111111", which is this account itself/,
  ),
  role(
    "an account twice",
    { trusts: [{ account: "222222222222" }, { account: "222222222222" }] },
    /^roles\.deploy\.trusts\[1\]\.account: found "222222222222" a second time, expected each account once, or principals in every entry of it/,
  ),
  role(
    "an account twice, once without principals",
    {
      trusts: [
        { account: "222222222222", principals: ["user/ci"], mfa: { required: false, reason: "ci" } },
        { account: "222222222222" },
      ],
    },
    /^roles\.deploy\.trusts\[1\]\.account: found "222222222222" a second time/,
  ),
  role(
    "a principal twice",
    {
      trusts: [
        { account: "222222222222", principals: ["user/a"] },
        { account: "222222222222", principals: ["user/b", "user/a"], mfa: { maxAge: "15m" } },
      ],
    },
    /^roles\.deploy\.trusts\[1\]\.principals\[1\]: found "user\/a" of 222222222222 a second time, expected each principal in one entry/,
  ),
  trust(
    "a principal twice in one entry",
    { principals: ["user/a", "user/a"] },
    /^roles\.deploy\.trusts\[0\]\.principals\[1\]: found "user\/a", expected each once; this is the second time$/,
  ),
  trust(
    "no principals",
    { principals: [] },
    /^roles\.deploy\.trusts\[0\]\.principals: found \[\], expected at least one principal/,
  ),
  trust(
    "a principal with an empty part",
    { principals: ["user//alice"] },
    /principals\[0\]: found "user\/\/alice", expected user\/<name>/,
  ),
  trust(
    "a path as principal",
    { principals: ["user/team-a/"] },
    /principals\[0\]: found "user\/team-a\/", expected user\/<name>/,
  ),
  trust(
    "a wildcard principal",
    { principals: ["*"] },
    /principals\[0\]: found "\*", expected user\/<name>.*out of scope$/,
  ),
  trust(
    "a service principal",
    { principals: ["lambda.amazonaws.com"] },
    /principals\[0\]: found "lambda\.amazonaws\.com", expected .*services.*out of scope$/,
  ),
  trust(
    "a federated principal",
    { principals: ["saml-provider/x"] },
    /principals\[0\]: found "saml-provider\/x", expected .*federated.*out of scope$/,
  ),
  trust(
    "a role under MFA",
    { principals: ["role/ci"] },
    /principals\[0\]: found "role\/ci", but the session of a role .* never carries MFA, so it could not get in; expected a user, or an entry of its own for it with mfa: \{ required: false/,
  ),
  trust(
    "Identity Center under MFA",
    { principals: ["sso/Deploy"] },
    /principals\[0\]: found "sso\/Deploy", but the session of a role .* never carries MFA/,
  ),
  role(
    "a role under MFA of its own entry",
    {
      mfa: { required: false, reason: "ci" },
      trusts: [
        { account: "222222222222", principals: ["role/ci"], mfa: { maxAge: "1h" } },
        { account: "333333333333" },
      ],
    },
    /^roles\.deploy\.trusts\[0\]\.principals\[0\]: found "role\/ci", but the session of a role/,
  ),
  role(
    "a user's name asked of a role",
    {
      mfa: { required: false, reason: "ci" },
      session: { namePattern: "${aws:username}" },
      trusts: [{ account: "222222222222", principals: ["role/ci"] }],
    },
    /^roles\.deploy\.trusts\[0\]\.principals\[0\]: found "role\/ci", but the session of a role has no user name, which \$\{aws:username\} under session asks for/,
  ),
  role(
    "a user's name as source identity asked of a role",
    {
      mfa: { required: false, reason: "ci" },
      session: { sourceIdentity: { matching: "${aws:username}" } },
      trusts: [{ account: "222222222222", principals: ["sso/Deploy"] }],
    },
    /^roles\.deploy\.trusts\[0\]\.principals\[0\]: found "sso\/Deploy", but the session of a role has no user name/,
  ),
  role(
    "a trust too long",
    { trusts: [{ account: "222222222222", principals: manyUsers }] },
    /^roles\.deploy\.trusts: found settings that make a trust policy of \d+ characters, expected at most 2048/,
  ),

  role(
    "MFA as text",
    { mfa: { required: "yes" } },
    /^roles\.deploy\.mfa\.required: found "yes", expected true or false$/,
  ),
  role("no MFA without a reason", { mfa: { required: false } }, /^roles\.deploy\.mfa\.reason: missing, expected why/),
  role(
    "a reason beside MFA",
    { mfa: { reason: "ci" } },
    /^roles\.deploy\.mfa\.reason: found "ci" where MFA is required, expected required: false, or no reason$/,
  ),
  role(
    "an age of no MFA",
    { mfa: { required: false, reason: "ci", maxAge: "1h" } },
    /^roles\.deploy\.mfa\.maxAge: found 1h beside required: false/,
  ),
  role(
    "an age as a number",
    { mfa: { maxAge: 3600 } },
    /^roles\.deploy\.mfa\.maxAge: found 3600 \(a number.*\), expected a duration from 15m to 36h/,
  ),
  role(
    "an age of 37 hours",
    { mfa: { maxAge: "37h" } },
    /^roles\.deploy\.mfa\.maxAge: found "37h", expected a duration from 15m to 36h/,
  ),
  role(
    "MFA that every trust replaces",
    { mfa: { maxAge: "2h" }, trusts: [{ account: "222222222222", mfa: { maxAge: "1h" } }] },
    /^roles\.deploy\.mfa: found, but every entry of trusts has its own mfa, so that this one never counts/,
  ),
  trust(
    "a trust's own MFA as text",
    { mfa: { required: "no" } },
    /^roles\.deploy\.trusts\[0\]\.mfa\.required: found "no", expected true or false$/,
  ),
  trust(
    "a trust without MFA nor reason",
    { mfa: { required: false } },
    /^roles\.deploy\.trusts\[0\]\.mfa\.reason: missing, expected why/,
  ),
  trust(
    "a trust's own age of five minutes",
    { mfa: { maxAge: "5m" } },
    /^roles\.deploy\.trusts\[0\]\.mfa\.maxAge: found "5m", expected a duration from 15m to 36h/,
  ),

  ...[role, trust].flatMap((of): Refused[] => {
    const where = of === role ? "roles\\.deploy\\." : "roles\\.deploy\\.trusts\\[0\\]\\.";
    const at = (rest: string) => new RegExp(`^${where}${rest}`);
    return [
      of(
        "an organization that is none",
        { organization: { id: "acme" } },
        at('organization\\.id: found "acme", expected the id of an organization, such as o-a1b2c3d4e5$'),
      ),
      of("an organization without id", { organization: { paths: [path] } }, at("organization\\.id: missing")),
      of(
        "no organization paths",
        { organization: { id: "o-a1b2c3d4e5", paths: [] } },
        at("organization\\.paths: found \\[\\], expected at least one path"),
      ),
      of(
        "a path of another organization",
        { organization: { id: "o-zzzzzzzzzz", paths: [path] } },
        at("organization\\.paths\\[0\\]: found .*, which is not in o-zzzzzzzzzz, expected a path that begins"),
      ),
      of(
        "a path with a wildcard inside",
        { organization: { id: "o-a1b2c3d4e5", paths: ["o-a1b2c3d4e5/*/ou-ab12-11111111/"] } },
        at("organization\\.paths\\[0\\]: found .*, expected a path such as"),
      ),
      of(
        "a tag's key in letters that IAM takes in no policy",
        { principalTags: { チーム: ["web"] } },
        at("principalTags\\.チーム: found .* with the character U\\+30C1"),
      ),
      of(
        "a tag's value in letters that IAM takes in no policy",
        { principalTags: { team: ["web", "łódź"] } },
        at("principalTags\\.team\\[1\\]: found .* with the character U\\+0142"),
      ),
      of(
        "a window that ends where it begins",
        { window: { from: "2026-12-02", until: "2026-12-02" } },
        at("window\\.until: found 2026-12-02T00:00:00Z, expected a moment after from"),
      ),
      of(
        "a network without anything",
        { network: {} },
        at("network: found neither, expected sourceIps, vpcEndpoints or both$"),
      ),
      of(
        "an address that is none",
        { network: { sourceIps: ["203.0.113.300"] } },
        at('network\\.sourceIps\\[0\\]: found "203\\.0\\.113\\.300", expected a range of public addresses, such as'),
      ),
      of(
        "all addresses",
        { network: { sourceIps: ["0.0.0.0/0"] } },
        at('network\\.sourceIps\\[0\\]: found "0\\.0\\.0\\.0/0", expected .*: a prefix of at least /8'),
      ),
      of(
        "half of all IPv6 addresses",
        { network: { sourceIps: ["8000::/1"] } },
        at("network\\.sourceIps\\[0\\]: .*a prefix of at least /16"),
      ),
      of(
        "a private range",
        { network: { sourceIps: ["10.1.0.0/16"] } },
        at(
          "network\\.sourceIps\\[0\\]: .*AWS never sees a call from this one; for calls from a VPC name its endpoints",
        ),
      ),
      of(
        "a range with bits after its prefix",
        { network: { sourceIps: ["203.0.113.7/24"] } },
        at("network\\.sourceIps\\[0\\]: .*the bits after the prefix have to be zero"),
      ),
      of(
        "no ranges",
        { network: { sourceIps: [] } },
        at("network\\.sourceIps: found \\[\\], expected at least one range"),
      ),
      of(
        "an endpoint that is none",
        { network: { vpcEndpoints: ["vpc-12345678"] } },
        at('network\\.vpcEndpoints\\[0\\]: found "vpc-12345678", expected the id of a VPC endpoint'),
      ),
      of(
        "no endpoints",
        { network: { vpcEndpoints: [] } },
        at("network\\.vpcEndpoints: found \\[\\], expected at least one endpoint"),
      ),
      of(
        "a window that never ends",
        { window: { until: "9999-12-31" } },
        at("window\\.until: found 9999-12-31T00:00:00Z, which is more than ten years away"),
      ),
      of(
        "a window that is over",
        { window: { until: "2026-11-30" } },
        at("window\\.until: found 2026-11-30T00:00:00Z, which is past"),
      ),
      of(
        "a window that ends first",
        { window: { from: "2027-03-01", until: "2027-02-01" } },
        at("window\\.until: found 2027-02-01T00:00:00Z, expected a moment after from"),
      ),
      of("a window without ends", { window: {} }, at("window: found neither")),
      of(
        "a beginning that is no date",
        { window: { from: "soon" } },
        at('window\\.from: found "soon", expected a day or a moment in UTC'),
      ),
      of(
        "principal tags as a list",
        { principalTags: ["team"] },
        at('principalTags: found \\["team"\\], expected lists of values by the tags\' keys$'),
      ),
      of(
        "no principal tags",
        { principalTags: {} },
        at("principalTags: found no tag, expected at least one; leave the key out for none$"),
      ),
      of(
        "a principal tag without values",
        { principalTags: { team: [] } },
        at("principalTags\\.team: found \\[\\], expected at least one value$"),
      ),
      of(
        "a principal tag's value as a number",
        { principalTags: { cost: [1234] } },
        at("principalTags\\.cost\\[0\\]: found 1234 \\(a number.*expected the value of a tag"),
      ),
      of(
        "a principal tag that matches by a pattern",
        { principalTags: { team: ["*"] } },
        at('principalTags\\.team\\[0\\]: found "\\*", expected the value of a tag'),
      ),
      of(
        "principal tags that differ in case only",
        { principalTags: { team: ["a"], Team: ["b"] } },
        at(
          'principalTags\\.Team: found "Team" a second time in other letters, expected keys that differ in more than their case',
        ),
      ),
      of(
        "a day that does not exist",
        { window: { until: "2027-02-30" } },
        at('window\\.until: found "2027-02-30", expected a day or a moment'),
      ),
      of(
        "a moment of a day that does not exist",
        { window: { until: "2027-02-30T10:00:00Z" } },
        at('window\\.until: found "2027-02-30T10:00:00Z", expected a day or a moment'),
      ),
    ];
  }),
  role(
    "a window that every trust replaces",
    { window: { until: "2027-03-01" }, trusts: [{ account: "222222222222", window: { until: "2027-02-01" } }] },
    /^roles\.deploy\.window: found, but every entry of trusts has its own window/,
  ),
];
