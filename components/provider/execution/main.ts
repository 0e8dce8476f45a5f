import { createRequire } from "node:module";
import type * as components from "../construct.component";
import { engineLog } from "./engine-log";
import { operationsOf } from "./operations";
import { outputsOf } from "./schema-file";
import { serve } from "./serve";
import { takeStray } from "./supervise";

/** How often is looked whether the engine still lives, in milliseconds. */
const heartbeat = 1000;

/** Components need all of the SDK, which a program in TypeScript has in its own process. */
const load = createRequire(__filename);

/** The life of the plugin's process. Its first argument is where the engine listens; the engine reads the port from the first line of the output. */
async function run(engine: string): Promise<void> {
  const parent = process.ppid;
  for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, takeStray);
  const { port, isAtWork } = await serve({
    operationsOf,
    log: engineLog(engine),
    construct: (request) => (load("../construct.component") as typeof components).construct(request, { engine, outputsOf }),
  });
  process.stdout.write(`${port}\n`);
  setInterval(() => {
    // An engine that was killed ends no plugin. What is under way on a host is finished.
    if (process.ppid !== parent && !isAtWork()) process.exit();
  }, heartbeat);
}

const [engine = ""] = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
void run(engine);
