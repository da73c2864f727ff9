/** What is typed, and what the environment has. */
import * as fc from "fast-check";
import { strangeTexts } from "../change/edits";
import { slippedOptions } from "../change/slips";
import type { Complaint } from "../judge";
import { kind, type Kind, type Outcome } from "../kind";
import { prepareHome } from "../world/home";
import type { Place } from "../world/place";
import { oneIn, tryCommand } from "../world/tried";

const codes = {
  assume: [0, 2, 3, 4, 5, 9, 127, 126, 1],
  check: [0, 2, 7, 11],
  review: [0, 2, 7, 11],
  completion: [0, 2],
} as const;
type Subcommand = keyof typeof codes;

const arn = "arn:aws:iam::111111111111:role/deploy";
const odd = [
  "",
  " ",
  "-",
  "--",
  "--=",
  "=",
  "a=b",
  "a=",
  "=b",
  "*",
  "..",
  "999999999999999999999",
  "-1",
  "0",
  "1e9",
  "NaN",
  "__proto__",
  "constructor",
  "__proto__=x",
  "x".repeat(3_000),
  "é",
  "a\nb",
  "'",
  '"',
  "$(id)",
  "`id`",
  ...strangeTexts,
];
const regions = [
  "eu-west-1",
  "cn-north-1",
  "us-gov-west-1",
  "eusc-de-east-1",
  "xx-nowhere-9",
  "eu-west-1.evil.example",
  "a/b",
];
const durations = [
  "1h",
  "45m",
  "15m",
  "1hour",
  "1 h",
  "PT1H",
  "12h",
  "13h",
  "0m",
  "1",
  "3600",
  "90",
  "1h1h",
  "99999999999999999999h",
  "m",
  "h",
  "1.5h",
  "-1h",
];

