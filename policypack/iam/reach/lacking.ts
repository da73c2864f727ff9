/** Which keys the requests of a principal never have. */
import { ActionSet } from "../catalogue/actionSet";
import type { ActionCatalogue } from "../catalogue/actions";

/** Services of which the Service Authorization Reference says that some of their reads carry tags. */
export const READS_WITH_TAGS: ReadonlySet<string> = new Set(
  `access-analyzer aidevops aps bedrock billingconductor cleanrooms-ml cloudwatch codestar-notifications connect
   connect-campaigns dms ecr greengrass iotanalytics iotsitewise ivs ivschat nimble partnercentral
   payment-cryptography quicksight ram repostspace security-ir snow-device-management synthetics ts vendor-insights
   worklink workmail`.split(/\s+/),
);

const found = new WeakMap<ActionCatalogue, ActionSet>();

/** The actions of a catalogue whose requests surely have neither aws:TagKeys nor aws:RequestTag. */
export function tagless(catalogue: ActionCatalogue): ActionSet {
  let set = found.get(catalogue);
  if (set === undefined) {
    set = new ActionSet(catalogue.size);
    for (const { prefix, first, end } of catalogue.services)
      for (let action = first; action < end && !READS_WITH_TAGS.has(prefix); action++)
        if (!catalogue.changes(action)) set.add(action);
    found.set(catalogue, set);
  }
  return set;
}

/** True for the keys that tell the tags of a request, in lower case. */
export function isRequestTag(key: string): boolean {
  return key === "aws:tagkeys" || key.startsWith("aws:requesttag/");
}

/**
 * Keys of requests that a service makes for itself. A principal's own requests have none of them, nor do those that a
 * service makes in its name.
 */
export const OF_SERVICES: ReadonlySet<string> = new Set([
  "aws:principalservicename",
  "aws:principalservicenameslist",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
]);
