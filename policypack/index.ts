/** The policy pack: `pulumi preview --policy-pack policypack`. */
import { PolicyPack } from "@pulumi/policy";
import { enforce } from "./enforce";
import { administrativeAccess } from "./rules/administrative-access";
import { unknownPolicy } from "./rules/unknown-policy";

new PolicyPack("cross-account-access", { policies: [unknownPolicy, administrativeAccess].map(enforce) });
