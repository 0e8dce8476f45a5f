import * as v from "valibot";
import { canonicalAddress } from "../../shared/address";
import { secret, settings } from "../../shared/validation";

const word = (rule: string) => v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/, rule));

/** What may be said about how a host is reached. */
export const accessSchema = settings({
  host: v.pipe(
    v.string(),
    v.check((text) => canonicalAddress(text) !== undefined || /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text), "must be an address or a host name"),
  ),
  port: v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(1, "must be at least 1"), v.maxValue(65535, "must be at most 65535")),
  user: v.pipe(v.string(), v.regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be the name of a user, like root")),
  privateKey: secret(v.pipe(v.string(), v.minLength(1, "must be an SSH key"))),
  hostKey: v.pipe(
    v.string(),
    v.regex(/^[A-Za-z0-9@.-]+ [A-Za-z0-9+/=]+( [^\0\r\n]*)?\s*$/, "must be a public key as in ssh_known_hosts, like ssh-ed25519 AAAA..."),
  ),
  machine: word("must be the machine's identity at its provider"),
  deletedWith: v.optional(v.unknown()),
});
