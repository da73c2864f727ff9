/** Questions to a catalogue of actions, on a small one that shows each form. */
import assert from "node:assert/strict";
import { ActionCatalogue, actionCatalogue } from "../../../../policypack/iam/catalogue/actions";
import {
  compileForm,
  compileTemplate,
  exampleOf,
  filledIn,
  generatedTypes,
  owningName,
  qualified,
  qualifiedForm,
  variantOf,
} from "../../../../policypack/iam/catalogue/arnTemplate";
import { judgements, receivers, rowsOf } from "../../../../policypack/iam/catalogue/judgements";
import {
  managedPoliciesAbout,
  managedPolicy,
  managedPolicyArns,
} from "../../../../policypack/iam/catalogue/managedPolicies";
import { namedActions } from "../../../../policypack/iam/catalogue/namedActions";
import { compilePattern } from "../../../../policypack/iam/pattern/pattern";

const about = { package: "p", version: "1", updated: "2026-11-01" };
const BOX = "arn:${Partition}:box:${Region}:${Account}:box/${BoxName}";
const LID = "arn:${Partition}:box:${Region}:${Account}:lid/${LidName}";
const ROOM = "arn:${Partition}:room:${Region}:${Account}:room";
const ANY = "arn:${Partition}:${Vendor}:${Region}:${Account}:thing/${Thing}";
const small = () =>
  new ActionCatalogue(about, {
    box: {
      types: [`box ${BOX}`, `lid ${LID}`],
      actions: "CloseBox W 0*,1|GetBox R 0*|ListBoxes L |OpenLid W 1*|TagBox T 0|AllowBox P 0,1",
    },
    room: { types: [`room ${ROOM}`, `box ${BOX}`], actions: "CleanRoom W 0*|MoveBox W 1*" },
    none: { types: [], actions: "" },
    any: { types: [`thing ${ANY}`], actions: "DoThing W 0*|GetName R " },
  });
const all = [
  "box:CloseBox",
  "box:GetBox",
  "box:ListBoxes",
  "box:OpenLid",
  "box:TagBox",
  "box:AllowBox",
  "room:CleanRoom",
  "room:MoveBox",
  "any:DoThing",
  "any:GetName",
];

