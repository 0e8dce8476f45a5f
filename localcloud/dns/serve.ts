import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Part } from "../instance";
import type { Log } from "../log";

export type Respond = (message: Buffer, transport: "udp" | "tcp") => Buffer | undefined;

/** Open connections: an ACME server that validates a hundred names has several for each. */
const connectionLimit = 1024;
/** How long a connection may be silent (RFC 7766, 6.2.3). */
const idleMilliseconds = 10_000;
const prefixLength = 2;

/** A DNS server on `address`, with UDP and TCP on the same port; 0 takes a free one. @throws if the port is taken. */
export async function serveDns(respond: Respond, address: string, port: number, log: Log): Promise<Part & { readonly port: number }> {
  const answer = guarded(respond, log);
  const server = createServer((connection) => {
    converse(connection, answer);
  });
  server.maxConnections = connectionLimit;
  const connections = tracked(server);
  server.listen(port, address);
  await once(server, "listening");
  const taken = (server.address() as AddressInfo).port;
  const datagrams = createSocket({ type: "udp4", recvBufferSize: 1024 * 1024 });
  datagrams.on("message", (message, from) => {
    const response = answer(message, "udp");
    if (response) datagrams.send(response, from.port, from.address, logged(log));
  });
  await bind(datagrams, taken, address).catch((error: unknown) => {
    server.close();
    throw error;
  });
  datagrams.on("error", logged(log));
  return {
    port: taken,
    close: async () => {
      for (const connection of connections) connection.destroy();
      await Promise.all([new Promise<void>((resolve) => datagrams.close(resolve)), new Promise((resolve) => server.close(resolve))]);
    },
  };
}

/** Answers one query after the other; reads no more queries from a client that does not read its answers (RFC 7766, 6.2.1). */
function converse(connection: Socket, respond: Respond): void {
  let pending = Buffer.alloc(0);
  const proceed = (): void => {
    while (pending.length >= prefixLength && pending.length >= prefixLength + pending.readUInt16BE(0)) {
      const end = prefixLength + pending.readUInt16BE(0);
      const response = respond(pending.subarray(prefixLength, end), "tcp");
      pending = pending.subarray(end);
      if (response && !connection.write(framed(response))) {
        connection.pause();
        return;
      }
    }
    connection.resume();
  };
  connection.setTimeout(idleMilliseconds, () => connection.destroy());
  connection.on("error", () => connection.destroy());
  connection.on("drain", proceed);
  connection.on("data", (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    proceed();
  });
}

/** An error in one answer must not end the server. */
function guarded(respond: Respond, log: Log): Respond {
  return (message, transport) => {
    try {
      return respond(message, transport);
    } catch (error) {
      log.error("dns.failed", { error: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
}

function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(prefixLength);
  prefix.writeUInt16BE(message.length);
  return Buffer.concat([prefix, message]);
}

function tracked(server: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on("connection", (connection) => {
    connections.add(connection);
    connection.on("close", () => connections.delete(connection));
  });
  return connections;
}

async function bind(socket: DatagramSocket, port: number, address: string): Promise<void> {
  socket.bind(port, address);
  await once(socket, "listening");
}

const logged =
  (log: Log) =>
  (error: Error | null): void => {
    if (error) log.error("dns.failed", { error: error.message });
  };
