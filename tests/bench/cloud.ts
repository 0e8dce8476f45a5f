import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root, shellEnvironment } from "../support/environment";

/**
 * Measures with a local cloud of its own, in `cloud`, which this process talks to meanwhile; `folder` is a temporary one, as is everything that is made
 * in the folder for temporary files. All of it is removed, whatever fails.
 */
export async function withCloud(measure: (folder: string, cloud: string) => Promise<string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-bench-"));
  const cloud = join(folder, "cloud");
  const before = { ...process.env };
  const measured = await settled(async () => {
    await local(cloud, "up");
    Object.assign(process.env, shellEnvironment(cloud), { TMPDIR: folder });
    return measure(folder, cloud);
  });
  for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
  const removed = await settled(() => local(cloud, "reset"));
  rmSync(folder, { recursive: true, force: true });
  // What failed first is the reason, and may be why the rest failed.
  if (measured.status === "rejected") throw measured.reason;
  if (removed.status === "rejected") throw removed.reason;
  return measured.value;
}

async function settled<T>(action: () => Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([action()]);
  return result;
}

/**
 * This process must not stand still meanwhile:
 * it would miss that a daemon closes its connections, and send the next request, to the next daemon at that address, through one of them.
 */
async function local(cloud: string, command: "up" | "reset"): Promise<void> {
  const run = promisify(execFile)(process.execPath, [join(root, "bin", "tlsup.js"), "local", command], {
    cwd: root,
    env: { ...process.env, TLSUP_LOCAL_DIR: cloud },
  });
  await run.catch((error: unknown) => {
    const { stderr = "" } = error as { readonly stderr?: string };
    throw new Error(`Cannot run \`tlsup local ${command}\`: ${stderr.trim()}`, { cause: error });
  });
}
