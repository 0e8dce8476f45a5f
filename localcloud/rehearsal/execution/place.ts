import { existsSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reset } from "../../daemon/lifecycle";

/** The folders of one rehearsal. */
export interface Place {
  readonly root: string;
  /** The local cloud's. */
  readonly cloud: string;
  readonly base: string;
  readonly change: string;
  /** For the temporary files of Pulumi, which it does not remove. */
  readonly temporary: string;
}

const prefix = "tlsup-rehearsal-";

/** The name has the id of this process, so that a later rehearsal removes what one that was killed has left. */
export function makePlace(): Place {
  const place = placeAt(mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`)));
  mkdirSync(place.temporary);
  return place;
}

function placeAt(root: string): Place {
  return { root, cloud: join(root, "cloud"), base: join(root, "base"), change: join(root, "change"), temporary: join(root, "temporary") };
}

/** Removes a rehearsal: processes, containers, network and folders. Ctrl-C also reaches the programs that remove it: what they left is tried again. */
export async function removePlace({ root, cloud }: Place, attempts = 3): Promise<void> {
  try {
    await reset(cloud);
    await rm(root, { recursive: true, force: true });
  } catch (error) {
    if (attempts === 1) throw new Error(`Cannot remove the rehearsal in ${root}: run \`tlsup rehearse\` again, which removes it first`, { cause: error });
    await removePlace(placeAt(root), attempts - 1);
  }
}

/** Removes the rehearsals whose process was killed. */
export async function removeAbandoned(): Promise<void> {
  const names = readdirSync(tmpdir()).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    const [, pid = ""] = /^tlsup-rehearsal-(\d+)-/.exec(name) ?? [];
    if (pid !== "" && !existsSync(`/proc/${pid}`)) await removePlace(placeAt(join(tmpdir(), name)));
  }
}
