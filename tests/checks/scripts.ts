import { spawnSync } from "node:child_process";
import { hostScripts } from "../../components/release/agent/execution/host-scripts";
import { root } from "../support/environment";
import { ownFiles, shellLine, type SourceFile } from "./files";

/** Joined to {@link hostTexts}: alone they lack what other parts define. */
const parts = "components/release/agent/";

/** The scripts of the repository that are whole, by their name or by their first line. */
export function ownScripts(): SourceFile[] {
  return ownFiles().filter(({ name, text }) => !name.startsWith(parts) && (name.endsWith(".sh") || shellLine.test(text)));
}

/** What hosts run, made of the parts. Some variables come with the release, and not every text uses all that its parts define. */
export function hostTexts(): SourceFile[] {
  return Object.keys(hostScripts).map((name) => ({ name: `the host's script "${name}"`, text: hostScripts[name as keyof typeof hostScripts] }));
}

/** What shellcheck says of a script, with the line that it means; nothing when it finds nothing. Where the first line names no shell, it is bash. */
export function shellcheck(name: string, text: string, except: readonly string[] = []): string {
  const options = [
    "--format=gcc",
    "--norc",
    ...(text.startsWith("#!") ? [] : ["--shell=bash"]),
    ...(except.length > 0 ? [`--exclude=${except.join(",")}`] : []),
  ];
  const { stdout, error, status } = spawnSync("shellcheck", [...options, "-"], { input: text, encoding: "utf8", cwd: root });
  if (error) throw error;
  if (status !== 0 && stdout === "") throw new Error(`shellcheck could not read ${name}`);
  const lines = text.split("\n");
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [, at = "", rest = ""] = /^-:(\d+):(.*)$/.exec(line) ?? [];
      return `${name}:${at}:${rest}\n    ${lines[Number(at) - 1]?.trim() ?? ""}\n`;
    })
    .join("");
}
