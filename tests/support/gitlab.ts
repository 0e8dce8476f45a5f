import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** A note or an issue at GitLab. */
interface Text {
  readonly id: number;
  readonly iid: number;
  readonly author: { readonly id: number };
  title?: string;
  body?: string;
  description?: string;
  state_event?: string;
}

/** The user of the project's access token, and somebody else. */
const [own, other] = [41, 42];

/** GitLab's API, only for the notes of a merge request or for the issues of project 3. */
export class FakeGitLab {
  readonly texts: Text[] = [];
  /** All writes, in order. */
  readonly writes: string[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeGitLab> {
    const server = createServer();
    const forge = new FakeGitLab(server);
    server.on("request", (request, response) => {
      void (async () => {
        const { pathname } = new URL(request.url ?? "/", "http://forge");
        const answer = (status: number, body: unknown): void => void response.writeHead(status).end(JSON.stringify(body));
        if (request.headers["private-token"] !== "of-the-project") return answer(401, { message: "401 Unauthorized" });
        if (pathname === "/user") return answer(200, { id: own });
        if (request.method === "GET")
          return answer(
            200,
            forge.texts.filter(({ state_event: event }) => event !== "close"),
          );
        const sent = (await json(request)) as Partial<Text>;
        forge.writes.push(`${request.method ?? ""} ${pathname}`);
        if (request.method === "POST") forge.#add(own, sent);
        else Object.assign(forge.texts[Number(/\d+$/.exec(pathname)?.[0]) - 1] ?? {}, sent);
        return answer(200, {});
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return forge;
  }

  /** The environment of a job of GitLab CI. */
  get environment(): NodeJS.ProcessEnv {
    const { port } = this.server.address() as AddressInfo;
    return { GITLAB_CI: "true", CI_API_V4_URL: `http://127.0.0.1:${port}`, CI_PROJECT_ID: "3", GITLAB_TOKEN: "of-the-project" };
  }

  /** Somebody else writes a note. */
  hear(body: string): void {
    this.#add(other, { body });
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  #add(author: number, text: Partial<Text>): void {
    const id = this.texts.length + 1;
    this.texts.push({ id, iid: id, author: { id: author }, ...text });
  }
}
