import { engineLog } from "./engine-log";
import { operationsOf } from "./operations";
import { serve } from "./serve";

/** How often is looked whether the engine still lives, in milliseconds. */
const heartbeat = 1000;

/** The life of the plugin's process. Its first argument is where the engine listens; the engine reads the port from the first line of the output. */
async function run(engine: string): Promise<void> {
  // What fails beside a call is told, and the calls at work go on.
  for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, (error: unknown) => process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`));
  const { port, isAtWork } = await serve({ operationsOf, log: engineLog(engine) });
  process.stdout.write(`${port}\n`);
  const parent = process.ppid;
  setInterval(() => {
    // An engine that was killed ends no plugin. What is under way on a host is finished.
    if (process.ppid !== parent && !isAtWork()) process.exit();
  }, heartbeat);
}

const [engine = ""] = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
void run(engine);
