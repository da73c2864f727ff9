/** The session policy of `--scope`, for what needs a part of a role, such as an agent. Pure. */
import { type ActionCatalogue, isUnknownAction, nearestAction } from "../../../policypack/iam";

/**
 * Reads the values of `--scope`, each of the form `service:Action,service:Other*` or with `=` and the ARN of a resource.
 *
 * @returns the policy as JSON, and what is wrong with the values. Which resources IAM takes is not looked at
 */
export function scopePolicy(
  scopes: readonly string[],
  catalogue: ActionCatalogue,
): { readonly text: string; readonly problems: readonly string[] } {
  const byResource = new Map<string, Set<string>>();
  const problems: string[] = [];
  for (const scope of scopes) {
    const at = scope.indexOf("=");
    const resource = at < 0 ? "*" : scope.slice(at + 1);
    const actions = (at < 0 ? scope : scope.slice(0, at)).split(",").map((action) => action.trim());
    for (const action of actions) {
      const problem = actionProblem(action, catalogue);
      if (problem !== undefined) problems.push(`--scope: found ${JSON.stringify(action)}, ${problem}`);
    }
    if (resource !== "*" && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:./s.test(resource))
      problems.push(
        `--scope: found the resource ${JSON.stringify(resource)}, expected an ARN such as arn:aws:s3:::shop/*`,
      );
    byResource.set(resource, new Set([...(byResource.get(resource) ?? []), ...actions]));
  }
  // Resources with the same actions share a statement.
  const byActions = new Map<string, string[]>();
  for (const [resource, actions] of byResource) {
    const key = JSON.stringify([...actions].sort());
    byActions.set(key, [...(byActions.get(key) ?? []), resource]);
  }
  const statements = [...byActions].map(([actions, resources]) => ({
    Effect: "Allow",
    Action: JSON.parse(actions) as string[],
    Resource: resources,
  }));
  return { text: JSON.stringify({ Version: "2012-10-17", Statement: statements }), problems };
}

function actionProblem(action: string, catalogue: ActionCatalogue): string | undefined {
  if (!/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i.test(action))
    return "expected an action such as s3:GetObject or s3:Get*, several with commas between them";
  if (!isUnknownAction(catalogue, action)) return undefined;
  const near = nearestAction(catalogue, action);
  return `which no service has (catalogue of ${catalogue.about.updated})${near === undefined ? "" : `; did you mean ${near}?`}`;
}
