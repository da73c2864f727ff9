import { carried } from "./carried";
import { conditions } from "./conditions";
import { failClosed } from "./failClosed";
import { limits } from "./limits";
import { mfa } from "./mfa";
import { sides } from "./sides";
import type { Twin } from "./variant";

/** Every rule of AssumeRole that the emulator knows, with its twins. */
export const twins: readonly Twin[] = [...sides, ...mfa, ...limits, ...conditions, ...carried, ...failClosed];