const options: Readonly<Record<Subcommand, Readonly<Record<string, readonly string[]>>>> = {
  assume: {
    "--stack": ["trusting", "x/trusting", "o/p/trusting", "a/b/c/d", "../x"],
    "--source-profile": ["alice", "nobody", "default"],
    "--region": regions,
    "--mfa-serial": [
      "arn:aws:iam::222222222222:mfa/alice",
      "arn:aws:iam::222222222222:user/alice",
      "arn:aws:iam::222222222222:u2f/user/alice/key",
      "GAHT12345678",
      "alice",
    ],
    "--mfa-token": ["123456", "12345", "1234567", "abcdef"],
    "--duration": durations,
    "--session-name": ["alice", "a", "x y"],
    "--source-identity": ["alice", "a"],
    "--external-id": ["id", "a"],
    "--tag": ["team=shop", "team", "TEAM=x"],
    "--format": ["env", "fish", "powershell", "cmd", "json", "process", "profile", "yaml"],
    "--console": [],
    "--explain": [],
    "--explain-with": ["alice", "nobody"],
    "--list": [],
    ...slippedOptions,
    "--refresh": [],
    "--debug": [],
    "--help": [],
  },
  check: {
    "--format": ["table", "json", "sarif", "xml"],
    "--account": ["222222222222", "1", "22222222222a"],
    "--help": [],
  },
  review: {
    "--stack": ["trusting", "trusted", "nobody", "../x", "a/b/trusting"],
    "--profile": ["alice", "trusting=alice", "=alice", "trusting=", "__proto__=alice"],
    "--approvals": ["approvals.yaml", "missing.yaml", "."],
    "--format": ["table", "md", "json", "sarif", "html", "pdf"],
    "--output": ["out.html", "out.md", "out.pdf", ".", "none/out.md"],
    "--unused-after": ["90", "0", "99999"],
    "--keys-older-than": ["90", "x"],
    "--due-within": ["30"],
    "--no-usage": [],
    "--resources": [],
    "--concurrency": ["1", "0", "100"],
    "--approve": ["deploy", "nobody", arn],
    "--by": ["a@example.com"],
    "--reason": ["Weekly"],
    "--until": ["2027-05-01", "2020-01-01", "2027-02-30", "2027-13-01", "2027-5-1", "9999-12-31", "tomorrow"],
    "--help": [],
  },
  completion: { "--words": ["roles", "profiles", "secrets"], "--help": [] },
};
const words: Readonly<Record<Subcommand, readonly string[]>> = {
  assume: [
    arn,
    "deploy",
    "audit",
    "arn:aws:iam::111111111111:user/x",
    "arn:aws-cn:iam::111111111111:role/x",
    "arn:aws:iam::1:role/x",
  ],
  check: ["policy.json", "missing.json", ".", "policy.yaml"],
  review: ["extra"],
  completion: ["bash", "zsh", "fish", "tcsh"],
};
/** What may stand after `--`: nothing that does anything. */
const children: readonly (readonly string[])[] = [
  [],
  ["true"],
  ["false"],
  ["no-such-command-anywhere"],
  ["."],
  [""],
  ["true", "--", "x"],
  ["a\u0000b"],
  ["true", "a\u0000b"],
];
const environments: readonly Readonly<Record<string, string>>[] = [
  { AWS_ENDPOINT_URL: "foo" },
  { AWS_ENDPOINT_URL: "http://" },
  { AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
  { AWS_ENDPOINT_URL: "file:///etc/passwd" },
  { AWS_ENDPOINT_URL_STS: "http://[::1" },
  { AWS_ENDPOINT_URL: "http://127.0.0.1:99999" },
  { AWS_ENDPOINT_URL: "http://a b/" },
  { HTTPS_PROXY: "::" },
  { HTTPS_PROXY: "http://" },
  { HTTPS_PROXY: "socks5://127.0.0.1:1", AWS_ENDPOINT_URL: "https://127.0.0.1:1" },
  { HTTPS_PROXY: "http://%zz@127.0.0.1:1", AWS_ENDPOINT_URL: "https://127.0.0.1:1" },
  { HTTPS_PROXY: "::", AWS_ENDPOINT_URL: "https://127.0.0.1:1" },
  { CROSS_ACCOUNT_FEDERATION_ENDPOINT: "foo" },
  { CROSS_ACCOUNT_FEDERATION_ENDPOINT: "http://127.0.0.1:1" },
  { CROSS_ACCOUNT_FEDERATION_ENDPOINT: "http://evil.invalid/" },
  { CROSS_ACCOUNT_PROJECT: "/nowhere/at/all" },
  { CROSS_ACCOUNT_PROJECT: "." },
  { CROSS_ACCOUNT_PROJECT: "/dev/null" },
  { AWS_REGION: "" },
  { AWS_REGION: "x" },
  { AWS_REGION: "cn-north-1" },
  { AWS_ACCESS_KEY_ID: "" },
  { AWS_SECRET_ACCESS_KEY: "" },
  { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
  { AWS_SESSION_TOKEN: "token-of-nobody" },
  { AWS_CREDENTIAL_EXPIRATION: "yesterday" },
  { AWS_CREDENTIAL_EXPIRATION: "2020-01-01T00:00:00Z" },
  { AWS_PROFILE: "nobody" },
  { AWS_PROFILE: "alice", AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
  { AWS_CONFIG_FILE: "." },
  { AWS_CONFIG_FILE: "/dev/null" },
  { AWS_SHARED_CREDENTIALS_FILE: "policy.json" },
  { XDG_CACHE_HOME: "/dev/null" },
  { PULUMI_BACKEND_URL: "file://~" },
  { PULUMI_BACKEND_URL: "file://%" },
  { PULUMI_HOME: "/dev/null" },
  { PATH: "" },
  { HOME: "" },
  { AWS_SECRET_ACCESS_KEY: "a\u001b[2Jb secret" },
  { AWS_ACCESS_KEY_ID: "x y\nz" },
];

interface Line {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const value = (of: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...of) }, { weight: 1, arbitrary: fc.constantFrom(...odd) });

const given = (subcommand: Subcommand): fc.Arbitrary<string[]> => {
  const option = fc.constantFrom(...Object.entries(options[subcommand])).chain(([name, values]) => {
    const plainly = values.length === 0 ? fc.constant([name]) : value(values).map((text) => [name, text]);
    return fc.oneof(
      { weight: 8, arbitrary: plainly },
      { weight: 1, arbitrary: fc.constantFrom(...odd).map((text) => [`${name}=${text}`]) },
      { weight: 1, arbitrary: fc.nat(8).map((at) => [name.slice(0, at) + name.slice(at + 1)]) },
    );
  });
  const tail =
    subcommand === "assume"
      ? fc.oneof(
          { weight: 3, arbitrary: fc.constant<readonly string[]>([]) },
          { weight: 1, arbitrary: fc.constantFrom(...children).map((child) => ["--", ...child]) },
        )
      : fc.constant<readonly string[]>([]);
  return fc
    .tuple(fc.array(value(words[subcommand]), { maxLength: 2 }), fc.array(option, { maxLength: 4 }), tail)
    .map(([own, list, rest]) => [subcommand, ...own, ...list.flat(), ...rest]);
};

const lines: fc.Arbitrary<Line> = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: given("assume") },
      { weight: 3, arbitrary: given("review") },
      { weight: 2, arbitrary: given("check") },
      { weight: 1, arbitrary: given("completion") },
      {
        weight: 1,
        arbitrary: fc.array(fc.constantFrom(...odd, "assume", "check", "help", "--help", "-h", "--version", "-V"), {
          maxLength: 3,
        }),
      },
    ),
    fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 2, arbitrary: fc.constantFrom(...environments) }),
  )
  // No argument of a process can have these characters in it; halves of characters become others on the way.
  .map(([list, env]) => {
    const whole = list.map((word) => word.replace(/\p{Surrogate}/gu, "\ufffd"));
    return { words: whole.map((word) => (whole.includes("--") ? word : word.replaceAll("\u0000", ""))), env };
  });

