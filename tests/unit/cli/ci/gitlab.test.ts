import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { forgeOf, type Forge } from "../../../../cli/ci/forge";

const mark = "<!-- tlsup preview shop/production -->";

interface Text {
  readonly id: number;
  readonly iid: number;
  readonly author: { readonly id: number };
  body?: string;
  description?: string;
  state_event?: string;
}

/** The user of the project's access token, and somebody else. */
const [own, other] = [41, 42];

describe("on GitLab", () => {
  let server: Server;
  let texts: Text[];
  let writes: string[];
  const forge = (more: NodeJS.ProcessEnv = { CI_MERGE_REQUEST_IID: "7" }): Forge | undefined => {
    const { port } = server.address() as AddressInfo;
    return forgeOf({ GITLAB_CI: "true", CI_API_V4_URL: `http://127.0.0.1:${port}`, CI_PROJECT_ID: "3", GITLAB_TOKEN: "of-the-project", ...more });
  };

  beforeEach(async () => {
    [texts, writes] = [[], []];
    server = createServer((request, response) => {
      void (async () => {
        const { pathname } = new URL(request.url ?? "/", "http://forge");
        const answer = (status: number, body: unknown): void => void response.writeHead(status).end(JSON.stringify(body));
        if (request.headers["private-token"] !== "of-the-project") return answer(401, { message: "401 Unauthorized" });
        if (pathname === "/user") return answer(200, { id: own });
        if (request.method === "GET")
          return answer(
            200,
            texts.filter(({ state_event: event }) => event !== "close"),
          );
        const sent = (await json(request)) as Partial<Text>;
        writes.push(`${request.method} ${pathname}`);
        if (request.method === "POST") texts.push({ id: texts.length + 1, iid: texts.length + 1, author: { id: own }, ...sent });
        else Object.assign(texts[Number(/\d+$/.exec(pathname)?.[0]) - 1] ?? {}, sent);
        return answer(200, {});
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  test("a merge request gets one note, which later runs edit in place", async () => {
    texts.push({ id: 1, iid: 1, author: { id: other }, body: `${mark}\nby somebody else` });
    await forge()?.comment(mark, "first");
    await forge()?.comment(mark, "second");
    expect(texts.map(({ body }) => body)).toEqual([`${mark}\nby somebody else`, `${mark}\nsecond`]);
    expect(writes).toEqual(["POST /projects/3/merge_requests/7/notes", "PUT /projects/3/merge_requests/7/notes/2"]);
  });

  test("a run without a merge request writes no note", async () => {
    await forge({})?.comment(mark, "first");
    expect(writes).toEqual([]);
  });

  test("one issue is open while something is wrong, and closed when nothing is", async () => {
    for (const text of ["wrong", "still wrong", undefined, undefined]) await forge()?.issue(mark, "Not as it should be", text);
    expect(writes).toEqual(["POST /projects/3/issues", "PUT /projects/3/issues/1", "PUT /projects/3/issues/1"]);
    expect(texts).toMatchObject([{ description: `${mark}\nstill wrong`, state_event: "close" }]);
  });

  test("a token that is missing is told by its name", () => {
    expect(() => forge({ GITLAB_TOKEN: undefined })).toThrow(/as GITLAB_TOKEN must be given: it is not set/);
  });
});
