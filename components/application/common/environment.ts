import * as v from "valibot";
import { fieldsOf, secret } from "../../shared/validation";
import { currentFolder } from "../../release/common/release";

/** Linux accepts a `NAME=value` of at most 128 KiB. Source: execve(2), MAX_ARG_STRLEN. */
const most = { nameLength: 255, valueBytes: 128 * 1024 - 255 - 2 };

/** Characters that systemd considers invalid, so that it does not start the unit. Source: `unichar_is_valid` in systemd's utf8.c. */
const noCharacter = /[\p{Surrogate}\p{Noncharacter_Code_Point}]/u;

const nameForm = "must be the name of an environment variable (letters, digits, _)";
const variableName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, nameForm),
  v.maxLength(most.nameLength, `must have at most ${most.nameLength} characters`),
);
const variableValue = v.pipe(
  v.string(),
  v.regex(/^[^\0\r\n]*$/, "must be a single line"),
  v.check((value) => !noCharacter.test(value), "must be text in Unicode: systemd refuses surrogates and noncharacters"),
  v.maxBytes(most.valueBytes, `must have at most ${most.valueBytes} bytes`),
);
const variablesSchema = v.record(variableName, variableValue);

/** Environment variables of an application. */
export interface WithEnvironment {
  /**
   * Environment variables.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The schema entries of {@link WithEnvironment}, to spread into an application's schema. */
export const environmentEntries = { environment: v.optional(variablesSchema) };

/** The schema of secret variables. Only the beginning of a malformed name is shown, as the rest may be the value. */
export const secretEnvironment = v.pipe(
  secret(v.record(v.string(), variableValue)),
  v.rawCheck(({ dataset, addIssue }) => {
    for (const name of Object.keys(fieldsOf(dataset.value))) {
      const shown = `${/^([A-Za-z_][A-Za-z0-9_]*)?/.exec(name)?.[0] ?? ""}...`;
      if (!v.is(variableName, name))
        addIssue({ message: nameForm, input: shown, path: [{ type: "object", origin: "key", input: {}, key: shown, value: undefined }] });
    }
  }),
);

/** The public variables' file in a release. */
export const environmentPath = "application/start/environment";
/** The secret variables' file in a release. */
export const secretEnvironmentPath = "application/start/environment.secret";

/** The lines of a unit that give a process its variables. */
export function environmentLines(site: string): string {
  return [environmentPath, secretEnvironmentPath].map((path) => `EnvironmentFile=${currentFolder(site)}/${path}`).join("\n");
}

/** Variables in the form that systemd reads. Throws if systemd would not read exactly these. Source: systemd.exec(5), EnvironmentFile=. */
export function environmentFile(variables: Readonly<Record<string, string>>): string {
  const result = v.safeParse(variablesSchema, variables);
  // A value may be secret, and a name may contain a secret by mistake, so neither is shown.
  if (!result.success) throw new Error(`Cannot write the file of environment variables as ${refusal(result.issues[0])}: remove the variable or change it`);
  return Object.entries(variables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}="${value.replaceAll(/["\\$`]/g, (character) => `\\${character}`)}"\n`)
    .join("");
}

function refusal({ path, message }: v.BaseIssue<unknown>): string {
  const [item] = path ?? [];
  return item?.origin === "value" ? `the value of ${String(item.key)} ${message}` : `the name of a variable ${message}`;
}
