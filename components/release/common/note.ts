import * as v from "valibot";
import { picked } from "../../shared/picked";
import { schemaFaults } from "../../shared/validation";
import { releaseEntries } from "./release-faults";
import { planKeys, type Release } from "./release";

/** What a host stores about a release, so that another stack can import it: everything except the contents of its files, which the host has anyway. */
export type Note = Omit<Release, "files" | "secrets" | "complaints"> & {
  readonly files: readonly string[];
  readonly secrets: readonly string[];
  /** @default none: an earlier version's note says nothing of them */
  readonly complaints?: Release["complaints"];
};

const noteSchema = v.object({ ...releaseEntries, complaints: v.optional(releaseEntries.complaints), files: v.array(v.string()), secrets: v.array(v.string()) });

/** The note of a release, as JSON. It leaves out what `release` has beyond a release, like an SSH key, which no host may have. */
export function noteOf(release: Release): string {
  const { files, secrets, ...plan } = picked<Release>(release, { ...planKeys, secrets: true, certificate: true });
  return `${JSON.stringify({ ...plan, files: Object.keys(files), secrets: Object.keys(secrets) })}\n`;
}

/** The note in a host's text; `undefined` if it is not a note. */
export function noteIn(text: string): Note | undefined {
  try {
    const note: unknown = JSON.parse(text);
    return schemaFaults(noteSchema, note, "note").length === 0 ? (note as Note) : undefined;
  } catch {
    return undefined;
  }
}

/** The release that a note describes, with the contents of its files. */
export async function noted({ files, secrets, complaints = [], ...plan }: Note, contentOf: (path: string) => Promise<string>): Promise<Release> {
  const withContents = async (paths: readonly string[]): Promise<Record<string, string>> => {
    const contents: Record<string, string> = {};
    // One after the other, as an SSH server allows few channels at a time.
    for (const path of paths) contents[path] = await contentOf(path);
    return contents;
  };
  return { ...plan, complaints, files: await withContents(files), secrets: await withContents(secrets) };
}
