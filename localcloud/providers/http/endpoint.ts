import { Refusal } from "../engine";

/**
 * Where the API is. There is no default: a stand-in is made for the local cloud, real accounts are for the vendor's plugin.
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
