import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf, earlierReview } from "../../../../cli/review/notify/digest";
import { messageFor } from "../../../../cli/review/notify/messages";
import { notify, readEarlier, targetOf, UnusableNotify } from "../../../../cli/review/notify/notify";
import type { Review } from "../../../../cli/review/model";
import { runReview } from "../../../../cli/review/run";
import { example, exampleRole } from "../formats/example";

const copy = (review: Review): Review => JSON.parse(JSON.stringify(review)) as Review;
const later = (review: Review): Review => ({ ...copy(review), at: "2027-01-01T00:00:00.000Z" });

describe("the digest of a review", () => {
  const [first] = example.roles;

  it("is the same at another time and in another order, and says so", () => {
    const other = later(example);
    other.findings.reverse();
    other.roles.reverse();
    const { digest, changed } = digestOf(other, example);
    assert.equal(changed, false);
    assert.equal(digest, digestOf(example, undefined).digest);
  });

  it("without an earlier review everything is new", () => {
    const { changed, new: fresh, gone, gains, loses } = digestOf(example, undefined);
    assert.deepEqual([changed, fresh.length, gone, loses], [true, example.findings.length, [], []]);
    assert.equal(gains.length, example.roles.flatMap(({ principals }) => principals).length);
  });

  it("names who gains and loses, what is found and settled, and what is not known now", () => {
    const other = later(example);
    const [gone] = other.findings.splice(0, 1);
    const role = other.roles.find(({ arn }) => arn === first!.arn)!;
    const lost = role.principals.map(({ arn }) => arn);
    role.principals = [{ ...first!.principals[0]!, arn: "arn:aws:iam::222222222222:user/eve" }];
    other.missing.push({ what: "the IAM of an account", why: "it slept", next: "Wake it." });
    const found = digestOf(other, example);
    assert.deepEqual(
      [found.new, found.gone.map(({ message }) => message), found.gains, found.loses.map(({ principal }) => principal)],
      [[], [gone!.message], [{ role: role.arn, principal: "arn:aws:iam::222222222222:user/eve" }], lost.sort()],
    );
    assert.deepEqual(found.missing, ["the IAM of an account: it slept"]);
  });

  it("a verdict that changed is a change", () =>
    assert.equal(
      digestOf({ ...copy(example), verdict: "as-approved" }, { ...example, verdict: "differs" }).changed,
      true,
    ));

  it("reads what `--format json` wrote, and nothing else", () => {
    assert.ok(earlierReview(copy(example)));
    for (const wrong of [null, [], {}, { ...example, version: 2 }, { ...example, findings: "none" }])
      assert.equal(earlierReview(wrong), undefined);
  });
});

describe("messages for receivers", () => {
  const role = exampleRole("<!channel> *bold* [link](https://evil.example)\u202e");
  const review: Review = {
    ...example,
    roles: [role],
    findings: Array.from({ length: 30 }, (_, i) => ({
      kind: "unused" as const,
      level: "warning" as const,
      account: "111111111111",
      message: `<https://evil.example|${i}> & [a](b)\n# ${"x".repeat(500)}`,
      remedy: "none",
    })),
  };
  const digest = digestOf(review, undefined);
  const text = (receiver: "slack" | "teams" | "json") => JSON.stringify(messageFor(receiver, review, digest));

  it("Slack: text without markup of others, at most 20 lines of a kind", () => {
    const message = messageFor("slack", review, digest) as { text: string };
    assert.doesNotMatch(message.text, /<|>|\u202e/);
    assert.match(message.text, /&lt;https:\/\/evil\.example\|0&gt; &amp;/);
    assert.match(message.text, /• and 10 more/);
    assert.ok(message.text.length < 20_000);
  });

  it("Teams: an adaptive card, in which nothing of others is a link", () => {
    const card = JSON.parse(text("teams")) as {
      attachments: { contentType: string; content: { body: { text: string }[] } }[];
    };
    assert.equal(card.attachments[0]!.contentType, "application/vnd.microsoft.card.adaptive");
    const lines = card.attachments[0]!.content.body.map((block) => block.text).join("\n");
    assert.doesNotMatch(lines, /(?<!\\)\]\(/);
    assert.match(lines, /\\\[a\\\]\\\(b\\\)/);
  });

  it("JSON: the digest itself", () =>
    assert.deepEqual((JSON.parse(text("json")) as { digest: string; version: number }).digest, digest.digest));
});

