import { connect, type ClientHttp2Session } from "node:http2";
import { framed } from "./grpc";

const sessions = new Map<string, ClientHttp2Session>();

/** Sends the engine at `address` a LogRequest. It is for the user's eyes alone: an engine that does not take it is not waited for. */
export function tellEngine(address: string, request: Buffer): void {
  const stream = sessionWith(address).request({ ":method": "POST", ":path": "/pulumirpc.Engine/Log", "content-type": "application/grpc", te: "trailers" });
  stream.on("error", () => undefined);
  stream.resume();
  stream.end(framed(request));
}

function sessionWith(address: string): ClientHttp2Session {
  const open = sessions.get(address);
  if (open && !open.closed && !open.destroyed) return open;
  const session = connect(`http://${address}`);
  session.on("error", () => undefined);
  session.unref();
  sessions.set(address, session);
  return session;
}
