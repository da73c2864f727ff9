import assert from "node:assert/strict";
import { chainsTo } from "../../../cli/review/access/chains";
import { broaderThan } from "../../../cli/review/approvals/compare";
import { approvalForm } from "../../../cli/review/approvals/form";
import { assess } from "../../../cli/review/assess";
import type { Evidence } from "../../../cli/review/evidence/evidence";
import { formats, formatted } from "../../../cli/review/formats/format";
import { reviewSchema } from "../../../cli/review/model";
import {
  alice,
  allow,
  approveAll,
  deploy,
  deployed,
  iamOf,
  options as base,
  role,
  short,
  trust,
  trusted,
  trusting,
  user,
  type Mutable,
} from "./fixture";

const options = { ...base, compare: broaderThan };
const administrator = { managed: ["arn:aws:iam::aws:policy/AdministratorAccess"] };
const ofRole = (name: string, account = trusting) => `arn:aws:iam::${account}:role/${name}`;
const providers = `arn:aws:iam::${trusting}:oidc-provider`;
const web = (Federated: string, Condition?: object) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated },
      Action: "sts:AssumeRoleWithWebIdentity",
      ...(Condition && { Condition }),
    },
  ],
});
const github = `${providers}/token.actions.githubusercontent.com`;
const subject = (value: string) => ({ StringLike: { "token.actions.githubusercontent.com:sub": value } });

/** What was deployed and approved, and a role made by hand. */
function withRole(name: string, document: unknown, parts: object = administrator): Mutable<Evidence> {
  const evidence = deployed();
  iamOf(evidence, trusting).roles.push(role(trusting, name, document, parts));
  return evidence;
}
/** Reviews with the approvals of what the settings say, and of nothing else. */
const reviewed = (evidence: Evidence) => assess(evidence, approveAll(deployed()), options);
const found = (evidence: Evidence) => short(reviewed(evidence)).filter((line) => !line.includes("too-broad"));

