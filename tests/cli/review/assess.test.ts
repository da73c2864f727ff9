import assert from "node:assert/strict";
import { assess } from "../../../cli/review/assess";
import type { Evidence } from "../../../cli/review/evidence/evidence";
import { formatted, type Format } from "../../../cli/review/formats/format";
import { reviewSchema, type Review } from "../../../cli/review/model";
import {
  alice,
  allow,
  approveAll,
  at,
  deploy,
  deployed,
  group,
  iamOf,
  options,
  reviewAfter,
  role,
  short,
  trust,
  trusted,
  trusting,
  user,
  type Mutable,
} from "./fixture";

describe("review: what is as it was approved", () => {
  it("finds nothing, names who can assume the role by which grant and on which conditions, and keeps to its schema", () => {
    const review = reviewAfter(() => {});
    assert.deepEqual(review.findings, []);
    assert.deepEqual(review.missing, []);
    assert.equal(review.verdict, "as-approved");
    const [found, ...others] = review.roles;
    assert.deepEqual(others, []);
    assert.deepEqual(found!.principals, [
      {
        arn: alice,
        kind: "user",
        account: trusted,
        ways: [{ policy: "the inline policy cross-account-access of the group deployers", grant: "deployers-deploy" }],
        conditions: ["a session signed in with multi-factor authentication", "a multi-factor sign-in at most 1 h old"],
        mfaDevice: true,
      },
    ]);
    assert.deepEqual(
      [found!.verdict, found!.stack, found!.key, found!.approval.state, found!.permissions.verdict],
      ["as-approved", "trusting", "deploy", "approved", "acceptable"],
    );
    reviewSchema.parse(JSON.parse(JSON.stringify(review)));
  });

  it("is the same, byte for byte, whatever the order in which IAM lists things", () => {
    const build = (turn: boolean) => {
      const evidence = deployed();
      const iam = iamOf(evidence, trusted);
      iam.users.push(user("zoe", { managed: ["arn:aws:iam::aws:policy/AdministratorAccess"] }));
      iamOf(evidence, trusting).roles.push(
        role(trusting, "another", trust(trusted)),
        role(trusting, "a-third", trust(trusted)),
      );
      if (turn)
        for (const { iam: one } of evidence.accounts)
          [one!.users, one!.groups, one!.roles].forEach((list) => list.reverse());
      return evidence as Evidence;
    };
    assert.equal(JSON.stringify(assess(build(true), [], options)), JSON.stringify(assess(build(false), [], options)));
  });
});

