import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { CrossAccountRole } from "../../components/crossAccountRole";
import type { WrittenRole } from "../../settings/written";
import { config, exampleRole, trustingConfig } from "../settings/example";
import { application, ofPeople } from "../settings/people";
import { deploy, type Registered, type Run } from "./deployment";

type People = NonNullable<Run["people"]>;
const trusts = (changes: Record<string, unknown> = {}) =>
  trustingConfig({ trusts: [{ account: "222222222222" }, ofPeople(changes)] });
/** Users have addresses as names, and groups have none. */
const ours: People = (kind, name) => {
  if (kind === "application") return { id: "arn:aws:sso:::instance/ours" };
  if ((kind === "UserName") !== name.includes("@")) return new Error(`${name} was looked for by ${kind}`);
  return { id: `id-of-${name}`, written: name };
};
const except =
  (wrong: string, answer: ReturnType<People>): People =>
  (kind, name) =>
    name === wrong ? answer : ours(kind, name);
const entitlements = (resources: readonly Registered[]) =>
  resources.filter(({ type }) => type === "aws:accountaccess/entitlement:Entitlement");
const provider = (resources: readonly Registered[]) => resources.find(({ type }) => type === "pulumi:providers:aws");
const engine = (token: string, message: string) =>
  new Error(`invocation of ${token} returned an error: invoking ${token}: 1 error occurred:\n\t* ${message}\n\n`);
const answered = (operation: string, rest: string) =>
  `reading IdentityStore User (d-1): operation error identitystore: ${operation}, https response error StatusCode: 400, RequestID: 1, ${rest}`;
const nobody = engine(
  "aws:identitystore/getUser:getUser",
  answered("GetUserId", "ResourceNotFoundException: USER not found."),
);
const noStore = engine(
  "aws:identitystore/getUser:getUser",
  answered("GetUserId", "ResourceNotFoundException: IDENTITY_STORE not found."),
);
const denied = engine(
  "aws:identitystore/getUser:getUser",
  answered("GetUserId", "api error AccessDeniedException: No."),
);

