import { destinationKeys, type MachineDestination } from "../../shared/destination";
import { picked } from "../../shared/picked";
import type { KnownAccount } from "../acme/standing-record";
import { programFiles, type HostFile } from "../lineage/host-files";

/** The account at a CA that the agent on a host uses. */
export interface KeptAccountInputs extends MachineDestination {
  /** The certificate's name on the host: the domain. */
  readonly site: string;
  /** The URL of the CA's directory. */
  readonly directory: string;
  /** The root that verifies a private CA's own HTTPS, PEM. */
  readonly root?: string;
  /** Where the CA writes to about the account, which the agent keeps up to date. */
  readonly email?: string;
}

/** The account at a CA that the agent on a host uses. Its key is only there, as with the records it can obtain certificates. */
export interface KeptAccountOutputs extends KeptAccountInputs, KnownAccount {}

export function keptAccountInputsOf(resource: KeptAccountInputs): KeptAccountInputs {
  return picked(resource, { ...destinationKeys, site: true, directory: true, root: true, email: true });
}

/** The parts of the program that makes the account, by their names; each is Python. */
export const registrationParts = ["account", "acme", "certificates", "keys", "store"] as const;

/** The files of the program that makes the account, which are on the host only while it runs. */
export function registrationFiles(
  { site, directory, root, email }: Pick<KeptAccountInputs, "site" | "directory" | "root" | "email">,
  { account, ...shared }: Readonly<Record<(typeof registrationParts)[number], string>>,
): HostFile[] {
  const program = `/run/tlsup-acme-account/${site}`;
  return [
    ...programFiles(program, { ...shared, __main__: account }),
    { path: `${program}/settings.json`, content: JSON.stringify({ directory, email }), mode: "644" },
    ...(root === undefined ? [] : [{ path: `${program}/root.pem`, content: root, mode: "644" as const }]),
  ];
}
