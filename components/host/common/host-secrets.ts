import * as v from "valibot";
import { loginEntries, sudoPassword } from "../../shared/destination";
import { settings } from "../../shared/validation";

/** What logging in to a host needs and nobody may read. Hosts that do not need it leave it alone. */
export interface HostSecrets {
  /**
   * The private key that logs in to an `existing` host: PEM or OpenSSH form, not encrypted.
   * @default none: the key is in a file, or held by an SSH agent
   */
  readonly privateKey?: string;
  /**
   * What sudo asks the login of an `existing` host for. It is never an argument of a command. With it the settings must have `hostKey`, as only that
   * machine is told it.
   * @default none: the login is root, or sudo asks for nothing
   */
  readonly sudoPassword?: string;
}

/** What may be said about the secrets of a host. */
export const hostSecrets = v.optional(settings({ privateKey: v.optional(loginEntries.privateKey), sudoPassword: v.optional(sudoPassword) }));