describe("a catalogue of actions", () => {
  const catalogue = small();
  const names = (set: Iterable<number>): string[] => [...set].map((action) => catalogue.name(action));
  const numbers = (...some: string[]) => namedActions(catalogue, { not: false, values: some }).set;

  it("knows its actions by name and number", () => {
    assert.equal(catalogue.size, 10);
    assert.deepEqual(catalogue.names, all);
    all.forEach((name, i) => {
      assert.equal(catalogue.name(i), name);
      assert.equal(catalogue.number(name), i);
      assert.equal(catalogue.number(name.toUpperCase()), i);
    });
    for (const name of ["box:Close", "box", "none:X", "other:CloseBox", ":CloseBox", ""])
      assert.equal(catalogue.number(name), undefined);
    assert.deepEqual([catalogue.service("none")!.first, catalogue.service("none")!.end], [8, 8]);
    assert.equal(catalogue.service("BOX"), undefined);
    assert.deepEqual(catalogue.service("room")!.lowerNames, ["room:cleanroom", "room:movebox"]);
    assert.deepEqual(catalogue.service("none")!.names, []);
  });

  it("knows what they act on, what changes something, and what can be limited", () => {
    const told = (name: string): string[] =>
      catalogue
        .resources(catalogue.number(name)!)
        .map(({ template, required }) => `${template.text.split(":").at(-1)!}${required ? "*" : ""}`);
    assert.deepEqual(told("box:CloseBox"), ["box/${BoxName}*", "lid/${LidName}"]);
    assert.deepEqual(told("box:ListBoxes"), []);
    assert.deepEqual(told("box:AllowBox"), ["box/${BoxName}", "lid/${LidName}"]);
    assert.equal(catalogue.resources(0)[0]!.template, catalogue.resources(1)[0]!.template, "one template a text");
    assert.deepEqual(all.map((_, i) => catalogue.level(i)).join(""), "WRLWTPWWWR");
    assert.deepEqual(names(catalogue.limitableChanges(numbers("*"))), [
      "box:CloseBox",
      "box:OpenLid",
      "box:TagBox",
      "box:AllowBox",
      "room:MoveBox",
      "any:DoThing",
    ]);
    assert.deepEqual(names(catalogue.limitableChanges(numbers("box:Open*", "room:*"))), [
      "box:OpenLid",
      "room:MoveBox",
    ]);
    assert.equal(catalogue.limitable(catalogue.number("room:CleanRoom")!), false);
    assert.equal(catalogue.limitable(catalogue.number("box:ListBoxes")!), false);
  });

  it("knows which services and types they are of", () => {
    assert.deepEqual(
      catalogue.servicesOf(numbers("any:*", "box:OpenLid")).map(({ prefix }) => prefix),
      ["box", "any"],
    );
    assert.deepEqual(
      catalogue.servicesOf(numbers()).map(({ prefix }) => prefix),
      [],
    );
    assert.deepEqual(names(catalogue.actionsOn("box")), all);
    assert.deepEqual(names(catalogue.actionsOn("room")), [
      "room:CleanRoom",
      "room:MoveBox",
      "any:DoThing",
      "any:GetName",
    ]);
    assert.deepEqual(names(catalogue.actionsOn("other")), ["any:DoThing", "any:GetName"]);
    assert.deepEqual(names(catalogue.sharingTypes(catalogue.number("box:OpenLid")!)), [
      "box:CloseBox",
      "box:OpenLid",
      "box:AllowBox",
    ]);
    assert.deepEqual(names(catalogue.sharingTypes(catalogue.number("box:GetBox")!)), [
      "box:CloseBox",
      "box:GetBox",
      "box:TagBox",
      "box:AllowBox",
      "room:MoveBox",
    ]);
    assert.deepEqual(names(catalogue.sharingTypes(catalogue.number("box:ListBoxes")!)), []);
    const texts = (service?: string): string[] => catalogue.templatesOn(service).map(({ text }) => text);
    assert.deepEqual([texts("box"), texts("room"), texts("other")], [[BOX, LID], [ROOM], []]);
    assert.deepEqual(texts(), [BOX, LID, ROOM]);
    const table = new Map([
      ["box:getbox", 1],
      ["box:None", 2],
    ]);
    assert.deepEqual(names(catalogue.actionsOf(table)), ["box:GetBox"]);
    assert.equal(catalogue.actionsOf(table), catalogue.actionsOf(table));
  });

  for (const [values, expected, strangers, not] of [
    [["box:GetBox"], ["box:GetBox"], []],
    [["BOX:getbox"], ["box:GetBox"], []],
    [["box:*Box"], ["box:CloseBox", "box:GetBox", "box:TagBox", "box:AllowBox"], []],
    [["box:?etBox", "room:Move*"], ["box:GetBox", "room:MoveBox"], []],
    [["*:*Box"], ["box:CloseBox", "box:GetBox", "box:TagBox", "box:AllowBox", "room:MoveBox"], []],
    [["*"], all, []],
    [["**"], all, []],
    [["*:*"], all, []],
    [
      ["box:Nothing", "box:No*", "shop:*", "box", "box:GetBox"],
      ["box:GetBox"],
      ["box:Nothing", "box:No*", "shop:*", "box"],
    ],
    [["r*"], ["room:CleanRoom", "room:MoveBox"], []],
    [["none:*"], [], ["none:*"]],
    [[], [], []],
    [["box:*", "any:*"], ["room:CleanRoom", "room:MoveBox"], [], true],
    [["shop:*"], all, [], true],
    [["*"], [], [], true],
  ] as const)
    it(`${not ? "all but " : ""}${values.join(", ") || "nothing"} names ${expected.length} actions`, () => {
      const listing = { not: not === true, values: [...values] };
      for (const turn of [1, 2]) {
        const found = namedActions(catalogue, listing);
        assert.deepEqual([names(found.set), found.strangers, found.cut], [expected, strangers, false], `${turn}`);
      }
    });

  it("takes from the budget what names have to be compared, the same each time, and then is cut", () => {
    const cost = (value: string): number => {
      const budget = { left: 1_000 };
      namedActions(small(), { not: false, values: [value] }, budget);
      return 1_000 - budget.left;
    };
    assert.deepEqual(
      ["*", "box:GetBox", "box:Get*", "room:?*", "*:Get*", "shop:*", "BOX:G*"].map(cost),
      [1, 1, 7, 3, 11, 11, 7],
    );
    const cut = (values: readonly string[], left: number, not = false) => {
      const { set, strangers, cut: is } = namedActions(catalogue, { not, values }, { left });
      return [names(set), strangers, is];
    };
    assert.deepEqual(cut(["box:Get*", "room:*"], 1), [["box:GetBox"], [], true]);
    assert.deepEqual(cut(["box:Get*", "room:*"], 8), [["box:GetBox", "room:CleanRoom", "room:MoveBox"], [], false]);
    assert.deepEqual(cut(["box:Get*", "room:CleanRoom", "*"], 0), [all, [], true]);
    assert.deepEqual(cut(["box:Get*", "shop:Buy"], 0), [[], ["shop:Buy"], true]);
    assert.deepEqual(cut(["box:*", "any:*", "room:*"], 1, true), [
      ["room:CleanRoom", "room:MoveBox", "any:DoThing", "any:GetName"],
      [],
      true,
    ]);
  });

  it("comes with this pack, loaded once", () => {
    assert.equal(actionCatalogue(), actionCatalogue());
    assert.match(actionCatalogue().about.updated, /^\d{4}-\d\d-\d\d/);
  });
});

