/** The policy pack: `pulumi preview --policy-pack policypack`. */
import { PolicyPack } from "@pulumi/policy";
import { enforce } from "./enforce";
import { actionCatalogue } from "./iam";
import { listenForPreview } from "./previewing";
import { RULES } from "./rules";

const { about } = actionCatalogue();

new PolicyPack("cross-account-access", {
  description:
    "Stops IAM policies and trusts that are broader than named, limited, temporary access. Judged with the " +
    `catalogue of AWS actions of ${about.updated} (${about.version}).`,
  policies: enforce(RULES, () => new Date(), listenForPreview()),
});
