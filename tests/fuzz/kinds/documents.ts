/** What `cross-account check` is given: policy documents, and principals with all that stands beside their policies. */
import * as fc from "fast-check";
import { parse } from "yaml";
import { REQUESTS, CONTEXTS } from "../../policypack/arbitraries";
import { allowed, type PlainPolicy, type PlainStatement } from "../../policypack/evaluator";
import { texts, type ChangedText } from "../change/texts";
import type { Complaint } from "../judge";
import { kind, type Kind, type Outcome } from "../kind";
import type { Place } from "../world/place";
import { oneIn, tryCommand } from "../world/tried";

const codes = [0, 2, 7, 11];
const admin = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const narrow = {
  Version: "2012-10-17",
  Id: "shop",
  Statement: [
    {
      Sid: "Read",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:ListBucket"],
      Resource: ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"],
      Condition: {
        Bool: { "aws:SecureTransport": "true" },
        NumericLessThanEquals: { "aws:MultiFactorAuthAge": "3600" },
      },
    },
  ],
};
const mixed = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      NotAction: ["iam:*", "sts:*"],
      Resource: "*",
      Condition: {
        StringEquals: { "aws:ResourceTag/team": ["shop", "web"] },
        "ForAnyValue:StringLike": { "aws:TagKeys": "a*" },
      },
    },
    {
      Sid: "No",
      Effect: "Deny",
      Action: "s3:Delete*",
      NotResource: ["arn:aws:s3:::scratch/${aws:username}/*"],
      Condition: {
        DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" },
        Null: { "aws:PrincipalOrgID": "true" },
        IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] },
      },
    },
    {
      Effect: "Allow",
      Action: ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
      Resource: ["arn:aws:iam::111111111111:role/app-*", "arn:aws:lambda:*:111111111111:function:web"],
    },
  ],
};
const trust = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "Trust222222222222",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::222222222222:root" },
      Action: "sts:AssumeRole",
      Condition: {
        ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::222222222222:user/*"] },
        Bool: { "aws:MultiFactorAuthPresent": "true" },
      },
    },
  ],
};
export const passing = {
  name: "deployer",
  arn: "arn:aws:iam::111111111111:role/deployer",
  policies: [
    mixed,
    "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess",
    { arn: "arn:aws:iam::111111111111:policy/own", document: narrow },
  ],
  boundary: { arn: "arn:aws:iam::111111111111:policy/bound", document: admin },
  trust,
  maxSessionDuration: 3600,
  others: {
    "arn:aws:iam::111111111111:role/app-web": {
      policies: [narrow],
      trust: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
      },
    },
    "arn:aws:lambda:eu-west-1:111111111111:function:web": { runsAs: "arn:aws:iam::111111111111:role/app-web" },
    "arn:aws:iam::111111111111:role/app-a": { runsAs: "arn:aws:iam::111111111111:role/app-b" },
    "arn:aws:iam::111111111111:role/app-b": { runsAs: "arn:aws:iam::111111111111:role/app-a" },
  },
};

interface Document extends ChangedText {
  readonly format: "table" | "json" | "sarif";
}

const inputs = (examples: readonly object[]): fc.Arbitrary<Document> =>
  fc
    .tuple(texts(examples), fc.constantFrom("table" as const, "json" as const, "sarif" as const))
    .map(([text, format]) => ({ ...text, format }));
const right = (examples: readonly object[]): Document[] =>
  examples.flatMap((example) =>
    (["table", "json", "sarif"] as const).map((format) => ({ text: JSON.stringify(example), yaml: false, format })),
  );

async function attempt({ text, yaml, format }: Document, place: Place): Promise<Outcome | Complaint> {
  const file = place.write(yaml ? "policy.yaml" : "policy.json", text);
  const { ran, complaint } = await tryCommand({
    words: ["check", file, "--format", format],
    place,
    codes,
    given: text,
    there: oneIn(60, text),
    forPeople: format === "table",
  });
  if (complaint) return complaint;
  if (ran.code === 2)
    return ran.stdout === "" ? "refused" : { property: "nothing is printed of what is refused", detail: ran.stdout };
  return unchecked(ran.stdout, ran.code, format) ?? unseen(text, yaml, ran.code) ?? "taken";
}

/** Exit code 0 stands for something that was judged, and each verdict for its code. */
function unchecked(stdout: string, code: number, format: Document["format"]): Complaint | undefined {
  const complaint = (detail: string): Complaint => ({
    property: "the exit code is that of the verdicts",
    detail: `exit code ${code}: ${detail}\n${stdout.slice(0, 500)}`,
  });
  if (format === "table")
    return /\b(acceptable|TOO BROAD|UNPROVABLE)\b/.test(stdout) ? undefined : complaint("no verdict is printed");
  const parsed = JSON.parse(stdout) as {
    roles?: { verdict: string; findings: { level: string }[] }[];
    runs?: { results: unknown[] }[];
  };
  if (format === "sarif")
    return code === 0 || (parsed.runs?.[0]?.results.length ?? 0) > 0 ? undefined : complaint("no result");
  const roles = parsed.roles ?? [];
  const expected = roles.some(({ verdict }) => verdict === "too-broad")
    ? 7
    : roles.some(({ verdict }) => verdict === "unprovable")
      ? 11
      : 0;
  if (roles.length === 0) return complaint("nothing was judged");
  return expected === code ? undefined : complaint(`expected ${expected}`);
}

/** What a naive reading of the document allows without end is not acceptable, whatever stands around it. */
function unseen(text: string, yaml: boolean, code: number): Complaint | undefined {
  if (code !== 0) return undefined;
  for (const policies of plainly(text, yaml)) {
    const everything = REQUESTS.every(([action]) =>
      CONTEXTS.some((context) =>
        ["arn:aws:s3:::anything/at/all", "*"].every((resource) => allowed(policies, action, resource, context)),
      ),
    );
    if (everything) return { property: "what allows everything is not acceptable", detail: text.slice(0, 2_000) };
  }
  return undefined;
}

/** The sets of policies that a text has in it, as a reader sees them who looks at nothing but statements. */
function plainly(text: string, yaml: boolean): PlainPolicy[][] {
  let value: unknown;
  try {
    value = yaml ? parse(text) : JSON.parse(text);
  } catch {
    return [];
  }
  return [value].flat().flatMap((entry) => {
    const { policies, boundary, Statement } = (entry ?? {}) as {
      policies?: unknown;
      boundary?: unknown;
      Statement?: unknown;
    };
    if (boundary !== undefined) return [];
    const documents = Statement !== undefined ? [entry] : Array.isArray(policies) ? (policies as unknown[]) : [];
    return [documents.flatMap((one) => plain((one as { document?: unknown } | null)?.document ?? one))];
  });
}

function plain(document: unknown): PlainPolicy[] {
  const statements = [(document as { Statement?: unknown } | null)?.Statement]
    .flat()
    .filter((one): one is PlainStatement => typeof one === "object" && one !== null);
  const texts = (value: unknown): boolean =>
    value === undefined || [value].flat().every((one) => typeof one === "string");
  const usable = statements.every(
    (one) =>
      [one.Action, one.NotAction, one.Resource, one.NotResource].every(texts) &&
      (one.Effect === "Allow" || one.Effect === "Deny"),
  );
  const conditions = statements.every(
    ({ Condition }) =>
      Condition === undefined ||
      (typeof Condition === "object" &&
        Object.values(Condition).every(
          (keys) => typeof keys === "object" && keys !== null && Object.values(keys).every(texts),
        )),
  );
  return usable && conditions ? [{ Version: "2012-10-17", Statement: statements }] : [];
}

/** Policy documents alone. */
export const documents: Kind = kind({
  name: "documents",
  share: 20,
  inputs: inputs([narrow, admin, mixed, [narrow, mixed]]),
  right: right([narrow, admin, mixed]),
  attempt,
});

/** Principals. */
export const principals: Kind = kind({
  name: "principals",
  share: 15,
  inputs: inputs([passing, { name: "small", policies: [admin] }, [passing, { name: "narrow", policies: [narrow] }]]),
  right: right([passing]),
  attempt,
});
