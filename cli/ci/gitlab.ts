import type { Forge } from "./forge";
import { ask, findMarked, marked, needed, put, type Written } from "./requests";

interface Author {
  readonly author: { readonly id: number };
}

interface Issue extends Author {
  readonly iid: number;
  readonly description: string | null;
}

/**
 * GitLab, for a job of GitLab CI. The job's own token may not write, so GITLAB_TOKEN must be a project access token with the scope `api`.
 * Source: https://docs.gitlab.com/api/notes, https://docs.gitlab.com/api/issues
 */
export function gitLab(environment: NodeJS.ProcessEnv): Forge {
  const headers = { "PRIVATE-TOKEN": needed(environment, "GITLAB_TOKEN") };
  const api = needed(environment, "CI_API_V4_URL");
  const project = `${api}/projects/${needed(environment, "CI_PROJECT_ID")}`;
  // Anyone can write a text that begins with the mark, so the author must be this token's user.
  const me = async (): Promise<number> => (await ask<{ readonly id: number }>(`${api}/user`, headers)).id;
  return {
    async comment(mark, text) {
      if (!environment.CI_MERGE_REQUEST_IID) return;
      const notes = `${project}/merge_requests/${environment.CI_MERGE_REQUEST_IID}/notes`;
      const own = await me();
      const found = await findMarked(
        mark,
        (page) => ask<(Written & Author)[]>(`${notes}?per_page=100&page=${page}`, headers),
        ({ body, author }) => (author.id === own ? (body ?? "") : ""),
      );
      await put({ list: notes, of: (id) => `${notes}/${id}`, edit: "PUT" }, headers, found?.id, { body: marked(mark, text) });
    },
    async issue(mark, title, text) {
      const list = `${project}/issues?state=opened&per_page=100&page=`;
      const own = await me();
      const found = await findMarked(
        mark,
        (page) => ask<Issue[]>(`${list}${page}`, headers),
        ({ description, author }) => (author.id === own ? (description ?? "") : ""),
      );
      if (text === undefined) {
        if (found) await ask(`${project}/issues/${found.iid}`, headers, "PUT", { state_event: "close" });
        return;
      }
      const place = { list: `${project}/issues`, of: (iid: string | number) => `${project}/issues/${iid}`, edit: "PUT" } as const;
      await put(place, headers, found?.iid, { description: marked(mark, text) }, { title });
    },
  };
}
