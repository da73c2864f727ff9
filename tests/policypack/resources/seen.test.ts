import assert from "node:assert/strict";
import { placeOf } from "../../../policypack/resources/places";
import { SeenResources } from "../../../policypack/resources/seen";
import { snapshot } from "../../../policypack/resources/snapshot";
import type { Reading, SeenResource } from "../../../policypack/resources/stack";
import { subjectsOf } from "../../../policypack/resources/subjects";
import { type Shown, unknownCheckingProxy } from "../engine";
import { CLAIMS } from "../stories/claims";
import { DOCUMENTS } from "../stories/documents";
import { NAMES } from "../stories/names";
import { NAMESAKES } from "../stories/namesakes";
import { NEIGHBOURS } from "../stories/neighbours";
import { document, in111, resource } from "../stories/program";

const reading: Reading = { documents: new Map(), accounts: [], allRoles: false, complete: false };

function seen({ type, name = "", props, parent, provider }: Shown, i: number): SeenResource {
  const shown = provider && { urn: `provider::${provider.name}`, props: unknownCheckingProxy(provider.props) };
  return {
    type,
    name,
    urn: `urn:pulumi:s::p::${type}::${name === "" ? i : name}`,
    inputs: snapshot(unknownCheckingProxy(props)),
    ...(parent === undefined ? {} : { parent: `urn:pulumi:s::p::${parent.replace(" ", "::")}` }),
    place: placeOf(shown),
  };
}

/** What is judged at a resource, as text. */
function judgedAt(urn: string, resources: readonly SeenResource[]): string[] {
  return subjectsOf(resources, reading)
    .filter((one) => one.urns.includes(urn))
    .map(({ subject, place, pending, loose, component, groups }) =>
      JSON.stringify([subject, place, pending, loose, component, groups.map((group) => group.subject)]),
    );
}

const member = (user: string, groups: string[]): Shown =>
  resource("aws:iam/userGroupMembership:UserGroupMembership", "in", { user, groups }, { provider: in111 });
const inline = (kind: "user" | "group", name: string): Shown => {
  const Kind = kind === "user" ? "UserPolicy" : "GroupPolicy";
  const policy = JSON.stringify(document("s3:PutObject", "*"));
  return resource(
    `aws:iam/${kind}Policy:${Kind}`,
    `${kind}-${name}`,
    { name: "own", [kind]: name, policy },
    { provider: in111 },
  );
};

const PROGRAMS: Readonly<Record<string, readonly Shown[]>> = {
  ...Object.fromEntries(
    [...CLAIMS, ...DOCUMENTS, ...NAMES, ...NAMESAKES, ...NEIGHBOURS].flatMap(({ title, stopped, passes }) => [
      [`${title}: stopped`, stopped],
      [`${title}: passes`, passes],
    ]),
  ),
  "users and groups": [
    member("alice", ["a", "B"]),
    inline("group", "a"),
    inline("user", "Alice"),
    inline("group", "b"),
  ],
};

describe("the resources that are looked at for one of them", () => {
  for (const [what, program] of Object.entries(PROGRAMS)) {
    it(`tell as much as all of them: ${what}`, () => {
      for (const resources of [program, [...program].reverse()]) {
        const so = new SeenResources();
        resources.map(seen).forEach((one) => {
          so.add(one);
          assert.deepEqual(judgedAt(one.urn, so.related(one.urn)), judgedAt(one.urn, so.all()));
        });
      }
    });
  }

  it("are what a component made, and the component, and nothing of what was not shown", () => {
    const so = new SeenResources();
    const COMPONENT = "cross-account-access:index:CrossAccountRole";
    const child = (name: string, parent?: string): SeenResource =>
      seen(resource("aws:iam/role:Role", name, { name }, { provider: in111, ...(parent && { parent }) }), 0);
    so.add(seen({ type: COMPONENT, name: "c", props: {} }, 0));
    so.add(seen({ type: "my:own:Component", name: "d", props: {} }, 0));
    for (const one of [
      child("a", `${COMPONENT} c`),
      child("b", `${COMPONENT} c`),
      child("e", "my:own:Component d"),
      child("f"),
    ])
      so.add(one);
    const related = (urn: string): string[] => so.related(`urn:pulumi:s::p::${urn}`).map(({ name }) => name);
    assert.deepEqual(related("aws:iam/role:Role::a"), ["c", "a", "b"]);
    assert.deepEqual(related(`${COMPONENT}::c`), ["c", "a", "b"]);
    assert.deepEqual(related("aws:iam/role:Role::e"), ["e"]);
    assert.deepEqual(related("aws:iam/role:Role::f"), ["f"]);
    assert.deepEqual(related("aws:iam/role:Role::none"), []);
  });

  it("are few, and follow a change", () => {
    const so = new SeenResources();
    const role = (i: number, name: string): SeenResource =>
      seen(resource("aws:iam/role:Role", `r${i}`, { name }, { provider: in111 }), i);
    const attached = seen(
      resource("aws:iam/rolePolicy:RolePolicy", "x", { name: "x", role: "web-7", policy: "{}" }),
      0,
    );
    for (let i = 0; i < 50; i++) so.add(role(i, `web-${i}`));
    so.add(attached);
    assert.deepEqual(
      so.related(attached.urn).map(({ name }) => name),
      ["r7", "x"],
    );
    so.add(role(7, "other"));
    so.add(role(8, "web-7"));
    assert.deepEqual(
      so.related(attached.urn).map(({ name }) => name),
      ["r8", "x"],
    );
  });
});
