import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import { constants, createServer as createHttp2Server, type Http2Server } from "node:http2";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { fieldsOf, members } from "./fields";
import type { Handler, Upgrade } from "./handler";
import { maxHeaderSize } from "./origin/request";
import { rawAnswerTo } from "./raw-answer";
import { breakOff, type VisitorRequest, type VisitorResponse } from "./visitor";

/** The most streams on one connection. */
const maxConcurrentStreams = 100;

/** Bytes that a visitor may send on all streams of a connection before the edge reads on. An upload that the origin does not read leaves room for others. */
const connectionWindow = 1024 * 1024;

/** Serves HTTP/1.1. An upload has no time limit: only `idle` milliseconds of silence end it. */
export function http1Server(handler: Handler, idle: number): Server {
  const server = createServer({ maxHeaderSize, requestTimeout: 0, keepAliveTimeout: idle });
  server.setTimeout(idle);
  const answers = new WeakMap<Duplex, Set<ServerResponse>>();
  server.on("request", (request, response) => {
    const ofSocket = answers.get(request.socket) ?? new Set();
    answers.set(request.socket, ofSocket.add(response));
    response.once("close", () => ofSocket.delete(response));
    serve(handler, request, response);
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    response.shouldKeepAlive = false;
    response.on("finish", () => socket.end());
    const isWebSocket = request.method === "GET" && members(fieldsOf(request.rawHeaders), "upgrade").includes("websocket");
    const detach = () => {
      response.detachSocket(socket);
      return socket;
    };
    serve(handler, request, response, { isWebSocket, head, detach });
  });
  server.on("clientError", (error, socket) => {
    // In the middle of an answer, the visitor would read it as a part of that answer.
    const hasBegun = [...(answers.get(socket) ?? [])].some((response) => response.headersSent);
    if (socket.writable && !hasBegun) socket.end(rawAnswerTo(error));
    else socket.destroy();
  });
  return server;
}

/** Serves HTTP/2 on connections that agreed on it; a stream or a connection ends after `idle` milliseconds of silence. */
export function http2Server(handler: Handler, idle: number): Http2Server {
  const server = createHttp2Server({ settings: { maxConcurrentStreams, maxHeaderListSize: maxHeaderSize } });
  server.setTimeout(idle);
  server.on("session", (session) => session.setLocalWindowSize(connectionWindow));
  server.on("request", (request, response) => {
    const { stream } = request;
    stream.setTimeout(idle, () => stream.close(constants.NGHTTP2_CANCEL));
    serve(handler, request, response);
  });
  return server;
}

/** A bug in the edge ends one visitor's request, never the daemon. */
function serve(handler: Handler, request: VisitorRequest, response: VisitorResponse, upgrade?: Upgrade): void {
  handler.handle(request, response, upgrade).catch(() => breakOff(response));
}
