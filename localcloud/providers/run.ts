import { Engine, type Definition } from "./engine";
import { serve } from "./rpc/server";

/** Milliseconds between checks whether the engine still runs. */
const heartbeat = 1000;

/**
 * Runs a stand-in plugin's process, whose first argument is its version; the engine adds others. The engine reads
 * the port from the first line of the output.
 */
export async function run(definition: Definition): Promise<void> {
  const [, , version = "0.0.0"] = process.argv;
  const { port } = await serve(new Engine(definition, process.env), version);
  process.stdout.write(`${port}\n`);
  endWithParent(process.ppid);
}

/** A killed engine cannot end its plugins. */
function endWithParent(parent: number): void {
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, heartbeat).unref();
}
