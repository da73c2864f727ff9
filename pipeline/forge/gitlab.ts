/** GitLab. https://docs.gitlab.com/api/issues/ and https://docs.gitlab.com/api/notes/ */
import type { Api, Forge } from "./forge";

interface Item {
  readonly id: number;
  readonly iid: number;
  readonly title: string;
  readonly body: string;
  readonly description: string | null;
  readonly state: "opened" | "closed";
  readonly author: { readonly id: number };
}

/**
 * @param projectId the project's number
 * @param mergeRequest its number in the project; undefined where there is none
 */
export function gitLab(api: Api, projectId: string, mergeRequest: string | undefined): Forge {
  const project = `projects/${encodeURIComponent(projectId)}`;
  const notes = `${project}/merge_requests/${mergeRequest}/notes`;
  const list = async (path: string) => {
    // Others may write what looks like ours.
    const { id } = (await api.call("GET", "user")) as { readonly id: number };
    return ((await api.list(path)) as unknown as Item[]).filter(({ author }) => author.id === id);
  };
  return {
    comments: async () => (await list(notes)).map(({ id, body }) => ({ id, text: body })),
    addComment: async (text) => void (await api.call("POST", notes, { body: text })),
    changeComment: async (id, text) => void (await api.call("PUT", `${notes}/${id}`, { body: text })),
    issues: async (label) =>
      (await list(`${project}/issues?labels=${encodeURIComponent(label)}`)).map(
        ({ iid, title, description, state }) => ({
          number: iid,
          title,
          body: description ?? "",
          open: state === "opened",
        }),
      ),
    openIssue: async (title, description, label) =>
      void (await api.call("POST", `${project}/issues`, { title, description, labels: label })),
    changeIssue: async (number, { open, title, body }) =>
      void (await api.call("PUT", `${project}/issues/${number}`, {
        ...(title !== undefined && { title }),
        description: body,
        state_event: open ? "reopen" : "close",
      })),
  };
}
