/** Files that the command finds by itself: AWS's, its own caches, the project's. */
import * as fc from "fast-check";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { texts, textTouches, touched, type ChangedText } from "../change/texts";
import type { Complaint } from "../judge";
import { kind, type Kind, type Outcome } from "../kind";
import { role } from "../world/answers";
import { awsFiles as homeFiles, prepareHome } from "../world/home";
import { offered } from "../world/offered";
import type { Place } from "../world/place";
import { tryCommand } from "../world/tried";

interface AwsFiles {
  readonly config: string;
  readonly credentials: string;
  readonly profile: string;
}

const profiles = ["alice", "chained", "placed", "web", "made", "here", "default"];

async function attemptFiles({ config, credentials, profile }: AwsFiles, place: Place): Promise<Outcome | Complaint> {
  prepareHome(place, { config, credentials });
  const { ran, complaint } = await tryCommand({
    words: [
      "assume",
      role,
      "--source-profile",
      profile,
      "--format",
      "json",
      "--mfa-token",
      "123456",
      "--mfa-serial",
      "arn:aws:iam::222222222222:mfa/alice",
    ],
    place,
    codes: [0, 2, 3, 4, 5, 9],
    given: `${config}\n${credentials}\n${profile}`,
    forPeople: false,
    again: false,
  });
  if (complaint) return complaint;
  if (`${ran.stdout}${ran.stderr}`.includes("alice/secret/of/nobody"))
    return { property: "a secret stays one", detail: ran.stderr };
  const offered = await tryCommand({
    words: ["completion", "--words", "profiles"],
    place,
    codes: [0],
    given: config + credentials,
    again: false,
  });
  return offered.complaint ?? (ran.code === 0 ? "taken" : "refused");
}

const file = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(text) },
    { weight: 3, arbitrary: textTouches.map((touches) => touched(text, touches)) },
    { weight: 1, arbitrary: texts([{}]).map((made) => made.text.slice(0, 2_000_000)) },
  );

export const awsFiles: Kind = kind({
  name: "aws-files",
  share: 5,
  inputs: fc.record({
    config: file(homeFiles.config),
    credentials: file(homeFiles.credentials),
    profile: fc.constantFrom(...profiles),
  }),
  right: ["alice", "chained", "placed", "default"].map((profile) => ({ ...homeFiles, profile })),
  attempt: attemptFiles,
});

interface Found extends ChangedText {
  readonly name: "roles.json" | "callers.json" | "mfa.json" | "Pulumi.yaml";
}

const project = {
  name: "cross-account-access",
  runtime: { name: "nodejs" },
  stackConfigDir: ".",
  config: { "aws:region": { value: "eu-west-1" }, note: { default: "x" } },
};
const kept = {
  "roles.json": { PROJECT: { trusting: { stamp: "", readAt: "2026-11-24T12:00:00Z", roles: offered } } },
  "callers.json": { "0123456789abcdef@127.0.0.1:1": "arn:aws:iam::222222222222:user/alice" },
  "mfa.json": { "arn:aws:iam::222222222222:mfa/alice": 1_795_000_000_000 },
};

const device = "arn:aws:iam::222222222222:mfa/alice";

/** Files that the command keeps or finds: damaged ones are as good as none, or said. */
async function attemptFound({ name, text }: Found, place: Place): Promise<Outcome | Complaint> {
  prepareHome(place);
  if (name === "Pulumi.yaml") {
    place.write(name, text);
    place.write("Pulumi.trusting.yaml", "config:\n  aws:region: eu-west-1\n  cross-account-access:roles: {}\n");
  } else {
    const folder = join(place.home, ".cache", "cross-account-access", "cli");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text.replaceAll("PROJECT", place.project));
  }
  const env: Record<string, string> = name === "Pulumi.yaml" ? { CROSS_ACCOUNT_PROJECT: place.work } : {};
  const runs = [
    ["assume", role, "--mfa-token", "123456", "--mfa-serial", device, "--format", "json"],
    ["assume", "deploy", "--mfa-token", "123456", "--mfa-serial", device, "--format", "json"],
    ["assume", "--list"],
    ["completion", "--words", "roles"],
    ...(name === "Pulumi.yaml" ? [["review", "--format", "table"]] : []),
  ];
  let all: Outcome = "taken";
  for (const typed of runs) {
    const { ran, complaint } = await tryCommand({
      words: typed,
      place,
      codes: [0, 2, 3, 4, 5, 9, ...(typed[0] === "review" ? [7, 11] : [])],
      given: text,
      env,
      forPeople: !typed.includes("json"),
      again: false,
    });
    if (complaint) return { ...complaint, detail: `${typed.join(" ")}: ${complaint.detail}` };
    if (ran.code === 2) all = "refused";
  }
  return all;
}

export const found: Kind = kind({
  name: "found-files",
  share: 4,
  inputs: fc.oneof(
    ...Object.entries(kept).map(([name, content]) =>
      texts([content], "json").map((text): Found => ({ ...text, name: name as Found["name"] })),
    ),
    texts([project], "yaml").map((text): Found => ({ ...text, name: "Pulumi.yaml" })),
  ),
  right: Object.entries(kept).map(([name, content]): Found => ({
    name: name as Found["name"],
    text: JSON.stringify(content),
    yaml: false,
  })),
  attempt: attemptFound,
});