describe("people of IAM Identity Center whom a role trusts", () => {
  for (const preview of [false, true])
    it(`have an entitlement each, which comes last and goes first${preview ? ", in a preview" : ""}`, async () => {
      const { resources } = await deploy(trusts(), { people: ours, preview });
      const made = entitlements(resources);
      const roleArn = "arn:aws:iam::111111111111:role/deploy";
      assert.deepEqual(
        made.map(({ name, inputs }) => [name, inputs]),
        [
          ["deploy-user-id-of-alice@example.com", { userId: "id-of-alice@example.com" }],
          ["deploy-group-id-of-Engineers", { groupId: "id-of-Engineers" }],
        ].map(([name, identityCenter]) => [
          name,
          {
            applicationArn: application,
            region: "eu-west-1",
            entitlement: { principalRole: { principal: { identityCenter }, roleArn } },
          },
        ]),
      );
      for (const { after, deleteBeforeReplace } of made) {
        for (const one of ["deploy", "deploy-artifacts", "role deploy", "everything"])
          assert.ok(after.includes(one), one);
        assert.ok(deleteBeforeReplace);
      }
    });

  it("are entitled by the credentials of the stack, and by a role of the application's account", async () => {
    const own = application.replace("333333333333", "111111111111");
    const before = pulumi.runtime.allConfig();
    const assumed = { roleArn: "arn:aws:iam::111111111111:role/ci" };
    pulumi.runtime.setAllConfig({ "aws:profile": "trusting", "aws:assumeRoles": JSON.stringify([assumed]) });
    const there = await deploy(trusts(), { people: ours }).finally(() => pulumi.runtime.setAllConfig(before));
    const { inputs, name } = provider(there.resources)!;
    assert.equal(name, "deploy-identity-center");
    const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
    assert.equal(text(inputs["profile"]), "trusting");
    assert.equal(text(inputs["allowedAccountIds"]), '["333333333333"]');
    assert.equal(
      text(inputs["assumeRoles"]),
      '[{"roleArn":"arn:aws:iam::111111111111:role/ci"},{"roleArn":"arn:aws:iam::333333333333:role/entitlements","sessionName":"cross-account-access"}]',
    );
    const here = await deploy(trusts({ application: own, assumeRole: undefined }), { people: ours });
    assert.equal(provider(here.resources), undefined);
    assert.equal(entitlements(here.resources).length, 2);
  });

  it("are looked up and entitled by one and the same provider", async () => {
    for (const [assumeRole, account, own] of [
      ["arn:aws:iam::333333333333:role/entitlements", "333333333333", "deploy-identity-center"],
      [undefined, "111111111111", undefined],
    ] as const) {
      const by = new Set<string | undefined>();
      const settings = trusts({ application: application.replace("333333333333", account), assumeRole });
      const calling: Run["calling"] = (token, name) => /ssoadmin|accountaccess|identity/.test(token) && by.add(name);
      const { resources } = await deploy(settings, { people: ours, calling });
      for (const one of entitlements(resources)) by.add(one.provider);
      assert.deepEqual([...by], [own]);
    }
  });

  it("are looked for in an application that is asked for once, where roles reach it in one way", async () => {
    const role = (changes: object = {}) => ({ ...exampleRole(), trusts: [ofPeople({ ...changes })] });
    const other = { assumeRole: "arn:aws:iam::333333333333:role/other" };
    const roles = { deploy: role(), audit: role({ users: ["bob@example.com"] }), other: role(other) };
    const asked: string[] = [];
    const calling: Run["calling"] = (token) => asked.push(token.slice(token.lastIndexOf(":") + 1));
    const { resources } = await deploy(config("111111111111", { roles }), { people: ours, calling });
    assert.equal(entitlements(resources).length, 6);
    const times = (name: string) => asked.filter((one) => one === name).length;
    assert.deepEqual(["getApplication", "getInstances", "getUser", "getGroup"].map(times), [2, 2, 3, 3]);
  });

  it("are entitled to a role that stands alone, and it is not published when one of them is nobody", async () => {
    const registered: Registered[] = [];
    let people = ours;
    await deploy(trustingConfig(), { people: (kind, name) => people(kind, name), registered });
    const written = { ...exampleRole(), trusts: [ofPeople()] } as unknown as WrittenRole;
    const account = { id: "111111111111", region: "eu-west-1" };
    const published = (key: string) => {
      const { published: output } = CrossAccountRole.of(key, { account, role: written });
      return (output as typeof output & { promise(): Promise<unknown> }).promise();
    };
    await published("alone");
    const names = () => entitlements(registered).map(({ name }) => name);
    const own = ["alone-user-id-of-alice@example.com", "alone-group-id-of-Engineers"];
    assert.deepEqual(names(), own);
    const policies = registered.filter(({ type, name }) => /RolePolicy/.test(type) && name.startsWith("alone-"));
    assert.deepEqual(
      policies.map(({ name }) => name),
      ["alone-artifacts"],
    );
    people = except("alice@example.com", nobody);
    await assert.rejects(
      published("refused"),
      /roles\.refused\.trusts\[0\]\.identityCenter\.users\[0\]: .* a user who exists/,
    );
    assert.deepEqual(names(), own);
  });

  it("are asked for by no role that trusts none of them", async () => {
    const { resources } = await deploy(trustingConfig());
    assert.deepEqual([provider(resources), entitlements(resources)], [undefined, []]);
  });

  const at = "roles\\.deploy\\.trusts\\[1\\]\\.identityCenter\\.";
  const refusals: [what: string, people: People, problem: RegExp][] = [
    [
      "nobody of the name",
      except("alice@example.com", nobody),
      new RegExp(`${at}users\\[0\\]: .* a user who exists: IAM`),
    ],
    ["no group of the name", except("Engineers", nobody), new RegExp(`${at}groups\\[0\\]: .* a group who exists: IAM`)],
    [
      "a name in other letters",
      except("alice@example.com", { id: "id", written: "Alice@example.com" }),
      new RegExp(`${at}users\\[0\\]: .*did you mean Alice@example\\.com`),
    ],
    [
      "a refusal",
      except("alice@example.com", denied),
      new RegExp(`${at}users\\[0\\]: .*could not be looked up.*AccessDenied`),
    ],
    ["another store", except("Engineers", noStore), new RegExp(`${at}groups\\[0\\]: .*could not be looked up.*STORE`)],
    ["no application", except(application, denied), new RegExp(`${at}application: .*could not be asked for`)],
    [
      "an instance that these credentials do not see",
      except(application, { id: "arn:aws:sso:::instance/third" }),
      new RegExp(`${at}application: .*do not see its instance`),
    ],
  ];
  for (const [what, people, problem] of refusals)
    it(`are refused before anything is made: ${what}`, async () => {
      const registered: Registered[] = [];
      await assert.rejects(deploy(trusts(), { people, registered }), (error: Error) => {
        assert.match(error.message.replace(/\s+/g, " "), problem);
        return true;
      });
      assert.deepEqual(
        registered.map(({ type }) => type).filter((type) => type !== "pulumi:providers:aws"),
        [],
      );
    });
});
