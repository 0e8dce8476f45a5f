import type { Session } from "../../../shared/execution/ssh";
import { asset } from "../../../shared/execution/asset";
import { sha256, type Tree } from "../../common/release";
import { inspectTreeCommand, placeCommand, treeDrift } from "../placement";
import { manifestOf, type TreeEntry } from "../tree";
import { archive } from "./archive";
import { readTree } from "./read-tree";

const script = "release/trees/trees.sh";

/**
 * Makes sure that the host has a folder, and sends only the files that it lacks. Throws if the local folder has changed since the
 * release was planned, or if the host could not take it. Nothing that is in force is touched.
 */
export async function sendTree(session: Session, site: string, { source, digest }: Tree): Promise<void> {
  const { code, stderr } = await session.dialogue(placeCommand(asset(script), site, digest), async (lines, write) => {
    if ((await lines.next()).value !== "wanted") return;
    const entries = readPlanned(source, digest);
    const manifest = Buffer.from(manifestOf(entries));
    await write(Buffer.concat([Buffer.from(`${manifest.length}\n`), manifest]));
    const lacking = await readList(lines);
    if (lacking.size > 0)
      for await (const chunk of archive(
        source,
        entries.filter(({ path }) => lacking.has(path)),
      ))
        await write(chunk);
  });
  if (code !== 0)
    throw new Error(
      `Cannot send the folder ${source} as the host must take it whole: ${stderr.trim().split("\n").slice(-3).join("; ")}. ` +
        "Nothing that is in force was touched",
    );
}

/** In words, how the folder at `path` of a release differs on the host. */
export async function inspectTree(session: Session, site: string, path: string, { digest }: Tree): Promise<string[]> {
  return treeDrift(path, (await session.run(inspectTreeCommand(asset(script), site, digest, path))).stdout);
}

/** The lines before the first empty one; none if it never comes, as the command has ended. */
async function readList(lines: AsyncGenerator<string, void>): Promise<ReadonlySet<string>> {
  const list = new Set<string>();
  for await (const line of lines) {
    if (line === "") return list;
    list.add(line);
  }
  return new Set();
}

function readPlanned(source: string, digest: string): readonly TreeEntry[] {
  const reading = readTree(source, source);
  const found = reading.faults ? undefined : sha256(manifestOf(reading.entries));
  if (reading.faults || found !== digest)
    throw new Error(`Cannot send the folder ${source} as it must be what it was when the release was planned: it has changed since. Run again`);
  return reading.entries;
}
