import assert from "node:assert/strict";
import { trustedConfig } from "../settings/example";
import { deploy, type Registered, type Run } from "./deployment";

/** The engine's words for a stack that its backend does not have. */
const unknown = (name: string) => `unknown stack "${name}"`;
const account = "111111111111";
const arn = `arn:aws:iam::${account}:role/deploy`;

describe("stacks of grants that cannot be read", () => {
  const cases: [what: string, reference: object, run: Run, expected: string][] = [
    [
      "an organization that is not the backend's",
      { stack: "organisation/cross-account-access/trusting", account },
      {},
      'found "organisation/cross-account-access/trusting" of the organization organisation, did you mean ' +
        "organization/cross-account-access/trusting? expected organization, which is the only one in this backend " +
        "(a folder or a bucket)",
    ],
    [
      "an organization of Pulumi Cloud in a backend of files",
      { stack: "acme/shop/trusting", account },
      {},
      'found "acme/shop/trusting" of the organization acme, did you mean organization/shop/trusting? expected ' +
        "organization, which is the only one in this backend (a folder or a bucket)",
    ],
    [
      "an organization that Pulumi Cloud does not have, near the own one",
      { stack: "acm/cross-account-access/trusting", account },
      { organization: "acme", refuse: unknown },
      'found "acm/cross-account-access/trusting", did you mean trusting? expected a stack that the backend has, and it ' +
        "has no acm/cross-account-access/trusting; pulumi stack ls --all lists those that you may see",
    ],
    [
      "a misspelt project",
      { stack: "cross-acount-access/trusting", account },
      { refuse: unknown },
      'found "cross-acount-access/trusting", did you mean trusting? expected a stack that the backend has, and it has ' +
        "no organization/cross-acount-access/trusting; pulumi stack ls --all lists those that you may see",
    ],
    [
      "another project's stack",
      { stack: "shop/live", account },
      { refuse: unknown },
      'found "shop/live", expected a stack that the backend has, and it has no organization/shop/live; pulumi stack ls ' +
        "--all lists those that you may see",
    ],
    [
      "a misspelt stack with its account",
      { stack: "trustin", account },
      { refuse: unknown },
      'found "trustin", did you mean trusting? expected a stack of this project: trusted, trusting',
    ],
    [
      "a stack that is written with its project",
      { stack: "cross-account-access/trustnig" },
      { refuse: unknown },
      'found "cross-account-access/trustnig", expected a stack of this project: trusted, trusting',
    ],
    [
      "a stack that nobody initialised",
      { stack: "trusting" },
      { refuse: unknown },
      'found "trusting", which has a file here and is not in the backend, expected a stack that is deployed: pulumi ' +
        "stack init trusting, then pulumi up --stack trusting",
    ],
    [
      "a stack that may not be read",
      { stack: "acme/shop/live", account },
      { organization: "acme", refuse: () => "[403] Forbidden: you may not read it" },
      'found "acme/shop/live", which could not be read: [403] Forbidden: you may not read it',
    ],
  ];
  for (const [what, reference, run, expected] of cases) {
    it(`${what}: told by the path, and nothing is registered`, async () => {
      const registered: Registered[] = [];
      const config = trustedConfig({ roles: [{ role: "deploy", ...reference }] });
      await assert.rejects(deploy(config, { ...run, registered }), (error: Error) => {
        assert.equal(
          error.message,
          `The grants of this stack have a problem.\n  grants.deployers-deploy.roles[0].stack: ${expected}`,
        );
        return true;
      });
      assert.deepEqual(registered, []);
    });
  }

  it("all are told at once", async () => {
    const roles = ["shop/live", "trusting", "shop/live"].map((stack, at) => ({ stack, role: `r${at}`, account }));
    await assert.rejects(
      deploy(trustedConfig({ roles }), { refuse: unknown }),
      /3 problems\.\n {2}grants\.deployers-deploy\.roles\[0\].*\n.*roles\[1\].*\n.*roles\[2\]/,
    );
  });

  it("a stack that is not there yet is like one that is not deployed, where the grant has the ARN", async () => {
    const config = trustedConfig({ roles: [{ stack: "trusting", role: "deploy", arnUntilDeployed: arn }] });
    const { outputs } = await deploy(config, { refuse: unknown });
    assert.deepEqual(outputs.grants, { "deployers-deploy": [arn] });
  });
});
