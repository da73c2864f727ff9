import * as iam from "@pulumi/aws/iam";
import { Provider } from "@pulumi/aws/provider";
import type * as pulumi from "@pulumi/pulumi";
import { existenceReport, type ExistenceReport } from "../checks/existenceReport";
import { namedOutside, type Outside } from "../checks/outside";
import type { Where } from "../settings/problems";
import type { Settings } from "../settings/settings";
import { answersOf } from "./bounded";

const ask: Readonly<
  Record<Outside["kind"], (name: string, options: pulumi.InvokeOptions) => Promise<{ readonly arn?: string }>>
> = {
  user: (userName, options) => iam.getUser({ userName }, options),
  group: (groupName, options) => iam.getGroup({ groupName }, options),
  role: (name, options) => iam.getRole({ name }, options),
  policy: (arn, options) => iam.getPolicy({ arn }, options),
};

/**
 * Asks the account whether everything exists that the settings name and this program does not create. Without this
 * check IAM would refuse in the middle of a deployment.
 *
 * @param where tells the file and the line of a setting
 * @param options the options of the resources that need these things; their provider is asked
 */
export async function existence(
  settings: Settings,
  where?: Where,
  options: pulumi.ComponentResourceOptions = {},
): Promise<ExistenceReport> {
  const named = namedOutside(settings);
  const invoking = asking(options);
  const answers = await answersOf(named, ({ kind, name }) => ask[kind](name, invoking));
  return existenceReport(
    settings,
    named.map((one, at) => [one, answers[at]!]),
    where,
  );
}

/** The options to ask the provider of resources with. @param options those of the resources */
export function asking(options: pulumi.ComponentResourceOptions): pulumi.InvokeOptions {
  const provider = [options.provider, ...Object.values(options.providers ?? {})].find((one) =>
    Provider.isInstance(one),
  );
  return { ...(options.parent && { parent: options.parent }), ...(provider && { provider }) };
}
