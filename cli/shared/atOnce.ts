import { InvalidArgumentError } from "commander";

/** Reads an option that says how many things are done at the same time. @throws InvalidArgumentError */
export function atOnce(typed: string): number {
  if (!/^[1-9]\d?$/.test(typed)) throw new InvalidArgumentError("Expected a number from 1 to 99.");
  return Number(typed);
}