/** The files that are named for the result. */
function named(typed: readonly string[]): string[] {
  return typed
    .flatMap((word, at) => (typed[at - 1] === "--output" ? word : (/^--output=(.*)$/s.exec(word)?.[1] ?? "")))
    .filter((name) => name !== "");
}

async function attemptLine({ words: typed, env }: Line, place: Place): Promise<Outcome | Complaint> {
  prepareHome(place);
  const subcommand = Object.keys(codes).find((one) => one === typed[0]) as Subcommand | undefined;
  const help = typed.some((word) => word === "--help" || word === "-h");
  const quiet = subcommand === "assume" && !typed.includes("--list") && !help;
  const { ran, complaint } = await tryCommand({
    words: typed,
    place,
    codes: subcommand ? codes[subcommand] : [0, 2],
    given: `${typed.join("\n")}\n${Object.values(env).join("\n")}`,
    env,
    forPeople: !quiet && subcommand !== "completion",
    // What a person trusts is kept: see `cross-account trust`.
    written: [".local", "out.", "approvals.yaml", ...named(typed)],
    again: false,
    // What is to be typed depends on the PATH, and is remembered in a process.
    there: oneIn(40, typed.join(" ")) && subcommand !== "assume" && env["PATH"] === undefined,
  });
  if (complaint) return complaint;
  if (`${ran.stdout}${ran.stderr}`.includes("fuzz/secret/of/nobody"))
    return { property: "a secret stays one", detail: ran.stderr };
  return ran.code === 0 ? "taken" : "refused";
}

export const commandLines: Kind = kind({
  name: "arguments",
  share: 12,
  inputs: lines,
  right: [["assume", arn], ["assume", "--list"], ["check", "policy.json"], ["completion", "bash"], ["--help"]].map(
    (list) => ({
      words: list,
      env: {},
    }),
  ),
  attempt: attemptLine,
});
