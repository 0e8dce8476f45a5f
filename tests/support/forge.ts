import type { IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { JsonApi, type JsonAnswer } from "./json-api";

/** A comment or an issue at a forge. */
export interface ForgeText {
  readonly id: number;
  title?: string;
  body: string;
  state: "open" | "closed";
  /** Whether another user wrote it. */
  readonly isForeign: boolean;
}

/** GitHub's API, only for comments of pull request 7 and for issues. */
export class FakeGitHub extends JsonApi {
  readonly comments: ForgeText[] = [];
  readonly issues: ForgeText[] = [];

  static start(): Promise<FakeGitHub> {
    return new FakeGitHub().listen();
  }

  /** The environment of a job of GitHub Actions; `event` is the file with the event that started it. */
  environment(event: string): NodeJS.ProcessEnv {
    return {
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: this.url,
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_TOKEN: "the-token-of-the-job",
      GITHUB_EVENT_PATH: event,
    };
  }

  add(to: ForgeText[], { body, title, isForeign = false }: { readonly body: string; readonly title?: string; readonly isForeign?: boolean }): ForgeText {
    const text: ForgeText = { id: to.length + 1, ...(title !== undefined && { title }), body, state: "open", isForeign };
    to.push(text);
    return text;
  }

  protected async answer(request: IncomingMessage): Promise<JsonAnswer> {
    if (request.headers.authorization !== "Bearer the-token-of-the-job") return { status: 401, body: { message: "Bad credentials" } };
    const url = new URL(request.url ?? "/", "http://forge");
    const path = url.pathname.replace("/repos/acme/shop/issues", "");
    const [texts, id] = path.includes("comments") ? [this.comments, /^\/comments\/(\d+)$/.exec(path)?.[1]] : [this.issues, /^\/(\d+)$/.exec(path)?.[1]];
    if (request.method === "GET") return { status: 200, body: pageOf(texts, url.searchParams) };
    const sent = (await json(request)) as { readonly title?: string; readonly body: string };
    this.writes.push(`${request.method} ${path}`);
    if (id === undefined) return { status: 201, body: shown(this.add(texts, sent)) };
    const text = texts.find((each) => each.id === Number(id));
    if (!text || text.isForeign) return { status: 403, body: { message: "Resource not accessible by integration" } };
    return { status: 200, body: shown(Object.assign(text, sent)) };
  }
}

function pageOf(texts: readonly ForgeText[], query: URLSearchParams): unknown[] {
  const [size, page] = [Number(query.get("per_page")), Number(query.get("page"))];
  const state = query.get("state");
  return texts
    .filter((text) => state === null || text.state === state)
    .slice(size * (page - 1), size * page)
    .map(shown);
}

function shown({ isForeign, ...text }: ForgeText): object {
  return { ...text, number: text.id, user: { type: isForeign ? "User" : "Bot" } };
}
