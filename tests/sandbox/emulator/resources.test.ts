import assert from "node:assert/strict";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { sessionKeys } from "./sessionKeys";
import { send } from "./signedRequest";
import { clients, keysOf, policy, stranger, trusted, trusting, type Keys } from "./world";

type Statement = Readonly<Record<string, unknown>>;

/** A service with one resource of the trusting account, and one call about it that others can be allowed. */
interface Kind {
  readonly service: string;
  readonly target: string;
  /** Makes the resource. Gives its ARN, and how it is named in calls. */
  make(name: string, document: string): Promise<{ arn: string; named: Readonly<Record<string, string>> }>;
  readonly action: string;
  readonly call: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** A call that no policy allows other accounts. */
  readonly atHome?: string;
}

const json = async (keys: Keys, service: string, target: string, parameters: object) =>
  send({ keys, service, text: JSON.stringify(parameters), headers: { "x-amz-target": target } });
async function made<T>(service: string, target: string, parameters: object): Promise<T> {
  const { status, body } = await json(keysOf("admin-1"), service, target, parameters);
  assert.equal(status, 200, body);
  return JSON.parse(body) as T;
}

const kinds: readonly Kind[] = [
  {
    service: "kms",
    target: "TrentService",
    action: "kms:GenerateDataKey",
    call: "GenerateDataKey",
    parameters: { KeySpec: "AES_256" },
    atHome: "GetKeyPolicy",
    async make(_, Policy) {
      const { KeyMetadata } = await made<{ KeyMetadata: { Arn: string } }>("kms", "TrentService.CreateKey", { Policy });
      return { arn: KeyMetadata.Arn, named: { KeyId: KeyMetadata.Arn } };
    },
  },
  {
    service: "sqs",
    target: "AmazonSQS",
    action: "sqs:SendMessage",
    call: "SendMessage",
    parameters: { MessageBody: "x" },
    atHome: "ListQueueTags",
    async make(QueueName, Policy) {
      const Attributes = { Policy };
      const { QueueUrl } = await made<{ QueueUrl: string }>("sqs", "AmazonSQS.CreateQueue", { QueueName, Attributes });
      return { arn: `arn:aws:sqs:eu-west-1:${trusting}:${QueueName}`, named: { QueueUrl } };
    },
  },
  {
    service: "sns",
    target: "",
    action: "sns:Publish",
    call: "Publish",
    parameters: { Message: "x" },
    async make(Name, Policy) {
      const parameters = {
        Action: "CreateTopic",
        Version: "2010-03-31",
        Name,
        "Attributes.entry.1.key": "Policy",
        "Attributes.entry.1.value": Policy,
      };
      const { status, body } = await send({ keys: keysOf("admin-1"), service: "sns", parameters });
      assert.equal(status, 200, body);
      const arn = `arn:aws:sns:eu-west-1:${trusting}:${Name}`;
      return { arn, named: { TopicArn: arn } };
    },
  },
  {
    service: "secretsmanager",
    target: "secretsmanager",
    action: "secretsmanager:GetSecretValue",
    call: "GetSecretValue",
    async make(Name, ResourcePolicy) {
      const SecretString = "x";
      const { ARN } = await made<{ ARN: string }>("secretsmanager", "secretsmanager.CreateSecret", {
        Name,
        SecretString,
      });
      await made("secretsmanager", "secretsmanager.PutResourcePolicy", { SecretId: ARN, ResourcePolicy });
      return { arn: ARN, named: { SecretId: ARN } };
    },
  },
];

let count = 0;

