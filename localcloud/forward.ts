import { connect, createServer, type Socket } from "node:net";
import type { Part } from "./instance";
import type { Log } from "./log";

export interface Forwarding {
  readonly from: { readonly address: string; readonly port: number };
  readonly to: { readonly address: string; readonly port: number };
  readonly log: Log;
}

/** Milliseconds between two attempts to listen on an address that the machine does not have yet. */
const pause = 500;

/**
 * Forwards TCP connections. The droplets' gateway becomes an address of this machine when the first droplet
 * starts, so listening begins then; afterwards the address may come and go.
 */
export function forward({ from, to, log }: Forwarding): Part {
  const sockets = new Set<Socket>();
  let timer: NodeJS.Timeout | undefined;
  // Either side may end its own stream and still receive (RFC 9293, 3.6).
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const target = connect({ host: to.address, port: to.port, allowHalfOpen: true });
    for (const [socket, other] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      // An error on one side ends the other.
      socket.on("error", () => other.destroy());
      socket.once("close", () => sockets.delete(socket));
    }
  });
  const listen = (): void => {
    server.listen(from.port, from.address);
  };
  server.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRNOTAVAIL") timer = setTimeout(listen, pause);
    else log.error("not forwarded", { from, to, error });
  });
  listen();
  return {
    close: async () => {
      clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}