describe("telling somebody of a review", () => {
  let server: Server;
  let statuses: (number | "hangs")[];
  let bodies: string[];
  let folder: string;
  const at = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/B0/secret`;
  const quick = { pause: 1, answer: 60_000 };

  before((done) => {
    folder = mkdtempSync(join(tmpdir(), "notify-"));
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        bodies.push(body);
        const status = statuses.shift() ?? 200;
        if (status !== "hangs") response.writeHead(status, { location: "http://127.0.0.1:1/" }).end();
      });
    }).listen(0, "127.0.0.1", done);
  });
  after((done) => {
    rmSync(folder, { recursive: true });
    server.closeAllConnections();
    server.close(() => done());
  });
  const post = async (...answers: (number | "hangs")[]) => {
    [statuses, bodies] = [answers, []];
    return notify(example, undefined, [targetOf(at())], {
      ...quick,
      ...(answers.includes("hangs") && { answer: 300 }),
    });
  };

  it("posts what changed, once", async () => {
    const { lines, failed } = await post();
    assert.deepEqual([failed, bodies.length], [false, 1]);
    assert.match(lines.join(), /^Posted what changed to 127\.0\.0\.1:\d+ \(json\)\.$/);
    assert.equal((JSON.parse(bodies[0]!) as { version: number }).version, 1);
  });

  it("posts nothing where nothing changed", async () => {
    [statuses, bodies] = [[], []];
    const { lines, failed } = await notify(later(example), example, [targetOf(at())], quick);
    assert.deepEqual(
      [lines, failed, bodies],
      [["Nothing changed since the earlier review, so nothing was posted."], false, []],
    );
  });

  for (const [answers, times, said] of [
    [[500, 200], 2, /^Posted/],
    [[500, 502, 500], 3, /was not posted to 127\.0\.0\.1:\d+ \(json\): it answered with status 500, 3 times\./],
    [[429, 429, 204], 3, /^Posted/],
    [[404], 1, /it answered with status 404\./],
    [[302], 1, /it answered with status 302\./],
    [["hangs"], 1, /no answer within 0\.3 s\./],
  ] as const)
    it(`a receiver that answers ${answers.join(", ")}: ${times} posts`, async () => {
      const { lines, failed } = await post(...answers);
      assert.equal(bodies.length, times);
      assert.match(lines.join(), said);
      assert.equal(failed, !/Posted/.test(lines.join()));
      assert.doesNotMatch(lines.join(), /secret|services/);
    });

  it("one receiver that does not answer keeps none from the others", async () => {
    [statuses, bodies] = [[], []];
    const { lines, failed } = await notify(
      example,
      undefined,
      [targetOf("http://127.0.0.1:1/x"), targetOf(at())],
      quick,
    );
    assert.deepEqual([failed, bodies.length, lines.length], [true, 1, 2]);
    assert.match(lines[0]!, /ECONNREFUSED/);
  });

  it("knows the receivers by their hosts, or as told", () => {
    for (const [typed, receiver] of [
      ["https://hooks.slack.com/services/a", "slack"],
      ["https://acme.webhook.office.com/a", "teams"],
      ["https://prod-1.westeurope.logic.azure.com:443/workflows/a", "teams"],
      ["https://example.com/?x=slack.com", "json"],
      ["https://evilslack.com/", "json"],
      ["slack=https://example.com/", "slack"],
    ] as const)
      assert.equal(targetOf(typed).receiver, receiver, typed);
  });

  it("an address of another form is refused, and not repeated", () => {
    for (const wrong of [
      "hooks.slack.com/secret",
      "http://example.com/secret",
      "file:///secret",
      "slack=",
      "ftp://secret",
    ])
      assert.throws(
        () => targetOf(wrong),
        (error: Error) => error instanceof UnusableNotify && !error.message.includes("secret"),
      );
  });

  it("wrong options are refused before anything is read", async () => {
    const given = { unusedAfter: 90, keysOlderThan: 90, dueWithin: 30, usage: false };
    assert.equal(await runReview({ ...given, notify: ["nonsense"] }, folder), 2);
    assert.equal(await runReview({ ...given, since: "before.json" }, folder), 2);
    const approval = { approve: "deploy", by: "a", reason: "b", until: "2027-05-01" };
    assert.equal(await runReview({ ...given, ...approval, notify: [at()] }, folder), 2);
  });

  it("an earlier review: a missing file knows nothing, another form is refused", () => {
    assert.equal(readEarlier(join(folder, "none.json")), undefined);
    const file = join(folder, "review.json");
    for (const text of ["", "{", "[]", '{"version":2}']) {
      writeFileSync(file, text);
      assert.throws(() => readEarlier(file), UnusableNotify, text);
    }
    writeFileSync(file, JSON.stringify(example));
    assert.equal(readEarlier(file)!.findings.length, example.findings.length);
  });
});