/** What is changed after the approval, and everything that is found. */
const cases: [what: string, change: Parameters<typeof reviewAfter>[0], found: string[], message?: RegExp][] = [
  [
    "a statement in another order, with another Sid, a list of one, and the account written as its root",
    (evidence) => {
      const found = iamOf(evidence, trusting).roles[0]!;
      const policy = found.inline["artifacts"] as { Statement: Record<string, unknown>[] };
      policy.Statement = policy.Statement.reverse().map(({ Sid: _, ...statement }) => ({
        ...statement,
        Action: [statement["Action"]],
      }));
      (found.trust as { Statement: Record<string, unknown>[] }).Statement[0]!["Principal"] = { AWS: [trusted] };
    },
    [],
  ],
  [
    "a statement is added to an inline policy",
    (evidence) => {
      (iamOf(evidence, trusting).roles[0]!.inline["artifacts"] as { Statement: object[] }).Statement.push({
        Effect: "Allow",
        Action: "s3:DeleteObject",
        Resource: "arn:aws:s3:::web-shop-artifacts/x",
      });
    },
    ["error broader-than-approved role/deploy", "error changed-by-hand role/deploy"],
    /The inline policy artifacts of the role deploy was changed: found Allow s3:DeleteObject on arn:aws:s3:::web-shop-artifacts\/x, expected no such statement/,
  ],
  [
    "a statement is taken out: drift and nothing else",
    (evidence) => {
      (iamOf(evidence, trusting).roles[0]!.inline["artifacts"] as { Statement: object[] }).Statement.pop();
    },
    ["error changed-by-hand role/deploy"],
    /expected Allow s3:PutObject on arn:aws:s3:::.*, which is not there/,
  ],
  [
    "AdministratorAccess is attached",
    (evidence) => {
      iamOf(evidence, trusting).roles[0]!.managed.push("arn:aws:iam::aws:policy/AdministratorAccess");
    },
    ["error broader-than-approved role/deploy", "error changed-by-hand role/deploy", "error too-broad role/deploy"],
    /found arn:aws:iam::aws:policy\/AdministratorAccess, which is not expected/,
  ],
  [
    "the trust names another account, which nobody reviews",
    (evidence) => {
      (iamOf(evidence, trusting).roles[0]!.trust as { Statement: object[] }).Statement.push(
        ...trust("arn:aws:iam::333333333333:root").Statement,
      );
    },
    [
      "error broader-than-approved role/deploy",
      "error changed-by-hand role/deploy",
      "error too-broad role/deploy",
      "error too-broad role/deploy",
    ],
    /trusts account 333333333333, which is not declared/,
  ],
  [
    "the role is deleted",
    (evidence) => {
      iamOf(evidence, trusting).roles.pop();
    },
    [
      "error role-missing role/deploy",
      "warning approved-but-gone role/deploy",
      "warning granted-not-trusted role/deploy user/alice",
    ],
    /there is no such role/,
  ],
  [
    "a second role is made by hand",
    (evidence) => {
      iamOf(evidence, trusting).roles.push(
        role(
          trusting,
          "back-door",
          trust(`arn:aws:iam::${trusted}:root`, { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
        ),
      );
    },
    ["error undeclared-role role/back-door", "warning trusted-not-granted role/back-door"],
    /No stack declares the role back-door, and its trust policy lets in the account 222222222222/,
  ],
  [
    "a role of the trusted account is made by hand, and the trusting stack says that it is its own",
    (evidence) => {
      const arn = `arn:aws:iam::${trusted}:role/back-door`;
      iamOf(evidence, trusted).roles.push(role(trusted, "back-door", trust("333333333333")));
      const { state } = evidence.stacks.find(({ name }) => name === "trusting")!;
      state!.roles["helper"] = { ...state!.roles["deploy"]!, arn, accountId: trusted };
      state!.documents.roles[arn] = { ...Object.values(state!.documents.roles)[0]!, trust: trust("333333333333") };
    },
    [
      "error code-not-deployed role/back-door",
      "error role-missing role/back-door",
      "error too-broad role/back-door",
      "error too-broad role/back-door",
      "error undeclared-role role/back-door",
    ],
    /No stack declares the role back-door, and its trust policy lets in the account 333333333333/,
  ],
  [
    "the trusting stack publishes that the trusted account may do more than assume the role",
    (evidence) => {
      const published = evidence.stacks.find(({ name }) => name === "trusting")!.state!.roles["deploy"]!;
      (published.trustPolicy as { Statement: object[] }).Statement.push({
        ...trust(trusted).Statement[0],
        Action: "iam:*",
      });
    },
    ["error code-not-deployed"],
    /The grants of the stack trusted cannot be deployed as its settings have them: .*says more than a grant may follow.*allows iam:\*/,
  ],
  [
    "a service's role is made by hand: not what this is about",
    (evidence) => {
      iamOf(evidence, trusting).roles.push(
        role(trusting, "function", {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
        }),
      );
    },
    [],
  ],
  [
    "mallory joins the group",
    (evidence) => {
      iamOf(evidence, trusted)
        .users.find(({ name }) => name === "mallory")!
        .groups.push("deployers");
    },
    ["error broader-than-approved role/deploy", "error changed-by-hand group/deployers"],
    /The members of the group deployers were changed: found mallory/,
  ],
  [
    "alice leaves the group",
    (evidence) => {
      iamOf(evidence, trusted)
        .users.find(({ name }) => name === "alice")!
        .groups.pop();
    },
    ["error changed-by-hand group/deployers", "warning trusted-not-granted role/deploy"],
    /expected alice, not found/,
  ],
  [
    "the grant's policy is deleted",
    (evidence) => {
      delete iamOf(evidence, trusted).groups[0]!.inline["cross-account-access"];
    },
    ["error changed-by-hand group/deployers", "warning trusted-not-granted role/deploy"],
    /was deployed and is gone/,
  ],
  [
    "mallory gets a policy of her own",
    (evidence) => {
      iamOf(evidence, trusted).users.find(({ name }) => name === "mallory")!.inline["mine"] = allow(
        "sts:AssumeRole",
        "arn:aws:iam::111111111111:role/dep*",
      );
    },
    ["error broader-than-approved role/deploy", "error undeclared-grant role/deploy user/mallory"],
    /Through the inline policy mine of the user mallory, which no stack declares, the user mallory of 222222222222 can assume/,
  ],
  [
    "mallory gets a policy that an explicit Deny outweighs",
    (evidence) => {
      const mallory = iamOf(evidence, trusted).users.find(({ name }) => name === "mallory")!;
      mallory.inline["mine"] = allow("sts:*", "*");
      mallory.inline["no"] = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: deploy }] };
    },
    [],
  ],
  [
    "mallory gets a policy that her boundary does not let through",
    (evidence) => {
      const mallory = iamOf(evidence, trusted).users.find(({ name }) => name === "mallory")!;
      mallory.inline["mine"] = allow("sts:*", "*");
      mallory.boundary = "arn:aws:iam::222222222222:policy/limits";
      iamOf(evidence, trusted).policies["arn:aws:iam::222222222222:policy/limits"] = allow("s3:*", "*");
    },
    [],
  ],
  [
    "a role of the trusted account is granted what needs MFA, which it never has",
    (evidence) => {
      iamOf(evidence, trusted).roles.push(
        role(trusted, "ci", trust(trusted), { inline: { go: allow("sts:AssumeRole", deploy) } }),
      );
    },
    ["warning granted-not-trusted role/deploy role/ci"],
    /whose trust policy does not admit them: it expects/,
  ],
  [
    "the trust names a user that was deleted",
    (evidence) => {
      (iamOf(evidence, trusting).roles[0]!.trust as { Statement: object[] }).Statement.push(
        ...trust("AIDAQWERTYUIOPASDFGH").Statement,
      );
    },
    [
      "error broader-than-approved role/deploy",
      "error changed-by-hand role/deploy",
      "error too-broad role/deploy",
      "warning stale-principal role/deploy",
    ],
    /names AIDAQWERTYUIOPASDFGH, which stands for a user that was deleted/,
  ],
  [
    "the review's date is past",
    (evidence) => {
      evidence.at = new Date("2027-06-01T00:00:00Z");
    },
    [
      "error approval-expired role/deploy",
      "error review-overdue role/deploy",
      "warning unused role/deploy",
      "warning old-access-key user/alice",
    ],
    /was to be reviewed by 2027-05-01/,
  ],
  [
    "the review is due soon",
    (evidence, approvals) => {
      evidence.at = new Date("2027-04-20T00:00:00Z");
      approvals[0]!.until = "2027-04-20";
      iamOf(evidence, trusting).roles[0]!.lastUsed = { at: new Date("2027-04-01T00:00:00Z") };
    },
    ["warning review-due role/deploy", "warning old-access-key user/alice"],
    /is to be reviewed by 2027-05-01/,
  ],
  [
    "nobody approved it",
    (_, approvals) => {
      approvals.pop();
    },
    ["error not-approved role/deploy"],
  ],
  [
    "the approval is past its last day",
    (_, approvals) => {
      approvals[0]!.until = "2026-11-23";
    },
    ["error approval-expired role/deploy"],
    /by owner@example\.com \(Release\) ended on 2026-11-23/,
  ],
  [
    "the approval is on its last day",
    (_, approvals) => {
      approvals[0]!.until = "2026-11-24";
    },
    [],
  ],
  [
    "alice has no MFA device",
    (evidence) => {
      evidence.accounts[1]!.credentials![alice]!.mfa = false;
    },
    ["warning mfa-device-missing role/deploy user/alice"],
    /has no MFA device/,
  ],
  [
    "alice's access key is old",
    (evidence) => {
      evidence.accounts[1]!.credentials![alice]!.keys[0]!.since = new Date("2026-08-01T00:00:00Z");
    },
    ["warning old-access-key user/alice"],
    /has an access key of 2026-08-01, older than 90 days/,
  ],
  [
    "alice did not use what she has, as far as CloudTrail tells",
    (evidence) => {
      const found = iamOf(evidence, trusting).roles[0]!;
      found.createdAt = new Date("2026-01-01T00:00:00Z");
      found.lastUsed = { at: new Date("2026-11-20T00:00:00Z") };
      evidence.accounts[0]!.usage[deploy] = {
        callers: {},
        callersSince: new Date("2026-08-26T12:00:00Z"),
        regions: ["eu-west-1", "us-west-2"],
        unreadRegions: ["us-east-1"],
      };
    },
    ["warning unused role/deploy user/alice"],
    /alice of 222222222222 can assume .* did not assume it since 2026-08-26, .* in eu-west-1, us-west-2; us-east-1 did not answer/,
  ],
  [
    "alice may have used what she has: CloudTrail's history does not go back far enough",
    (evidence) => {
      const found = iamOf(evidence, trusting).roles[0]!;
      found.createdAt = new Date("2026-01-01T00:00:00Z");
      found.lastUsed = { at: new Date("2026-11-20T00:00:00Z") };
      evidence.accounts[0]!.usage[deploy] = { callers: {}, callersSince: new Date("2026-10-01T00:00:00Z") };
    },
    [],
  ],
  [
    "the settings have more than was deployed",
    (evidence) => {
      const { roles } = deployed({
        trusting: (config) =>
          Object.assign(
            (config["cross-account-access:roles"] as unknown as { deploy: { session: object } }).deploy.session,
            { maxDuration: "2h" },
          ),
      }).stacks[0]!.settings!;
      evidence.stacks[0]!.settings!.roles = roles;
    },
    ["error code-not-deployed role/deploy"],
    /The longest session of the role deploy is deployed otherwise than the settings have it: found 1 h, expected 2 h/,
  ],
];

