import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders } from "node:http2";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { respond, type Call } from "./grpc";

/** Pulumi's own plugin for dynamic resources, as far as it runs. */
export interface SdkPlugin {
  /** Lets it answer a call; the first one starts it, and the configuration that came before goes to it first. */
  pass(call: Call): Promise<void>;
  /** Notes how the provider is configured. */
  configure(call: Call): void;
}

/** The plugin of the program in `folder`, started with `args`. */
export function sdkPlugin(folder: string, args: readonly string[]): SdkPlugin {
  let configuration: Call | undefined;
  let session: Promise<ClientHttp2Session> | undefined;
  const start = async (): Promise<ClientHttp2Session> => {
    const started = await startPlugin(folder, args);
    if (configuration) await consume(started, configuration);
    return started;
  };
  return {
    configure: (call) => {
      configuration = call;
    },
    pass: async (call) => forward(await (session ??= start()), call),
  };
}

async function startPlugin(folder: string, args: readonly string[]): Promise<ClientHttp2Session> {
  const script = createRequire(`${folder}/package.json`).resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  // The engine ends its plugins with all that they have started; a plugin that outlives the engine does so itself.
  process.once("exit", () => child.kill());
  const lines = createInterface({ input: child.stdout });
  const [port] = (await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(([code, signal]) => {
      throw new Error(`Cannot start ${script}, which carries out dynamic resources of others: it ended with ${String(signal ?? code)}`);
    }),
  ])) as [string];
  // What it prints from now on is for the user, and the engine shows what this process prints.
  lines.on("line", (line) => process.stdout.write(`${line}\n`));
  return connect(`http://127.0.0.1:${port}`);
}

/** The headers of a call, without those that belong to the connection. */
function callHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== constants.HTTP2_HEADER_AUTHORITY));
}

async function consume(session: ClientHttp2Session, { headers, body }: Call): Promise<void> {
  const request = session.request(callHeaders(headers));
  request.end(body);
  request.resume();
  await once(request, "end");
}

function forward(session: ClientHttp2Session, { headers, body, stream }: Call): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = session.request(callHeaders(headers));
    let trailers: IncomingHttpHeaders = {};
    request.on("trailers", (received) => {
      trailers = received;
    });
    request.once("response", (answer, flags) => {
      if (flags & constants.NGHTTP2_FLAG_END_STREAM) stream.respond(answer, { endStream: true });
      else {
        respond(stream, answer, () => trailers);
        request.pipe(stream);
      }
    });
    request.once("error", reject);
    request.once("close", resolve);
    request.end(body);
  });
}
