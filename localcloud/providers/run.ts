import { Engine, type Definition } from "./engine";
import { serve } from "./rpc/server";

/** How often the plugin looks whether the engine still lives, in milliseconds. */
const heartbeat = 1000;

/**
 * The life of a stand-in plugin's process, whose first argument is its version; the engine adds others. The engine reads
 * the port from the first line of the output.
 */
export async function run(definition: Definition): Promise<void> {
  const [, , version = "0.0.0"] = process.argv;
  const { port } = await serve(new Engine(definition, process.env), version);
  process.stdout.write(`${port}\n`);
  endWithParent(process.ppid);
}

/** An engine that was killed cannot end its plugins. */
function endWithParent(parent: number): void {
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, heartbeat).unref();
}
