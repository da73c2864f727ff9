import { makePerson } from "../../../sandbox/world";

/** The account that offers the roles. */
export const trusting = "111111111111";

/** The accounts that have the people, by the names of their stacks. */
export const trusted = { people: "222222222222", partner: "333333333333" } as const;

/** The stack of an account that has people. */
export type TrustedStack = keyof typeof trusted;
export const trustedStacks = Object.keys(trusted) as TrustedStack[];
export const stacks = ["trusting", ...trustedStacks] as const;

/** The users of each account, besides its administrator. */
export const users: Readonly<Record<TrustedStack, readonly string[]>> = {
  people: ["alice", "bob", "mallory"],
  partner: ["carol", "dave"],
};

/** Everybody, the administrators by the names of their stacks. */
export function everybody() {
  return [
    makePerson("trusting", trusting, "admin", false),
    ...trustedStacks.flatMap((stack) => [
      makePerson(stack, trusted[stack], "admin", false),
      ...users[stack].map((user) => makePerson(user, trusted[stack], user, true)),
    ]),
  ];
}
