import { renameSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { Engine, type Definition } from "../engine";
import { serve } from "../rpc/server";
import { socketName } from "./socket";

/** Milliseconds between checks whether an engine still runs. */
const heartbeat = 1000;

/** Runs the plugins for engines, all in this process. */
export interface PluginHost {
  /** Accepts no more engines. Resolves when the last one has ended its plugins. */
  drain(): Promise<void>;
}

/**
 * Serves plugins to the scripts that engines start, on the socket {@link socketName} in `folder`, which must be the process's own:
 * the path of a socket has room for 107 characters only.
 *
 * A script sends `POST /<provider>/<version>?engine=<pid>` with the variables that the provider may need, one per line. The answer's
 * first line is the port at which a provider for this script waits for the engine. The answer ends when the engine ends, and the
 * provider when the connection ends.
 */
export async function hostPlugins(definitions: readonly Definition[]): Promise<PluginHost> {
  const server = createServer((request, response) => {
    plugin(definitions, request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  // On exit, node removes the socket by the name that it was created with; with the pid in it, that is never a successor's.
  const own = `providers.${process.pid}.sock`;
  server.listen(own);
  await once(server, "listening");
  renameSync(own, socketName);
  return {
    drain: async () => {
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
}

async function plugin(definitions: readonly Definition[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
  const [, name, version = ""] = pathname.split("/");
  const definition = definitions.find((each) => each.name === name);
  if (request.method !== "POST" || !definition) {
    response.writeHead(404).end();
    return;
  }
  const engine = new Engine(definition, variables(await text(request)));
  const { port, close } = await serve(engine, version);
  const watch = whenGone(Number(searchParams.get("engine")), () => response.end());
  response.once("close", () => {
    clearInterval(watch);
    engine.cancel();
    close();
  });
  response.writeHead(200).write(`${port}\n`);
}

function variables(lines: string): Record<string, string> {
  return Object.fromEntries(
    lines.split("\n").flatMap((line) => (line.includes("=") ? [[line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]] : [])),
  );
}

/** A killed engine does not end its scripts. An engine that this process cannot see is not watched. */
function whenGone(pid: number, act: () => void): NodeJS.Timeout | undefined {
  if (!isAlive(pid)) return undefined;
  return setInterval(() => {
    if (!isAlive(pid)) act();
  }, heartbeat);
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