describe("The emulator judges by the policies of", () => {
  for (const kind of kinds) {
    const { service, action } = kind;
    describe(service, () => {
      const root = (id: string) => ({ AWS: `arn:aws:iam::${id}:root` });
      const allow = (Principal: unknown, more: Statement = {}): Statement => ({
        Effect: "Allow",
        Principal,
        Action: action,
        Resource: "*",
        ...more,
      });
      /** So that the owner may still change it. */
      const keep = allow({ AWS: `arn:aws:iam::${trusting}:user/admin-1` }, { Action: `${service}:*` });

      /** What a role's session is answered whose account, own statements and resource's policy are these. */
      async function tried(at: "owner" | "other", grant: readonly Statement[], of: (role: string) => Statement[]) {
        const admin = await clients(keysOf(at === "owner" ? "admin-1" : "admin-2"));
        const RoleName = `${service}-${(count += 1)}`;
        const own = at === "owner" ? trusting : trusted;
        const { Role } = await admin.iam.send(
          new CreateRoleCommand({
            RoleName,
            AssumeRolePolicyDocument: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: own } }),
          }),
        );
        if (grant.length > 0)
          await admin.iam.send(
            new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument: policy(...grant) }),
          );
        const made = await kind.make(RoleName, policy(keep, ...of(Role!.Arn!)));
        const session = sessionKeys(
          await admin.sts.send(new AssumeRoleCommand({ RoleArn: Role!.Arn!, RoleSessionName: "session" })),
        );
        return call(session, kind.call, made.named);
      }

      async function call(keys: Keys, name: string, named: Readonly<Record<string, string>>) {
        const parameters = { ...kind.parameters, ...named };
        const { status, body } =
          kind.target === ""
            ? await send({ keys, service, parameters: { Action: name, Version: "2010-03-31", ...parameters } })
            : await json(keys, service, `${kind.target}.${name}`, parameters);
        assert.ok(status === 200 || /AccessDenied/.test(body), body);
        return status === 200;
      }

      const grant = [{ Effect: "Allow", Action: action, Resource: "*" }];
      const consents = service === "kms";
      const cases: readonly [
        what: string,
        at: "owner" | "other",
        own: readonly Statement[],
        of: (role: string) => Statement[],
        allowed: boolean,
      ][] = [
        ["its own account's role, by both sides", "owner", grant, () => [allow(root(trusting))], true],
        ["its own account's role, by the role alone", "owner", grant, () => [], !consents],
        ["its own account's role, by the resource alone", "owner", [], (role) => [allow({ AWS: role })], true],
        ["its own account's role, by its account alone", "owner", [], () => [allow(root(trusting))], false],
        ["another account's role, by both sides", "other", grant, (role) => [allow({ AWS: role })], true],
        ["another account's role, by its account's name", "other", grant, () => [allow(root(trusted))], true],
        ["another account's role, by the role alone", "other", grant, () => [], false],
        ["another account's role, by the resource alone", "other", [], (role) => [allow({ AWS: role })], false],
        ["another account's role, by a third one's name", "other", grant, () => [allow(root(stranger))], false],
        [
          "another account's role, for another action",
          "other",
          grant,
          (role) => [allow({ AWS: role }, { Action: `${service}:ListTagsForNothing` })],
          false,
        ],
        [
          "another account's role, on its condition",
          "other",
          grant,
          (role) => [allow({ AWS: "*" }, { Condition: { ArnEquals: { "aws:PrincipalArn": role } } })],
          true,
        ],
        [
          "another account's role, against its condition",
          "other",
          grant,
          (role) => [allow({ AWS: "*" }, { Condition: { ArnEquals: { "aws:PrincipalArn": `${role}-2` } } })],
          false,
        ],
        [
          "its own account's role, against a Deny of the resource",
          "owner",
          grant,
          (role) => [allow(root(trusting)), { ...allow({ AWS: role }), Effect: "Deny" }],
          false,
        ],
        [
          "another account's role, against a Deny of its own",
          "other",
          [...grant, { Effect: "Deny", Action: action, Resource: "*" }],
          (role) => [allow({ AWS: role })],
          false,
        ],
      ];
      for (const [what, at, own, of, allowed] of cases)
        it(`${allowed ? "allowed" : "refused"}: ${what}`, async () => assert.equal(await tried(at, own, of), allowed));

      const { atHome } = kind;
      if (atHome !== undefined)
        it(`refused: ${atHome} from another account, whatever the policies say`, async () => {
          const everything = allow("*", { Action: `${service}:*` });
          const { named } = await kind.make(`home-${(count += 1)}`, policy(keep, everything));
          const parameters = service === "kms" ? { ...named, PolicyName: "default" } : named;
          assert.equal(await call(keysOf("admin-2"), atHome, parameters), false);
          assert.equal(await call(keysOf("admin-1"), atHome, parameters), true);
        });
    });
  }
});
