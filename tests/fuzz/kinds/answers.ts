/** What AWS answers `assume` and `review`: XML as it should be, and as a proxy, a mistake or a hostile endpoint has it. */
import * as fc from "fast-check";
import { edited, edits } from "../change/edits";
import { textTouches, touched, type Touch } from "../change/texts";
import type { Complaint } from "../judge";
import { kind, type Kind, type Outcome } from "../kind";
import type { Answer, Place } from "../world/place";
import { offered } from "../world/offered";
import { tryCommand } from "../world/tried";
import { errors, pages, results, role, xml } from "../world/answers";

interface Input {
  readonly words: readonly string[];
  /** The answers that are not as they should be, by action. */
  readonly answers: Readonly<Record<string, Answer>>;
}

const uses = [
  ["deploy", "--format", "json", "--mfa-token", "123456"],
  [role, "--format", "json"],
  [role, "--explain", "--format", "json"],
  [role, "--explain"],
  ["--list"],
  [role, "--format", "process", "--mfa-token", "123456"],
  [role, "--console"],
  [role, "--session-name", "me", "--format", "json", "--source-identity", "me", "--tag", "team=shop"],
];
const reviews = [
  ["--format", "table"],
  ["--format", "json"],
  ["--format", "md", "--no-usage"],
  ["--format", "html"],
  ["--format", "sarif"],
  ["--approve", "deploy", "--by", "a", "--reason", "b", "--until", "2027-01-01"],
];

const answer = (action: string): fc.Arbitrary<Answer> => {
  const success = edits.map((changes) =>
    xml({
      [`${action}Response`]: {
        [`${action}Result`]: edited(results[action]!, changes),
        ResponseMetadata: { RequestId: "r" },
      },
    }),
  );
  const failure = fc
    .tuple(fc.constantFrom(...errors), edits)
    .map(([error, changes]) => xml({ ErrorResponse: edited(error, changes) }));
  const body = fc.oneof(
    { weight: 6, arbitrary: success },
    { weight: 4, arbitrary: failure },
    { weight: 1, arbitrary: fc.constantFrom(...pages) },
  );
  const touches = fc.oneof(
    { weight: 3, arbitrary: fc.constant<readonly Touch[]>([]) },
    { weight: 1, arbitrary: textTouches },
  );
  return fc.record({
    status: fc.constantFrom(200, 200, 200, 403, 403, 400, 404, 204, 302, 500),
    body: fc.tuple(body, touches).map(([text, changes]) => touched(text, changes)),
  });
};

const actions = Object.keys(results);
const inputs = (possible: readonly (readonly string[])[], asked: readonly string[]): fc.Arbitrary<Input> =>
  fc
    .tuple(fc.constantFrom(...possible), fc.uniqueArray(fc.constantFrom(...asked), { minLength: 1, maxLength: 3 }))
    .chain(([words, chosen]) =>
      fc
        .record(Object.fromEntries(chosen.map((action) => [action, answer(action)])))
        .map((answers) => ({ words, answers })),
    );

function prepared(place: Place, answers: Input["answers"]): void {
  const right = Object.fromEntries(
    actions.map((action) => [
      action,
      { status: 200, body: xml({ [`${action}Response`]: { [`${action}Result`]: results[action]! } }) },
    ]),
  );
  place.answers = { ...right, "*": { status: 403, body: xml({ ErrorResponse: errors[0]! }) }, ...answers };
  place.engine(
    JSON.stringify(offered),
    JSON.stringify({
      version: 3,
      deployment: { resources: [{ urn: "urn:a", type: "pulumi:pulumi:Stack", outputs: { roles: offered } }] },
    }),
  );
}

async function attemptAssume({ words, answers }: Input, place: Place): Promise<Outcome | Complaint> {
  prepared(place, answers);
  const given = Object.values(answers)
    .map(({ body }) => body)
    .join("\n");
  const { ran, complaint } = await tryCommand({
    words: ["assume", ...words],
    place,
    codes: [0, 2, 3, 4, 5, 9],
    given,
    env: { CROSS_ACCOUNT_FEDERATION_ENDPOINT: place.endpoint },
    forPeople: words.includes("--list"),
    again: false,
  });
  if (complaint) return complaint;
  if ((ran.stdout + ran.stderr).includes("fuzz/secret/of/nobody"))
    return { property: "a secret stays one", detail: ran.stdout + ran.stderr };
  if (ran.code !== 0)
    return ran.stdout === "" || words.includes("--explain") || words.includes("--list")
      ? "refused"
      : { property: "nothing is printed for a shell when nothing was got", detail: ran.stdout };
  if (!words.includes("json") || words.includes("--explain")) return "taken";
  const { Credentials } = JSON.parse(ran.stdout) as { Credentials: Record<string, string> };
  const body = place.answers["AssumeRole"]!.body;
  const invented = ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"].find(
    (key) =>
      typeof Credentials[key] !== "string" ||
      Credentials[key].trim() === "" ||
      !plain(body).includes(plain(Credentials[key]).trim()),
  );
  return invented === undefined
    ? "taken"
    : { property: "credentials are what AWS answered", detail: `${invented}: ${ran.stdout}` };
}

const plain = (text: string): string => text.replace(/&(amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);|[&<>"'\s]/g, "");

async function attemptReview({ words, answers }: Input, place: Place): Promise<Outcome | Complaint> {
  prepared(place, answers);
  const given = Object.values(answers)
    .map(({ body }) => `${body}\n${decoded(body)}`)
    .join("\n");
  const { ran, complaint } = await tryCommand({
    words: ["review", ...words],
    place,
    codes: [0, 2, 7, 11],
    given,
    forPeople: words.includes("table") || words.includes("md"),
    again: false,
    written: ["approvals.yaml"],
  });
  if (complaint) return complaint;
  // The trusting account's own answers say another account, so all is never known.
  if (ran.code === 0) return { property: "what is not known is never as approved", detail: ran.stdout.slice(0, 2_000) };
  return ran.code === 2 ? "refused" : "taken";
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const assumeActions = actions.filter((action) => !/^(GetAccount|ListRoles|G.*CredentialReport)/.test(action));
const reviewActions = [
  "GetCallerIdentity",
  "GetAccountAuthorizationDetails",
  "ListRoles",
  "GenerateCredentialReport",
  "GetCredentialReport",
];

export const answers: Kind = kind({
  name: "answers",
  share: 8,
  inputs: inputs(uses, assumeActions),
  right: [
    { words: uses[0]!, answers: {} },
    { words: uses[1]!, answers: {} },
  ],
  attempt: attemptAssume,
});
export const accounts: Kind = kind({
  name: "accounts",
  share: 4,
  inputs: inputs(reviews, reviewActions),
  right: [{ words: reviews[0]!, answers: {} }],
  attempt: attemptReview,
});
