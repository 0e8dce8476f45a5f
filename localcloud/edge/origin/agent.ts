import { Agent, type ClientRequestArgs } from "node:http";
import type { Duplex } from "node:stream";
import { connectToOrigin, type Origin } from "./connection";

/** The arguments of `http.request` with this agent. */
export interface OriginRequestArgs extends ClientRequestArgs {
  readonly origin: Origin;
}

/** Keeps connections to origins open, and reuses one only for the same host name, addresses, port and security. */
export class OriginAgent extends Agent {
  constructor(
    readonly connectTimeout: number,
    options: { readonly keepAlive: boolean },
  ) {
    // Idle connections must not last much longer than a rebuilt host or a server's own idle limit.
    super({ ...options, maxFreeSockets: 32, timeout: 10_000 });
  }

  override getName(options?: ClientRequestArgs): string {
    const { host, addresses, port, connection, tls } = originOf(options);
    return [connection, tls?.id ?? "", host, port, ...addresses].join("|");
  }

  override createConnection(options: ClientRequestArgs, callback?: (error: Error | null, stream: Duplex) => void): Duplex | null | undefined {
    const opened = callback as ((error: Error | null, stream?: Duplex) => void) | undefined;
    connectToOrigin(originOf(options), this.connectTimeout).then(
      (socket) => opened?.(null, socket),
      (error: Error) => opened?.(error),
    );
    return undefined;
  }
}

function originOf(options: ClientRequestArgs | undefined): Origin {
  return (options as OriginRequestArgs).origin;
}
