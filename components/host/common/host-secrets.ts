import * as v from "valibot";
import { loginEntries, sudoPassword } from "../../shared/destination";
import { settings } from "../../shared/validation";

/** The secrets for logging in to a host. A host ignores those that it does not need. */
export interface HostSecrets {
  /**
   * The private key that logs in to an `existing` host: PEM or OpenSSH form, not encrypted.
   * @default none: the key is in a file, or held by an SSH agent
   */
  readonly privateKey?: string;
  /**
   * The password that sudo asks the login of an `existing` host for. It is never an argument of a command. It requires `hostKey` in the settings, as
   * only that machine may get it.
   * @default none: the login is root, or sudo asks for nothing
   */
  readonly sudoPassword?: string;
}

/** The schema of a host's secrets. */
export const hostSecrets = v.optional(settings({ privateKey: v.optional(loginEntries.privateKey), sudoPassword: v.optional(sudoPassword) }));
