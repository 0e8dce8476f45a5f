import { readFileSync } from "node:fs";
import type { Forge } from "./forge";
import { ask, findMarked, marked, needed, put, type Written } from "./requests";

interface Event {
  readonly pull_request?: { readonly number: number };
}

interface Text extends Written {
  /** The issue's number. A comment does not have one. */
  readonly number: number;
  readonly user: { readonly type: string } | null;
}

/**
 * GitHub, for a job of GitHub Actions. The token needs `pull-requests: write`, or `issues: write`.
 * Source: https://docs.github.com/en/rest/issues
 */
export function gitHub(environment: NodeJS.ProcessEnv): Forge {
  const headers = {
    Authorization: `Bearer ${needed(environment, "GITHUB_TOKEN")}`,
    Accept: "application/vnd.github+json",
    "X-GitHub-Api-Version": "2022-11-28",
  };
  const issues = `${needed(environment, "GITHUB_API_URL")}/repos/${needed(environment, "GITHUB_REPOSITORY")}/issues`;
  // Anyone can write a text that begins with the mark, but only a job writes as a bot.
  const find = (mark: string, list: string): Promise<Text | undefined> =>
    findMarked(
      mark,
      (page) => ask<Text[]>(`${list}per_page=100&page=${page}`, headers),
      ({ body, user }) => (user?.type === "Bot" ? (body ?? "") : ""),
    );
  return {
    async comment(mark, text) {
      const { pull_request: pull } = JSON.parse(readFileSync(needed(environment, "GITHUB_EVENT_PATH"), "utf8")) as Event;
      if (!pull) return;
      const comments = `${issues}/${pull.number}/comments`;
      const found = await find(mark, `${comments}?`);
      const place = { list: comments, of: (id: number | string) => `${issues}/comments/${id}`, edit: "PATCH" } as const;
      await put(place, headers, found?.id, { body: marked(mark, text) });
    },
    async issue(mark, title, text) {
      const found = await find(mark, `${issues}?state=open&`);
      if (text === undefined) {
        if (found) await ask(`${issues}/${found.number}`, headers, "PATCH", { state: "closed" });
        return;
      }
      const place = { list: issues, of: (number: string | number) => `${issues}/${number}`, edit: "PATCH" } as const;
      await put(place, headers, found?.number, { body: marked(mark, text) }, { title });
    },
  };
}
