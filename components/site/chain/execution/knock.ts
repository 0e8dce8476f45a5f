import { connect } from "node:net";
import type { PortSeen } from "../handshake";
import { patience } from "./viewpoint";

/** Connects to a port. A host that is down looks the same as a firewall that drops the connection. */
export function knock(address: string, port: number): Promise<PortSeen> {
  return new Promise((done) => {
    const socket = connect({ host: address, port, timeout: patience });
    const end = (seen: PortSeen): void => {
      socket.destroy();
      done(seen);
    };
    socket.once("connect", () => end("open"));
    socket.once("timeout", () => end("silent"));
    socket.once("error", ({ code }: NodeJS.ErrnoException) => end(code === "ECONNREFUSED" ? "refused" : "silent"));
  });
}
