/** All kinds of input. */
import type { Kind } from "../kind";
import { accounts, answers } from "./answers";
import { approvals } from "./approvals";
import { commandLines } from "./commandLines";
import { documents, principals } from "./documents";
import { pack } from "./pack";
import { hostile } from "./hostileTexts";
import { engineFiles } from "./engine";
import { awsFiles, found } from "./foundFiles";
import { outputs, plans, states } from "./published";
import { stackFiles, stackValues } from "./settings";

export const kinds: readonly Kind[] = [
  stackFiles,
  stackValues,
  documents,
  principals,
  pack,
  approvals,
  plans,
  states,
  outputs,
  answers,
  accounts,
  commandLines,
  awsFiles,
  found,
  hostile,
  engineFiles,
];
