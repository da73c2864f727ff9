/** GitHub. https://docs.github.com/en/rest/issues */
import type { Api, Forge } from "./forge";

interface Item {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: "open" | "closed";
  readonly pull_request?: unknown;
  readonly user: { readonly type: string } | null;
}

/**
 * @param repository `owner/name`
 * @param pullRequest its number; undefined where there is none
 */
export function gitHub(api: Api, repository: string, pullRequest: string | undefined): Forge {
  const repo = `repos/${repository}`;
  // A person may write a comment that looks like ours. Ours are a bot's, since a job's token is.
  const list = async (path: string) =>
    ((await api.list(path)) as unknown as Item[]).filter(({ user }) => user?.type === "Bot");
  return {
    comments: async () =>
      (await list(`${repo}/issues/${pullRequest}/comments`)).map(({ id, body }) => ({ id, text: body ?? "" })),
    addComment: async (text) => void (await api.call("POST", `${repo}/issues/${pullRequest}/comments`, { body: text })),
    changeComment: async (id, text) => void (await api.call("PATCH", `${repo}/issues/comments/${id}`, { body: text })),
    issues: async (label) =>
      (await list(`${repo}/issues?state=all&labels=${encodeURIComponent(label)}`))
        .filter(({ pull_request: pull }) => pull === undefined)
        .map(({ number, title, body, state }) => ({ number, title, body: body ?? "", open: state === "open" })),
    openIssue: async (title, body, label) =>
      void (await api.call("POST", `${repo}/issues`, { title, body, labels: [label] })),
    changeIssue: async (number, { open, ...change }) =>
      void (await api.call("PATCH", `${repo}/issues/${number}`, {
        ...change,
        state: open ? "open" : "closed",
        ...(!open && { state_reason: "completed" }),
      })),
  };
}
