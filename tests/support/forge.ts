import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

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
export class FakeGitHub {
  readonly comments: ForgeText[] = [];
  readonly issues: ForgeText[] = [];
  /** All writes, in order. */
  readonly writes: string[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeGitHub> {
    const server = createServer();
    const forge = new FakeGitHub(server);
    server.on("request", (request: IncomingMessage, response) => {
      void forge.#answer(request).then(({ status, body }) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body)));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return forge;
  }

  /** The environment of a job of GitHub Actions; `event` is the file with the event that started it. */
  environment(event: string): NodeJS.ProcessEnv {
    const { port } = this.server.address() as AddressInfo;
    return {
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
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

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<{ readonly status: number; readonly body: unknown }> {
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
