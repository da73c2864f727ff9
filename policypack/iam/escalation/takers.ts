/**
 * Actions that may take a role, of services that act with one. The list of paths names what is known to lead somewhere;
 * this is for what it does not name. A new action of such a service counts until somebody judges it.
 */
import type { ActionCatalogue } from "../catalogue/actions";
import { ESCALATION_PATHS } from "./paths";

/** An action, and the services that a role may be passed to with it. */
export interface Taker {
  readonly number: number;
  readonly services: readonly string[];
}

/** Services that take roles in requests that no path of the list has. */
const MORE =
  "apigateway application-autoscaling appflow autoscaling backup bedrock config dlm dms eks elasticbeanstalk events firehose fsx " +
  "iotevents kafkaconnect kinesisvideo lex logs mediaconvert mgn mwaa opsworks rekognition robomaker ses snowball " +
  "storagegateway textract transcribe transfer workspaces";

/** What makes or changes something that keeps a role. Data that is sent, and what exists being run, takes none. */
const KEEPS_ROLE = new RegExp(
  ":(?:Create|Update|Register|Modify|Associate|Replace|Restore|Request|Add(?!Tag)|" +
    "Put(?!Object|Record|Item|Event|Metric|Log|Image|Data)|Run(?!Statement|Command))",
);

const found = new WeakMap<ActionCatalogue, readonly Taker[]>();

/** All actions that may take a role and are in no path that passes one. */
export function takers(catalogue: ActionCatalogue): readonly Taker[] {
  let known = found.get(catalogue);
  if (known === undefined) {
    const services = new Map<string, Set<string>>();
    const add = (prefix: string, receivers: readonly string[]): void => {
      const own = services.get(prefix) ?? new Set([`${prefix}.amazonaws.com`]);
      for (const receiver of receivers) own.add(receiver);
      services.set(prefix, own);
    };
    for (const prefix of MORE.split(" ")) add(prefix, []);
    for (const path of ESCALATION_PATHS)
      for (const action of path.kind === "pass" || path.kind === "existing" ? path.actions : [])
        add(action.split(":")[0]!, path.services);
    // What a path passes a role with has been judged: what else it needs is known.
    const judged = new Set(ESCALATION_PATHS.flatMap((path) => (path.kind === "pass" ? path.actions : [])));
    known = [...services].flatMap(([prefix, receivers]) => {
      const service = catalogue.service(prefix);
      if (service === undefined) return [];
      const numbers = Array.from({ length: service.end - service.first }, (_, i) => service.first + i);
      return numbers
        .filter(
          (number) =>
            catalogue.level(number) === "W" &&
            KEEPS_ROLE.test(catalogue.names[number]!) &&
            !judged.has(catalogue.names[number]!),
        )
        .map((number) => ({ number, services: [...receivers] }));
    });
    found.set(catalogue, known);
  }
  return known;
}
