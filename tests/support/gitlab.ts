import type { IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { JsonApi, type JsonAnswer } from "./json-api";

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
export class FakeGitLab extends JsonApi {
  readonly texts: Text[] = [];

  static start(): Promise<FakeGitLab> {
    return new FakeGitLab().listen();
  }

  /** The environment of a job of GitLab CI. */
  get environment(): NodeJS.ProcessEnv {
    return { GITLAB_CI: "true", CI_API_V4_URL: this.url, CI_PROJECT_ID: "3", GITLAB_TOKEN: "of-the-project" };
  }

  /** Somebody else writes a note. */
  hear(body: string): void {
    this.#add(other, { body });
  }

  protected async answer(request: IncomingMessage): Promise<JsonAnswer> {
    const { pathname } = new URL(request.url ?? "/", "http://forge");
    if (request.headers["private-token"] !== "of-the-project") return { status: 401, body: { message: "401 Unauthorized" } };
    if (pathname === "/user") return { status: 200, body: { id: own } };
    if (request.method === "GET") return { status: 200, body: this.texts.filter(({ state_event: event }) => event !== "close") };
    const sent = (await json(request)) as Partial<Text>;
    this.writes.push(`${request.method ?? ""} ${pathname}`);
    if (request.method === "POST") this.#add(own, sent);
    else Object.assign(this.texts[Number(/\d+$/.exec(pathname)?.[0]) - 1] ?? {}, sent);
    return { status: 200, body: {} };
  }

  #add(author: number, text: Partial<Text>): void {
    const id = this.texts.length + 1;
    this.texts.push({ id, iid: id, author: { id: author }, ...text });
  }
}
