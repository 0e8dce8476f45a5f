import { Refusal } from "../engine";

/**
 * The API's address. There is no default: a stand-in is for the local cloud, and the vendor's plugin for real accounts.
 * @throws {Refusal} if none is set.
 */
export function requiredEndpoint(provider: string, key: string, variable: string, value: string | undefined): string {
  if (value === undefined || !/^https?:\/\//.test(value)) {
    throw new Refusal(
      `Cannot configure ${provider} as ${value === undefined ? "no API endpoint is set" : `"${value}" is no http or https URL`}: ` +
        "this is the stand-in plugin for the local cloud. " +
        `Set ${variable} (eval "$(npx tlsup local env)" does) or ${provider}:${key}; for a real account, install the vendor's plugin`,
    );
  }
  return value.replace(/\/+$/, "");
}
