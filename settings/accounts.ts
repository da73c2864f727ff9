/**
 * `accounts.yaml`: the names of accounts, and the accounts outside of the project that somebody answers for. Its form,
 * and its reader, which is pure.
 */
import { isMap, isScalar } from "yaml";
import { z } from "zod";
import { isTooFar, latestDay } from "../policypack/calendar";
import { foundText, type Problem } from "./problems";
import { accountId, day, keys, line, text } from "./values";
import { visible } from "./visible";
import { readForm } from "./yamlForm";

/** The file's name, at the project's root. */
export const accountsFileName = "accounts.yaml";

/** The most characters of an account's name, as in AWS. */
const longestName = 50;

const outside = keys({
  owner: line("who answers for what this account can reach, as one line of text without control characters").meta({
    description: "Who answers for what this account can reach",
  }),
  reason: line("why this account may reach roles, as one line of text without control characters").meta({
    description: "Why this account may reach roles",
  }),
  by: day.meta({ description: "The last day on which this counts, such as 2027-02-01" }),
}).meta({ description: "For an account that no stack describes: that whatever it can reach is known" });

const nameExpected =
  `a name of 1 to ${longestName} visible letters, digits, signs and blanks, such as shop-production, ` +
  "that is no account id";

const account = keys({
  name: text(
    new RegExp(`^(?!\\d{12}$)(?=\\S)[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]{1,${longestName}}(?<=\\S)$`, "u"),
    nameExpected,
  )
    // Some letters and marks show nothing.
    .refine((name) => visible(name) === name, { error: nameExpected })
    .meta({ description: "The name that stands beside the id wherever people read it" }),
  outside: outside.optional(),
});

/** The whole file. */
export const accountsForm = z.record(accountId, account, { error: "accounts by their ids" });

/** What the file says, by account id. */
export type Accounts = Readonly<Record<string, Readonly<z.output<typeof account>>>>;

/** What is declared of an account that no stack describes. */
export type OutsideAccount = z.output<typeof outside>;

/**
 * Reads the text of the file. A text of comments only names no account.
 *
 * @param path for messages
 * @param described the stack that describes each account, by account id
 * @throws UnusableFile with every problem as `path:line: …`
 */
export function readAccounts(
  text: string,
  path: string,
  now: Date,
  described: ReadonlyMap<string, string> = new Map(),
): Accounts {
  const { value = {} } = readForm(text, path, {
    form: accountsForm,
    inFull: "each account says in full what is known of it",
    check: (accounts, { contents }) => [
      ...(isMap(contents) ? contents.items : []).flatMap(({ key }): Problem[] =>
        isScalar(key) && typeof key.value !== "string"
          ? [{ path: String(key.value), message: `${foundText(key.value)}, expected the account id in quotes` }]
          : [],
      ),
      ...repeatedNames(accounts),
      ...Object.entries(accounts).flatMap(([id, { outside: declared }]): Problem[] => {
        if (declared === undefined) return [];
        const stack = described.get(id);
        if (stack !== undefined)
          return [
            {
              path: `${id}.outside`,
              message: `found an account that the stack ${stack} describes, expected one that no stack does`,
            },
          ];
        if (!isTooFar(declared.by, now)) return [];
        return [
          {
            path: `${id}.outside.by`,
            message:
              `found "${declared.by}", which is more than ten years away; the latest possible day is ` + latestDay(now),
          },
        ];
      }),
    ],
  });
  return value;
}

/** Names that differ in case only would be read as one account. */
function repeatedNames(accounts: Accounts): Problem[] {
  const first = new Map<string, string>();
  return Object.entries(accounts).flatMap(([id, { name }]): Problem[] => {
    const key = name.normalize("NFKC").toLowerCase();
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, id);
      return [];
    }
    return [{ path: `${id}.name`, message: `found "${name}", expected another name than that of ${other}` }];
  });
}
