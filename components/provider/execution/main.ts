import { createRequire } from "node:module";
import type * as components from "../construct.component";
import { engineLog } from "./engine-log";
import { operationsOf } from "./operations";
import { packageSpec } from "./schema-file";
import { serve } from "./serve";
import { takeStray } from "./supervise";

/** How often the plugin checks that the engine is still running, in milliseconds. */
const heartbeat = 1000;

/** Components need the whole SDK. It is loaded on first use: a TypeScript program makes its components in its own process. */
const load = createRequire(__filename);

// gRPC would call the engine by the proxy that the environment names for other addresses.
process.env.no_grpc_proxy = "127.0.0.1";

/** Runs the plugin. Its first argument is the engine's address; the engine reads the plugin's port from the first line of its output. */
async function run(engine: string): Promise<void> {
  const parent = process.ppid;
  for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, takeStray);
  const { port, isAtWork } = await serve({
    operationsOf,
    log: engineLog(engine),
    construct: (request) => (load("../construct.component") as typeof components).construct(request, { engine, spec: packageSpec() }),
  });
  process.stdout.write(`${port}\n`);
  setInterval(() => {
    // An engine that is killed does not stop its plugins. Work that is under way on a host is finished first.
    if (process.ppid !== parent && !isAtWork()) process.exit();
  }, heartbeat);
}

const [engine = ""] = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
void run(engine);