describe("review: what changed since the approval", () => {
  for (const [what, change, found, message] of cases) {
    it(what, () => {
      const review = reviewAfter(change);
      assert.deepEqual(short(review), found);
      if (message)
        assert.ok(
          review.findings.some((finding) => message.test(finding.message)),
          review.findings.map((finding) => finding.message).join("\n"),
        );
      for (const { message: text, remedy } of review.findings)
        assert.ok(/\.$/.test(text) && /(\.|--until DATE)$/.test(remedy), `${text}\n${remedy}`);
      // A deployment puts right what it made; what it did not make it leaves alone.
      for (const { remedy } of review.findings.filter(
        ({ kind, message: text }) => kind === "changed-by-hand" && !/^The members/.test(text),
      )) {
        assert.match(
          remedy,
          /AdministratorAccess/.test(String(message))
            ? /by hand, since a deployment leaves alone/
            : /pulumi up --refresh/,
        );
      }
      reviewSchema.parse(JSON.parse(JSON.stringify(review)));
    });
  }
});

describe("review: what is not known", () => {
  const incomplete = (
    change: (evidence: Mutable<Evidence>) => void,
    what: RegExp,
    verdict: Review["verdict"] = "differs",
  ) => {
    const review = reviewAfter(change);
    assert.equal(review.verdict, verdict);
    assert.ok(
      review.missing.some((one) => what.test(`${one.what}: ${one.why}`)),
      JSON.stringify(review.missing),
    );
    return review;
  };

  it("an account that a trust names and no stack describes", () => {
    const review = incomplete((evidence) => {
      iamOf(evidence, trusting).roles.push(role(trusting, "vendor", trust("333333333333")));
    }, /who of the account 333333333333 can assume .*vendor: .*no stack that is reviewed describes it/);
    assert.deepEqual(
      review.roles.map(({ name, verdict }) => `${name} ${verdict}`),
      ["deploy as-approved", "vendor differs"],
    );
  });

  it("everybody: who that is nobody knows, unless a condition limits it to accounts that are reviewed", () => {
    incomplete((evidence) => {
      iamOf(evidence, trusting).roles[0]!.trust = trust("*");
    }, /who of all other AWS accounts can assume/);
    const limited = reviewAfter((evidence) => {
      iamOf(evidence, trusting).roles[0]!.trust = trust("*", { StringEquals: { "aws:PrincipalAccount": trusted } });
    });
    assert.deepEqual(limited.missing, []);
    assert.deepEqual(limited.roles[0]!.trusts, [{ account: trusted, reviewed: true }]);
  });

  it("a policy of a trusted user whose document is not known is never taken for no access", () => {
    const review = incomplete(
      (evidence) => {
        iamOf(evidence, trusted)
          .users.find(({ name }) => name === "mallory")!
          .managed.push("arn:aws:iam::222222222222:policy/unread");
      },
      /whether arn:aws:iam::222222222222:user\/mallory can assume arn:aws:iam::111111111111:role\/deploy: .*policy\/unread/,
      "incomplete",
    );
    assert.equal(review.roles[0]!.verdict, "unknown");
  });

  it("a policy of the role whose document is not known", () => {
    const review = incomplete((evidence) => {
      iamOf(evidence, trusting).roles[0]!.managed.push("arn:aws:iam::111111111111:policy/unread");
    }, /what a session of the role deploy may do/);
    assert.equal(review.roles[0]!.permissions.verdict, "unprovable");
  });

  it("a trust policy that cannot be read may let anybody in", () => {
    incomplete((evidence) => {
      iamOf(evidence, trusting).roles.push(
        role(trusting, "odd", {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principle: "*", Action: "sts:AssumeRole" }],
        }),
      );
    }, /whom the role odd trusts/);
  });

  it("an account that could not be read: its declared roles are shown, and nothing is said to be gone", () => {
    const review = incomplete(
      (evidence) => {
        delete evidence.accounts[0]!.iam;
      },
      /the IAM of the account 111111111111/,
      "incomplete",
    );
    assert.deepEqual(
      review.roles.map(({ arn, verdict }) => [arn, verdict]),
      [[deploy, "unknown"]],
    );
    assert.deepEqual(review.findings, []);
  });

  it("the trusted account could not be read", () => {
    const review = incomplete(
      (evidence) => {
        delete evidence.accounts[1]!.iam;
      },
      /the IAM of the account 222222222222/,
      "incomplete",
    );
    assert.deepEqual(
      review.roles.map(({ verdict, trusts }) => [verdict, trusts]),
      [["unknown", [{ account: trusted, reviewed: false }]]],
    );
  });
});