describe("types of resource", () => {
  const example = (text: string, partition?: string): string =>
    exampleOf(compileTemplate(text), "111111111111", partition);
  it("have an example with the account, a region and plain names", () => {
    assert.equal(example(BOX), "arn:aws:box:eu-west-1:111111111111:box/anything");
    assert.equal(example(BOX, "aws-cn"), "arn:aws-cn:box:eu-west-1:111111111111:box/anything");
    assert.equal(
      example("arn:${Partition}:a:${Region}:${Account}:x/${Account}/${Region}/${Partition}"),
      "arn:aws:a:eu-west-1:111111111111:x/anything/anything/anything",
    );
    assert.equal(example(ANY), "arn:aws:anything:eu-west-1:111111111111:thing/anything");
  });

  it("take the text of a pattern where it fits", () => {
    const filled = (pattern: string, text = BOX) =>
      filledIn(compileTemplate(text), compilePattern(pattern), "111111111111");
    assert.equal(filled("arn:aws:box:*:*:box/shop-*"), "arn:aws:box:eu-west-1:111111111111:box/shop-anything");
    assert.equal(filled("arn:aws:box:us-east-1:222222222222:box/a?"), "arn:aws:box:us-east-1:222222222222:box/ax");
    assert.equal(filled("arn:aws:box:*:*:lid/shop"), undefined);
    assert.equal(filled("arn:aws:room:*:*:box/shop"), undefined);
    assert.equal(filled("*"), undefined);
  });

  it("have a name or none, of a service or of any", () => {
    const { named, service } = compileTemplate(ROOM);
    assert.deepEqual(
      [named, service, compileTemplate(BOX).named, compileTemplate(ANY).service],
      [false, "room", true, undefined],
    );
    assert.deepEqual([compileForm("${A}.${Region}.x").named, compileForm("x").service], [true, undefined]);
  });

  it("may have a version or an alias, and a name that owns the others", () => {
    const lambda = compileTemplate("arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}");
    assert.deepEqual([qualified(lambda), qualified(compileTemplate(BOX))], [true, false]);
    assert.equal(
      qualifiedForm(lambda)!.text,
      "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}:${Qualifier}",
    );
    assert.equal(qualifiedForm(compileTemplate(BOX)), undefined);
    assert.equal(qualified(compileTemplate(`${lambda.text}:\${Alias}`)), false);
    for (const [text, owner] of [
      ["arn:${Partition}:s3:::${BucketName}/${ObjectName}", 0],
      [BOX, 0],
      [ROOM, 0],
      ["arn:${Partition}:scheduler:${Region}:${Account}:schedule/${GroupName}/${ScheduleName}", undefined],
      ["arn:${Partition}:organizations::${Account}:ou/${OrganizationId}/${OuId}", 1],
      ["arn:${Partition}:sso:::permissionSet/${InstanceId}/${PermissionSetId}", 1],
      ["arn:${Partition}:x:${Region}:${Account}:${ThingType}/${Name}", 1],
      ["arn:${Partition}:x:${Region}:${Account}:a/${Name},${Other}", undefined],
    ] as const)
      assert.equal(owningName(text), owner, text);
  });

  it("have generated names where AWS says so, and variants that are made once", () => {
    const instance = compileTemplate("arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}");
    assert.deepEqual(
      generatedTypes(instance).map(({ text }) => text),
      ["arn:${Partition}:ec2:${Region}:${Account}:instance/i-${InstanceId}"],
    );
    assert.deepEqual(generatedTypes(compileTemplate(BOX)), []);
    const variant = variantOf(instance, "aws", false);
    assert.equal(variant.text, "arn:aws:ec2:${Region}:${Account}:instance/${InstanceId}");
    assert.equal(variantOf(instance, "aws", false), variant);
    assert.notEqual(variantOf(instance, "aws", true), variant);
    assert.notEqual(variantOf(instance, "aws-cn", false), variant);
  });
});

describe("managed policies and judgements", () => {
  it("are found by their ARNs, in any partition", () => {
    const admin = managedPolicy("arn:aws:iam::aws:policy/AdministratorAccess")!;
    assert.match(admin.version, /^v\d+$/);
    assert.doesNotThrow(() => JSON.parse(admin.document) as unknown);
    assert.equal(managedPolicy("arn:aws-cn:iam::aws:policy/AdministratorAccess")!.document, admin.document);
    assert.equal(managedPolicy("arn:aws:iam::aws:policy/Administrator"), undefined);
    assert.ok(
      managedPolicyArns().length > 1_000 &&
        managedPolicyArns().every((arn) => arn.startsWith("arn:aws:iam::aws:policy/")),
    );
    const { package: name, version, updated } = managedPoliciesAbout();
    assert.match(`${name} ${version} ${updated}`, /^[^\s\n]+ \d+\.\d+\.\d+ \d{4}-\d\d-\d\d$/);
  });

  it("are read row by row", () => {
    assert.deepEqual(rowsOf("# no\na b\n  c\n\n#\ne\n"), ["a b c", "e"]);
    assert.deepEqual(rowsOf("a\nb\n c"), ["a", "b c"]);
    for (const kind of ["role", "credentials", "data", "access"] as const)
      assert.ok(
        judgements(kind).length > 10 &&
          judgements(kind).every((one) => one.kind === kind && /^[\w.-]+:\S+$/.test(one.action)),
      );
    assert.deepEqual(receivers("no-such-service"), ["no-such-service.amazonaws.com"]);
    assert.ok(receivers("ecs").every((service) => service.endsWith(".amazonaws.com")));
  });
});
