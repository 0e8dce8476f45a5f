import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shellEnvironment, tlsup } from "../support/environment";

/** Measures with a local cloud of its own, in `cloud`, which this process talks to from then on; `folder` is a temporary one. Both are removed. */
export async function withCloud(measure: (folder: string, cloud: string) => Promise<string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-bench-"));
  const cloud = join(folder, "cloud");
  tlsup(cloud, "local", "up");
  try {
    Object.assign(process.env, shellEnvironment(cloud));
    return await measure(folder, cloud);
  } finally {
    tlsup(cloud, "local", "reset");
    rmSync(folder, { recursive: true, force: true });
  }
}
