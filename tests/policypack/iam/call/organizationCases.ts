/** An organization for tests: two accounts in units, a management account, and whatever policies are attached where. */
import {
  controlTypes,
  parseControlPolicy,
  type ControlPlace,
  type ControlPolicy,
  type ControlType,
  type Organization,
} from "../../../../policypack/iam";

export const ORGANIZATION = "o-a1b2c3d4e5";
export const TRUSTING = "111111111111";
export const TRUSTED = "222222222222";
export const MANAGEMENT = "999999999999";

/** The places by short names. Each is in the one that stands before the slash. */
const places = {
  root: { id: "r-ab12", name: "Root", kind: "root" },
  workloads: { id: "ou-ab12-11111111", name: "Workloads", kind: "unit", parent: "r-ab12" },
  people: { id: "ou-ab12-22222222", name: "People", kind: "unit", parent: "r-ab12" },
  engineers: { id: "ou-ab12-33333333", name: "Engineers", kind: "unit", parent: "ou-ab12-22222222" },
  trusting: { id: TRUSTING, name: "shop", kind: "account", parent: "ou-ab12-11111111" },
  trusted: { id: TRUSTED, name: "engineering", kind: "account", parent: "ou-ab12-33333333" },
  management: { id: MANAGEMENT, name: "management", kind: "account", parent: "r-ab12" },
} as const;

export type PlaceName = keyof typeof places;

/** `full` is AWS's own policy that allows everything, an object a statement, `unread` a policy without its document. */
export type Attached = "full" | "unread" | object;

/** What is attached instead of AWS's own policy; `unknown` where nobody knows it. */
export type Attachments = { readonly [Place in PlaceName]?: readonly Attached[] | "unknown" };

/** The organization with these policies. Everywhere else AWS's own policy is attached. */
export function organizationWith(
  attachments: { readonly [Type in ControlType]?: Attachments } = {},
  more: Partial<Omit<Organization, "places">> & { readonly without?: readonly PlaceName[] } = {},
): Organization {
  const { without = [], ...facts } = more;
  const built = (Object.keys(places) as PlaceName[])
    .filter((name) => !without.includes(name))
    .map((name): ControlPlace => {
      const controls = controlTypes.flatMap((type) => {
        const attached = attachments[type]?.[name] ?? ["full"];
        return attached === "unknown" ? [] : [[type, attached.map((one, i) => policyOf(type, one, i))] as const];
      });
      return { ...places[name], controls: Object.fromEntries(controls) };
    });
  return {
    id: ORGANIZATION,
    management: MANAGEMENT,
    enabled: { "service-control": true, "resource-control": true },
    complete: true,
    ...facts,
    places: new Map(built.map((place) => [place.id, place])),
  };
}

function policyOf(type: ControlType, attached: Attached, index: number): ControlPolicy {
  const everybody = type === "resource-control" ? { Principal: "*" } : {};
  const named =
    attached === "full" ? { id: "p-FullAWSAccess", name: "FullAWSAccess" } : { id: `p-${index}`, name: "own" };
  const base = { ...named, arn: `arn:aws:organizations::${MANAGEMENT}:policy/${ORGANIZATION}/${type}/${named.id}` };
  if (attached === "unread") return base;
  const statement = attached === "full" ? { Effect: "Allow", Action: "*", Resource: "*" } : attached;
  const read = parseControlPolicy(
    JSON.stringify({ Version: "2012-10-17", Statement: [{ ...everybody, ...statement }] }),
    type,
  );
  if (!("document" in read))
    throw new Error(read.problems.map(({ path, message }) => `${path}: ${message}`).join("; "));
  return { ...base, document: read.document };
}
