import { readInspection, type HostFile, type SeenFiles } from "../lineage/host-files";
import { parsePem, pem } from "../x509/pem";
import type { KeeperInputs, KeptChain } from "./lineage";

/** Makes the agent keep the certificate; reads its files from standard input. Prints the chain. */
export function obtainCommand({ site }: Pick<KeeperInputs, "site">): string[] {
  return ["obtain", site];
}

export function inspectCommand({ site }: Pick<KeeperInputs, "site">, files: readonly HostFile[]): string[] {
  return ["inspect", site, ...files.map(({ path }) => path)];
}

export function removeCommand({ site, revokeOnDelete }: Pick<KeeperInputs, "site" | "revokeOnDelete">): string[] {
  return ["remove", site, revokeOnDelete ? "yes" : "no"];
}

/** What `keeper.sh inspect` says about a host. */
export interface KeeperInspection {
  readonly files: SeenFiles;
  /** The state of the agent's timer. */
  readonly timer: string | undefined;
  /** The state of the timer of alarms. */
  readonly alarm: string | undefined;
  /** How the last activation of a certificate ended. */
  readonly activation: string | undefined;
  /** What the last renewal failed at, and what that means; absent when it did not fail. */
  readonly failure: string | undefined;
}

export function parseInspection(output: string): KeeperInspection {
  const { files, factOf } = readInspection(output);
  return { files, timer: factOf("acme"), alarm: factOf("alarm"), activation: factOf("activation"), failure: failureIn(factOf) };
}

function failureIn(factOf: (kind: string) => string | undefined): string | undefined {
  const [failure, standingIn] = [factOf("failure"), factOf("standing-in")];
  if (standingIn !== undefined) return `the host serves the standby, as it could not renew the certificate: ${standingIn}`;
  return failure === undefined ? undefined : `the host could not renew the certificate: ${failure}`;
}

/** The chain in a host's output; `undefined` when there is none. The agent and the activation have already checked it. */
export function chainIn(output: string): KeptChain | undefined {
  const [leaf, ...issuers] = parsePem(output)
    .blocks.filter(({ label }) => label === "CERTIFICATE")
    .map(({ label, der }) => pem(label, der));
  return leaf === undefined ? undefined : { leaf, chain: issuers.join(""), fullChain: [leaf, ...issuers].join("") };
}
