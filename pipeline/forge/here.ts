/** The forge whose job this is, by the environment that it gives its jobs. */
import { Api, Refused, type Forge } from "./forge";
import { gitHub } from "./github";
import { gitLab } from "./gitlab";

/**
 * @param of what the forge is asked for
 * @throws Refused where no forge is known, or there is no token
 */
export function forgeHere(env: NodeJS.ProcessEnv, of: "pull request" | "issues"): Forge {
  const { GITHUB_REPOSITORY: repository, GITHUB_API_URL: github = "https://api.github.com" } = env;
  const { CI_PROJECT_ID: project, CI_API_V4_URL: gitlab } = env;
  if (repository) {
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
      throw new Refused(`GITHUB_REPOSITORY: found ${JSON.stringify(repository)}, expected owner/name.`, "usage");
    const request = numberOf(env, "PULL_REQUEST", of);
    const token = tokenOf(env, ["GH_TOKEN", "GITHUB_TOKEN"], "the job passes it with GH_TOKEN: ${{ github.token }}");
    const headers = { Authorization: `Bearer ${token}`, "X-GitHub-Api-Version": "2022-11-28" };
    return gitHub(new Api(addressOf("GITHUB_API_URL", github), headers), repository, request);
  }
  if (project && gitlab) {
    const request = numberOf(env, "CI_MERGE_REQUEST_IID", of);
    const token = tokenOf(env, ["GITLAB_TOKEN"], "it is a variable of the project, with a project access token");
    return gitLab(new Api(addressOf("CI_API_V4_URL", gitlab), { "PRIVATE-TOKEN": token }), project, request);
  }
  throw new Refused(
    "found neither GITHUB_REPOSITORY nor CI_PROJECT_ID and CI_API_V4_URL, expected a job of GitHub or GitLab.",
    "usage",
  );
}

function tokenOf(env: NodeJS.ProcessEnv, names: readonly string[], where: string): string {
  const token = names.map((name) => env[name]).find(Boolean);
  if (token === undefined)
    throw new Refused(
      `there is no token in ${names.join(" or ")}, so nothing was written: ${where}, and code of a fork gets none that writes.`,
      "unsigned",
    );
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new Refused(`the token in ${names.join(" or ")} has a character that no token has.`, "unsigned");
  return token;
}

function numberOf(env: NodeJS.ProcessEnv, name: string, of: "pull request" | "issues"): string | undefined {
  if (of === "issues") return undefined;
  const found = env[name] ?? "";
  if (!/^\d{1,12}$/.test(found))
    throw new Refused(`${name}: found ${JSON.stringify(found)}, expected the number of a pull request.`, "usage");
  return found;
}

function addressOf(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url !== undefined && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url === undefined || !(url.protocol === "https:" || (url.protocol === "http:" && local)))
    throw new Refused(
      `${name}: found ${JSON.stringify(text)}, expected an address that begins with https://.`,
      "usage",
    );
  return url;
}