describe("review: whoever gets in without being a user or role", () => {
  it("a role that lets in every Google account is an error, until somebody approves it as it is", () => {
    const evidence = withRole("web", web("accounts.google.com"));
    assert.deepEqual(found(evidence), ["error open-identities role/web", "error undeclared-role role/web"]);
    const { findings } = reviewed(evidence);
    assert.match(
      findings.find(({ kind }) => kind === "open-identities")!.message,
      /identities of accounts\.google\.com, and anybody can get one: no condition on accounts\.google\.com:aud says whose/,
    );
    const approvals = approveAll(evidence);
    assert.deepEqual(approvals.find(({ arn }) => arn === ofRole("web"))!.principals, ["accounts.google.com"]);
    assert.equal(assess(evidence, approvals, options).verdict, "as-approved");
  });

  it("an approval of one repository does not cover another, nor every one", () => {
    const before = approveAll(withRole("ci", web(github, subject("repo:acme/shop:*"))));
    const verdict = (document: object) => {
      const review = assess(withRole("ci", document), before, options);
      return [review.verdict, ...short(review).filter((line) => /^error (?!too-broad)/.test(line))];
    };
    assert.deepEqual(verdict(web(github, subject("repo:acme/shop:ref:refs/heads/main"))), ["as-approved"]);
    assert.deepEqual(verdict(web(github, subject("repo:acme/other:*"))), [
      "differs",
      "error broader-than-approved role/ci",
    ]);
    assert.deepEqual(verdict(web(github, subject("repo:*"))), [
      "differs",
      "error broader-than-approved role/ci",
      "error open-identities role/ci",
    ]);
    assert.deepEqual(
      verdict(web(`${providers}/gitlab.com`, { StringLike: { "gitlab.com:sub": "project_path:acme/*" } })),
      ["differs", "error broader-than-approved role/ci"],
    );
  });

  it("SAML and Roles Anywhere are shown, and a missing condition is a warning", () => {
    const saml = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: `arn:aws:iam::${trusting}:saml-provider/acme` },
          Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        },
        {
          Effect: "Allow",
          Principal: { Service: "rolesanywhere.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        },
      ],
    };
    const evidence = withRole("people", saml);
    assert.deepEqual(found(evidence), [
      "error undeclared-role role/people",
      "warning loose-identities role/people",
      "warning loose-identities role/people",
    ]);
    const [page] = reviewed(evidence).roles.filter(({ name }) => name === "people");
    assert.deepEqual(
      page!.identities.map(({ kind, bound }) => [kind, bound]),
      [
        ["saml", "weak"],
        ["roles-anywhere", "weak"],
      ],
    );
    assert.equal(assess(evidence, approveAll(evidence), options).verdict, "as-approved");
  });

  it("what nobody can tell is missing evidence, and cannot be approved", () => {
    for (const [document, what] of [
      [web(`${providers}/id.example.com`), /whose identities of .*id\.example\.com can assume the role odd/],
      [
        {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: "account-access.amazonaws.com" }, Action: "sts:AssumeRole" },
          ],
        },
        /who of IAM Identity Center can assume the role odd/,
      ],
      [web("*"), /who of all providers of identities can assume the role odd/],
    ] as const) {
      const evidence = withRole("odd", document, {});
      const review = assess(evidence, approveAll(evidence), options);
      assert.notEqual(review.verdict, "as-approved");
      assert.match(review.missing.map((one) => one.what).join("\n"), what);
      assert.equal(review.roles.find(({ name }) => name === "odd")!.approval.possible, false);
    }
  });

  it("every format names them", () => {
    const evidence = withRole("ci", web(github, subject("repo:acme/shop:*")));
    for (const format of formats) {
      const text = formatted(reviewed(evidence), format, {}, { width: 500, colour: false }).replaceAll(
        /<!-- -->|\\/g,
        "",
      );
      assert.match(text, /token\.actions\.githubusercontent\.com/, format);
    }
    reviewSchema.parse(JSON.parse(JSON.stringify(reviewed(evidence))));
  });

  it("an approval takes providers and services as principals, and nothing like them", () => {
    const entry = (principal: string) => ({
      role: deploy,
      by: "a",
      at: "2026-11-01",
      reason: "b",
      until: "2026-12-01",
      principals: [principal],
      trust: {},
      maxSessionDuration: 3600,
      policies: [],
    });
    for (const fine of [github, `arn:aws:iam::${trusting}:saml-provider/AWSSSO_0_DO_NOT_DELETE`, "accounts.google.com"])
      assert.ok(approvalForm.safeParse(entry(fine)).success, fine);
    for (const wrong of ["*", "google", `${providers}/*`, "*.google.com", `arn:aws:iam::${trusting}:saml-provider/`])
      assert.ok(!approvalForm.safeParse(entry(wrong)).success, wrong);
  });
});

