import { jsonLog } from "../log";
import { openInstance } from "./slot";
import { buildId } from "./build-id";
import { compose } from "./compose";
import { PartsFailed, type Failure } from "./parts";
import { removeRecord, writeRecord } from "./record";

/** The daemon's one message to the process that started it. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly failures: readonly Failure[] };

const log = jsonLog((line) => process.stdout.write(line));

function tell(readiness: Readiness): Promise<void> {
  return new Promise((resolve) => {
    // The parent may be gone already.
    if (!process.send || !process.connected) return resolve();
    process.send(readiness, undefined, undefined, () => {
      if (process.connected) process.disconnect();
      resolve();
    });
  });
}

async function run(directory: string): Promise<void> {
  const instance = openInstance(directory);
  if (!instance) throw new Error(`Cannot serve ${directory} as a local cloud: it holds no instance.json; run \`tlsup local up\``);
  const composition = await compose(instance, log);
  let closing = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (closing) return;
    closing = true;
    log.info("stopping", { signal });
    void composition.close().finally(() => {
      removeRecord(directory);
      log.info("stopped");
      process.exit(0);
    });
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  writeRecord(directory, buildId(), composition.parts);
  log.info("ready", { pid: process.pid, parts: composition.parts });
  await tell({ ready: true });
}

function die(error: unknown): void {
  log.error("crashed", { error });
  process.exit(1);
}

process.on("uncaughtException", die);
run(process.argv[2] ?? "").catch(async (error: unknown) => {
  log.error("not started", { error });
  const failures = error instanceof PartsFailed ? error.failures : [{ part: "daemon", message: error instanceof Error ? error.message : String(error) }];
  await tell({ ready: false, failures });
  process.exit(1);
});
