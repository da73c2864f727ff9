/** A difference at a terminal. */
import { createColors } from "picocolors";
import { cut, visible } from "../../../settings/visible";
import type { Difference } from "../difference";
import { headlines, sectionsOf, type AccountNames, type Section } from "./sections";

/** The most characters of one line. */
const longest = 2_000;

/** The difference as lines of text. Colour is never the only sign of anything. */
export function asTable(difference: Difference, names: AccountNames, coloured: boolean): string {
  const colours = createColors(coloured);
  const tones = { wider: colours.red, narrower: colours.green, same: colours.green, neutral: colours.yellow };
  const signs = { wider: "+", narrower: "-", neutral: "?" };
  const shown = ({ heading, tone, lines }: Section): string[] => [
    "",
    colours.bold(tones[tone](heading)),
    ...lines.flatMap(({ text, details }) => [
      `  ${signs[tone]} ${clean(text)}`,
      ...details.map((detail) => `      ${clean(detail)}`),
    ]),
  ];
  const head = `${headlines[difference.verdict]}, compared with ${difference.base.slice(0, 12)}.`;
  return [colours.bold(tones[difference.verdict](head)), ...sectionsOf(difference, names).flatMap(shown), ""].join(
    "\n",
  );
}

function clean(text: string): string {
  return visible(cut(text, longest));
}