describe("review: whoever gets in through other roles", () => {
  it("a role that only a reviewed role can assume is reviewed, and shows who reaches it", () => {
    const evidence = withRole("helper", trust(deploy));
    assert.deepEqual(found(evidence), ["error undeclared-role role/helper"]);
    const review = reviewed(evidence);
    assert.match(
      review.findings.find(({ kind }) => kind === "undeclared-role")!.message,
      /No stack declares the role helper, and sessions of the role deploy can assume it/,
    );
    const page = review.roles.find(({ name }) => name === "helper")!;
    assert.deepEqual(
      page.principals.map(({ arn }) => arn),
      [deploy],
    );
    assert.deepEqual(page.chains, [{ principal: alice, through: [deploy] }]);
    for (const format of ["table", "md", "html"] as const)
      assert.match(formatted(review, format, {}, { width: 500, colour: false }), /alice(?: through |<.*→)/, format);
  });

  it("one that trusts its account is reviewed only where a policy of a reviewed role lets its sessions", () => {
    const document = trust(`arn:aws:iam::${trusting}:root`);
    assert.deepEqual(found(withRole("helper", document)), []);
    const evidence = withRole("helper", document);
    iamOf(evidence, trusting).roles.find(({ arn }) => arn === deploy)!.inline["more"] = allow("sts:AssumeRole", "*");
    assert.ok(found(evidence).includes("error undeclared-role role/helper"));
    assert.ok(found(evidence).includes("error undeclared-grant role/helper role/deploy"));
  });

  it("roles behind roles are found, however many, and circles end", () => {
    const evidence = withRole("one", trust(deploy));
    iamOf(evidence, trusting).roles.push(
      role(trusting, "two", trust([ofRole("one"), ofRole("three")])),
      role(trusting, "three", trust([ofRole("two"), deploy])),
      role(trusting, "apart", trust(ofRole("gone"))),
    );
    const review = reviewed(evidence);
    assert.deepEqual(review.roles.map(({ name }) => name).sort(), ["deploy", "one", "three", "two"]);
    assert.deepEqual(review.roles.find(({ name }) => name === "two")!.chains, [
      { principal: deploy, through: [ofRole("one")] },
      { principal: alice, through: [deploy, ofRole("one")] },
    ]);
    assert.deepEqual(review.roles.find(({ name }) => name === "three")!.chains, [
      { principal: alice, through: [deploy] },
      { principal: ofRole("one"), through: [ofRole("two")] },
    ]);
  });

  it("an administrator's session gains nothing from the roles of its account", () => {
    const evidence = withRole("helper", trust(`arn:aws:iam::${trusting}:root`));
    iamOf(evidence, trusting).roles.push(role(trusting, "admin", trust(`arn:aws:iam::${trusted}:root`), administrator));
    assert.deepEqual(
      reviewed(evidence)
        .roles.map(({ name }) => name)
        .sort(),
      ["admin", "deploy"],
    );
  });

  it("people behind a role of their own account are shown, users and providers alike", () => {
    const evidence = withRole("target", trust(ofRole("jump", trusted)), {});
    iamOf(evidence, trusted).roles.push(
      role(
        trusted,
        "jump",
        {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${trusted}:user/bob` }, Action: "sts:AssumeRole" },
            ...web(`arn:aws:iam::${trusted}:oidc-provider/token.actions.githubusercontent.com`, subject("repo:acme/*"))
              .Statement,
          ],
        },
        { inline: { go: allow("sts:AssumeRole", ofRole("target")) } },
      ),
    );
    iamOf(evidence, trusted).users.push(user("bob"));
    const page = reviewed(evidence).roles.find(({ name }) => name === "target")!;
    assert.deepEqual(page.chains, [
      {
        principal: `arn:aws:iam::${trusted}:oidc-provider/token.actions.githubusercontent.com`,
        through: [ofRole("jump", trusted)],
      },
      { principal: `arn:aws:iam::${trusted}:user/bob`, through: [ofRole("jump", trusted)] },
    ]);
  });

  it("chains are bounded", () => {
    const entrances = {
      principals: (arn: string) => ({
        able: Array.from({ length: 40 }, (_, i) => ({
          caller: { arn: `${arn}${i}.`, kind: "role" },
        })),
        missing: [],
      }),
      others: () => [],
    };
    const { chains, cut } = chainsTo("r", entrances as never);
    assert.deepEqual([chains.length, cut], [500, true]);
  });

  it("what is not known of a role on the way is missing evidence", () => {
    const jump = ofRole("jump", trusted);
    const missing = (managed: string[]) => {
      const evidence = withRole("target", trust(jump), {});
      const go = { inline: { go: allow("sts:AssumeRole", ofRole("target")) } };
      iamOf(evidence, trusted).roles.push(role(trusted, "jump", trust(`arn:aws:iam::${trusted}:root`), go));
      iamOf(evidence, trusted).users.push(user("bob", { managed }));
      return reviewed(evidence).missing.map(({ what }) => what);
    };
    assert.ok(
      missing([`arn:aws:iam::${trusted}:policy/gone`]).includes(
        `whether arn:aws:iam::${trusted}:user/bob can assume ${jump}`,
      ),
    );
    assert.deepEqual(missing([]), []);
  });

  it("every format that lists roles says the way, how long its sessions last, and whether there may be more", () => {
    const review = reviewed(withRole("helper", trust(deploy)));
    const page = review.roles.find(({ name }) => name === "helper")!;
    const said = (format: "table" | "md" | "html", chainsCut: boolean) => {
      const roles = review.roles.map((one) => (one === page && chainsCut ? { ...one, chainsCut } : one));
      return formatted({ ...review, roles }, format, {}, { width: 500, colour: false });
    };
    for (const format of ["table", "md", "html"] as const) {
      assert.match(said(format, false), /alice through deploy \(at most 1 h\)/, format);
      assert.doesNotMatch(said(format, false), /perhaps others through more roles/, format);
      assert.match(said(format, true), /perhaps others through more roles/, format);
    }
  });
});
