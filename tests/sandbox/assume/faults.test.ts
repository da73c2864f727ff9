import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import pMap from "p-map";
import type { Outcome } from "../../../sandbox/execute";
import { Accounts, allow, trust, trusted } from "./accounts";
import { openRelay, stsError } from "../../../sandbox/emulator/relay";

type Fault = (response: ServerResponse) => void;

/** What may come instead of an answer. */
const faults: Readonly<Record<string, Fault>> = {
  "500": (response) => stsError(response, 500, "InternalFailure", "We cannot."),
  "503 of a proxy": (response) =>
    response.writeHead(503, { "content-type": "text/html" }).end("<html><body>Service<br>Unavailable</body></html>"),
  throttling: (response) => stsError(response, 400, "Throttling", "Rate exceeded"),
  "429 without words": (response) => response.writeHead(429).end(),
  "an empty 200": (response) => response.writeHead(200).end(),
  "a page with 200": (response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in to the network</html>"),
  "an answer with nothing in it": (response) =>
    response.writeHead(200).end("<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>"),
  "a connection that breaks": (response) => response.destroy(),
};

/** A way to call the command. */
interface Way {
  readonly title: string;
  readonly args: (accounts: Accounts) => readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** How many of its calls can be made again. */
  readonly most?: number;
}

describe("assume when AWS does not answer as it should", () => {
  const accounts = new Accounts();
  let [open, closed] = ["", ""];
  before(async () => {
    await accounts.open(["alice"]);
    open = await accounts.role("open", [trust()]);
    closed = await accounts.role("closed", [trust()]);
    await accounts.role("first", [trust()], { account: trusted, policies: [allow("*")] });
    await accounts.grant("alice", allow("*", ["iam:Get*", "iam:List*"]), {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: [open, "arn:aws:iam::222222222222:role/first"],
    });
    appendFileSync(
      join(accounts.directory, "config"),
      "\n[profile chained]\nrole_arn = arn:aws:iam::222222222222:role/first\nsource_profile = alice\n",
    );
  });
  after(() => accounts.close());
  afterEach(() => (accounts.relay.instead = undefined));

  const alice = { AWS_PROFILE: "alice" };
  const ways: readonly Way[] = [
    { title: "a role by its ARN", args: () => [open], env: alice },
    // The code is used up by the call, so nothing after it can be tried again.
    { title: "with a code", args: (a) => [open, "--mfa-token", a.code("alice")], env: alice, most: 3 },
    { title: "through a profile that stands for a role", args: () => [open, "--source-profile", "chained"] },
    { title: "refused, with evidence", args: () => [closed, "--explain-with", "chained"], env: alice },
    { title: "--explain", args: () => [open, "--explain", "--explain-with", "chained"], env: alice },
    {
      title: "--explain with a code",
      args: (a) => [open, "--explain", "--mfa-token", a.code("alice")],
      env: alice,
      most: 3,
    },
  ];
  let runs = 0;

  /** One run, in which every call from the one of that index on meets the fault. Nothing is remembered from other runs. */
  async function run(
    { args, env }: Way,
    fault?: Fault,
    from = Infinity,
  ): Promise<Outcome & { readonly calls: readonly string[] }> {
    const relay = await openRelay(accounts.relay.url);
    const calls: string[] = [];
    relay.instead = (body, response) => {
      if (calls.push(new URLSearchParams(body).get("Action") ?? "") <= from || !fault) return false;
      fault(response);
      return true;
    };
    try {
      return {
        ...(await accounts.run(args(accounts), {
          ...env,
          AWS_ENDPOINT_URL: relay.url,
          XDG_CACHE_HOME: join(accounts.directory, `cache-${runs++}`),
        })),
        calls,
      };
    } finally {
      relay.close();
    }
  }

  for (const [at, way] of ways.entries()) {
    it(`${way.title}: a fault at any of its calls, and from then on, is told as what it is`, async () => {
      const { calls } = await run(way);
      assert.ok(calls.length >= 2, calls.join());
      // Every fault meets every call of the first way; each call of the others meets one, and in sum each fault several.
      const points = calls.slice(0, way.most).flatMap((call, index) =>
        Object.entries(faults)
          .filter((_, fault) => at === 0 || (index + at) % Object.keys(faults).length === fault)
          .map(([title, fault]) => ({ call, index, title, fault })),
      );
      const tried = async ({ call, index, title, fault }: (typeof points)[number]) => {
        const { code, stdout, stderr } = await run(way, fault, index);
        const point = `${title} from ${call}, call ${index + 1} of ${calls.length}: exit code ${code}\n${stderr}`;
        assert.doesNotMatch(stderr, /report this|\n\s+at |TypeError/, point);
        assert.doesNotMatch(
          stderr,
          /credentials-invalid|credentials-expired|does not know the source credentials|renew|secret access key/,
          point,
        );
        assert.equal(stdout, "", point);
        // Evidence that is missing leaves a refusal, or a call that was let through, what it is.
        const decided =
          calls.slice(0, index).filter((one) => one === "AssumeRole").length > 0 && /refused|--explain/.test(way.title);
        assert.ok(decided ? [0, 4, 9].includes(code) : code === 9, point);
        if (code === 9)
          assert.match(stderr, /\[network\]|throttling|answered|InternalFailure|cannot be reached/, point);
      };
      await pMap(points, tried, { concurrency: 4 });
    });
  }

  it("once alone, a fault is tried again, and the session is had", async () => {
    let met = false;
    accounts.relay.instead = (_, response) =>
      !met && (met = true) && stsError(response, 500, "InternalFailure", "We cannot.");
    const ran = await accounts.run([open, "--format", "json"], alice);
    assert.deepEqual([ran.code, met], [0, true], ran.stderr);
  });
});
