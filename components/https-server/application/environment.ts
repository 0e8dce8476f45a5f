import * as v from "valibot";
import { currentFolder } from "../release";

const variableName = v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of an environment variable (letters, digits, _)"));
const singleLine = v.pipe(v.string(), v.regex(/^[^\0\r\n]*$/, "must be a single line"));

/** Environment variables of an application. */
export interface WithEnvironment {
  /**
   * Environment variables.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The schema of {@link WithEnvironment}, to be spread into that of an application. */
export const environmentEntries = {
  environment: v.optional(v.record(variableName, singleLine)),
  secretEnvironment: v.optional(v.record(variableName, v.unknown())),
};

/** The public variables' file in a release. */
export const environmentPath = "application/start/environment";
/** The secret variables' file in a release. */
export const secretEnvironmentPath = "application/start/environment.secret";

/** The lines of a unit that give a process its variables. */
export function environmentLines(site: string): string {
  return [environmentPath, secretEnvironmentPath].map((path) => `EnvironmentFile=${currentFolder(site)}/${path}`).join("\n");
}

/** Variables in the form that systemd reads. Source: systemd.exec(5), EnvironmentFile=. */
export function environmentFile(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}="${value.replaceAll(/["\\$`]/g, (character) => `\\${character}`)}"\n`)
    .join("");
}
