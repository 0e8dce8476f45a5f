import type { Destination } from "../../../shared/destination";
import { withSession } from "../../../shared/execution/ssh";
import { noteCommand, showCommand } from "../../agent/activation";
import { noted, noteIn } from "../../common/note";
import type { Release } from "../../common/release";

/** A host that does not answer within half a minute is down. In milliseconds. */
const connectDeadline = 30_000;

/** A release that is in force on a host. */
export interface FoundRelease {
  readonly release: Release;
  /** The folder that it was pushed as. */
  readonly folder: string;
}

/** The release in force of a site, which is given by its name or its domain; `undefined` if there is none. */
export function findRelease(destination: Destination, site: string): Promise<FoundRelease | undefined> {
  return withSession(destination, connectDeadline, async (session) => {
    const run = async (command: string): Promise<string> => {
      const { code, stdout, stderr } = await session.run(command);
      if (code !== 0) throw new Error(`Cannot look at ${site} on ${destination.host} as the host must answer to the end: ${stderr.trim()}. Run again`);
      return stdout;
    };
    const [, folder, text = ""] = /^(.+)\n([^]*)$/.exec(await run(noteCommand(site))) ?? [];
    if (folder === undefined) return undefined;
    const note = noteIn(text);
    if (!note)
      throw new Error(`Cannot import ${site} from ${destination.host} as its release must say what it was made from: ${folder} does not. Push it once more`);
    return { folder, release: await noted(note, (path) => run(showCommand(note.site, path))) };
  });
}
