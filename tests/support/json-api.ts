import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** An API on this machine that answers in JSON. */
export abstract class JsonApi {
  /** All writes, in order. */
  readonly writes: string[] = [];
  readonly #server = createServer((request, response) => {
    void this.answer(request).then(({ status, body }) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body)));
  });

  protected abstract answer(request: IncomingMessage): Promise<JsonAnswer>;

  protected async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  protected get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
