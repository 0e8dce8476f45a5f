import * as v from "valibot";
import { picked } from "../../shared/picked";
import { schemaFaults } from "../../shared/validation";
import { releaseEntries } from "./release-faults";
import { planKeys, type Release } from "./release";

/** What a host is told of the release itself, so that it can be taken over by another stack: everything but the contents of its files, which are there. */
export type Note = Omit<Release, "files" | "secrets"> & { readonly files: readonly string[]; readonly secrets: readonly string[] };

const noteSchema = v.object({ ...releaseEntries, files: v.array(v.string()), secrets: v.array(v.string()) });

/** The note of a release: JSON. `release` may be more than a release, as an SSH key that no host may have. */
export function noteOf(release: Release): string {
  const { files, secrets, ...plan } = picked<Release>(release, { ...planKeys, secrets: true, certificate: true });
  return `${JSON.stringify({ ...plan, files: Object.keys(files), secrets: Object.keys(secrets) })}\n`;
}

/** The note in a text that a host has; `undefined` when it is something else. */
export function noteIn(text: string): Note | undefined {
  try {
    const note: unknown = JSON.parse(text);
    return schemaFaults(noteSchema, note, "note").length === 0 ? (note as Note) : undefined;
  } catch {
    return undefined;
  }
}

/** The release that a note and the contents of its files are of. */
export async function noted({ files, secrets, ...plan }: Note, contentOf: (path: string) => Promise<string>): Promise<Release> {
  const withContents = async (paths: readonly string[]): Promise<Record<string, string>> => {
    const contents: Record<string, string> = {};
    // One after the other: a server of SSH allows few channels at a time.
    for (const path of paths) contents[path] = await contentOf(path);
    return contents;
  };
  return { ...plan, files: await withContents(files), secrets: await withContents(secrets) };
}