describe("review: what differs decides before what is not known", () => {
  const unread = (evidence: Mutable<Evidence>) => {
    delete evidence.accounts[1]!.iam;
  };
  const widened = (evidence: Mutable<Evidence>) => {
    iamOf(evidence, trusting).roles[0]!.maxSessionDuration = 43_200;
  };
  for (const [what, changes, verdict, role, words] of [
    ["nothing of both", [], "as-approved", "as-approved", "Access is as approved"],
    [
      "something is not known",
      [unread],
      "incomplete",
      "unknown",
      "Evidence is missing, so nothing is proven to be as approved",
    ],
    ["something differs", [widened], "differs", "differs", "Access differs from what was approved"],
    [
      "both",
      [unread, widened],
      "differs",
      "differs",
      "Access differs from what was approved, and evidence is missing besides",
    ],
  ] as const) {
    it(`${what}: ${verdict}, in every format`, () => {
      const review = reviewAfter((evidence) => changes.forEach((change) => change(evidence)));
      assert.deepEqual([review.verdict, review.roles[0]!.verdict], [verdict, role]);
      const show = (format: Format) => formatted(review, format, {}, { width: 200, colour: false });
      assert.equal(show("table").split("\n")[0], words);
      assert.match(show("md").split("\n")[0]!, new RegExp(`^## [✅❌❔] ${words}$`, "u"));
      assert.ok(show("html").includes(`<title>${words} (`));
      assert.match(show("html"), new RegExp(`<h1>.* ${words}</span></h1>`));
      assert.equal((JSON.parse(show("json")) as Review).verdict, verdict);
      const [run] = (JSON.parse(show("sarif")) as { runs: [{ results: { level: string }[]; invocations: object[] }] })
        .runs;
      assert.equal(
        run.results.some(({ level }) => level === "error"),
        verdict === "differs",
      );
      assert.deepEqual(
        run.invocations.map((one) => (one as { executionSuccessful: boolean }).executionSuccessful),
        [!changes.includes(unread as never)],
      );
    });
  }
});

