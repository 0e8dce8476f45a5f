import { existsSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reset } from "../../daemon/lifecycle";

/** The folders of one stage: a local cloud for one command, and the copies of the program that are brought up there. */
export interface Place {
  readonly root: string;
  /** The local cloud's. */
  readonly cloud: string;
  /** For the temporary files of Pulumi, which it does not remove. */
  readonly temporary: string;
}

const prefix = "tlsup-stage-";

/** The name has the id of this process, so that a later command removes what one that was killed has left. */
export function makePlace(): Place {
  const place = placeAt(mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`)));
  mkdirSync(place.temporary);
  return place;
}

function placeAt(root: string): Place {
  return { root, cloud: join(root, "cloud"), temporary: join(root, "temporary") };
}

/** Removes a stage: processes, containers, network and folders. Ctrl-C also reaches the programs that remove it: what they left is tried again. */
export async function removePlace({ root, cloud }: Place, attempts = 3): Promise<void> {
  try {
    await reset(cloud);
    await rm(root, { recursive: true, force: true });
  } catch (error) {
    if (attempts === 1) throw new Error(`Cannot remove the local cloud in ${root}: run the command again, which removes it first`, { cause: error });
    await removePlace(placeAt(root), attempts - 1);
  }
}

/** Removes the stages whose process was killed. */
export async function removeAbandoned(): Promise<void> {
  const names = readdirSync(tmpdir()).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    const [, pid = ""] = /^tlsup-stage-(\d+)-/.exec(name) ?? [];
    if (pid !== "" && !existsSync(`/proc/${pid}`)) await removePlace(placeAt(join(tmpdir(), name)));
  }
}