describe("review: what an approval covers", () => {
  it("an administrator of the trusted account is real access: an error until somebody approves it, then a warning", () => {
    const evidence = deployed();
    iamOf(evidence, trusted).users.push(user("admin", { managed: ["arn:aws:iam::aws:policy/AdministratorAccess"] }));
    const before = assess(evidence, [], options);
    assert.deepEqual(short(before), [
      "error not-approved role/deploy",
      "error undeclared-grant role/deploy user/admin",
    ]);
    const after = assess(evidence, approveAll(evidence), options);
    assert.deepEqual(short(after), ["warning undeclared-grant role/deploy user/admin"]);
    assert.equal(after.verdict, "as-approved");
  });

  it("a role that no stack declares, and one that is too broad, likewise", () => {
    const evidence = deployed();
    iamOf(evidence, trusting).roles.push(
      role(trusting, "root", trust(trusted, { Bool: { "aws:MultiFactorAuthPresent": "true" } }), {
        managed: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      }),
    );
    iamOf(evidence, trusted).groups.push(
      group("ops", { inline: { go: allow("sts:AssumeRole", `arn:aws:iam::${trusting}:role/root`) } }),
    );
    iamOf(evidence, trusted).users[0]!.groups.push("ops");
    const approvals = approveAll(evidence);
    assert.deepEqual(short(assess(evidence as Evidence, approvals, options)), [
      "warning too-broad role/root",
      "warning undeclared-grant role/root group/ops",
      "warning undeclared-role role/root",
    ]);
    const expired = approvals.map((one) => ({ ...one, until: "2026-11-01" }));
    assert.deepEqual(
      short(assess(evidence as Evidence, expired, options)).filter((one) => one.includes("role/root")),
      [
        "error approval-expired role/root",
        "error too-broad role/root",
        "error undeclared-grant role/root group/ops",
        "error undeclared-role role/root",
      ],
    );
  });

  it("a window that opens later counts as access, with when", () => {
    const evidence = deployed();
    iamOf(evidence, trusting).roles[0]!.trust = trust(trusted, {
      DateGreaterThan: { "aws:CurrentTime": "2027-01-01T00:00:00Z" },
    });
    const { principals } = assess(evidence, [], options).roles[0]!;
    assert.deepEqual(
      principals.map(({ arn }) => arn),
      [alice],
    );
  });

  it("a principal of the role's own account that the trust names needs no policy, and one that it does not name needs one", () => {
    const evidence = deployed();
    iamOf(evidence, trusting).users.push(
      { ...user("bob"), arn: `arn:aws:iam::${trusting}:user/bob` },
      { ...user("eve"), arn: `arn:aws:iam::${trusting}:user/eve` },
    );
    iamOf(evidence, trusting).roles[0]!.trust = trust([
      `arn:aws:iam::${trusting}:user/bob`,
      `arn:aws:iam::${trusting}:root`,
    ]);
    assert.deepEqual(
      assess(evidence as Evidence, [], options).roles[0]!.principals.map(({ arn }) => arn),
      [`arn:aws:iam::${trusting}:user/bob`],
    );
  });

  it("a role of the role's own account that the trust names is held by its boundary, a user is not", () => {
    const evidence = deployed();
    const reader = { boundary: "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess" };
    const nobody = { Version: "2012-10-17", Statement: [] };
    const users = ["bound", "free"].map((name) => ({
      ...user(name, name === "bound" ? reader : {}),
      arn: `arn:aws:iam::${trusting}:user/${name}`,
    }));
    const roles = ["bound", "free"].map((name) => role(trusting, name, nobody, name === "bound" ? reader : {}));
    iamOf(evidence, trusting).users.push(...users);
    iamOf(evidence, trusting).roles.push(...roles);
    iamOf(evidence, trusting).roles[0]!.trust = trust([...users, ...roles].map(({ arn }) => arn));
    const { principals } = assess(evidence as Evidence, [], options).roles.find(({ arn }) =>
      arn.endsWith(":role/deploy"),
    )!;
    assert.deepEqual(
      principals.map(({ arn }) => arn.split(":").at(-1)),
      ["role/free", "user/bound", "user/free"],
    );
  });

  it(`is of the moment ${at.toISOString()}`, () => {
    assert.equal(reviewAfter(() => {}).at, at.toISOString());
  });
});
