import { readInspection, type HostFile, type SeenFiles } from "../lineage/host-files";
import { acmeAuthority, readIssued } from "../common/issued";
import { certbotArguments, certbotPackages, renewalLines } from "./host-plan";
import type { CertbotInputs, Lineage } from "./lineage";

/** The arguments of `certbot.sh`. Secrets are on its standard input. A lineage of the host's owner is refused to a resource that is new. */
export function obtainCommand(inputs: CertbotInputs, isNew: boolean): string[] {
  return [isNew ? "begin" : "obtain", inputs.site, certbotPackages(inputs).join(" "), renewalLines(inputs).join("\n"), ...certbotArguments(inputs)];
}

/** Changes the account's contact address at the CA. */
export function accountCommand({ site, directory, email }: Pick<CertbotInputs, "site" | "directory" | "email">): string[] {
  return [
    "tell_address",
    site,
    "update_account",
    "--non-interactive",
    "--server",
    directory,
    ...(email === undefined ? ["--register-unsafely-without-email"] : ["--email", email]),
  ];
}

/** Prints the lineage, packed for {@link takeCommand}; nothing when there is none. */
export function giveCommand({ site, directory }: Pick<CertbotInputs, "site" | "directory">): string[] {
  return ["give", site, directory];
}

/** Unpacks on another host what {@link giveCommand} printed, from standard input. An account at the CA that is there already goes on with it. */
export function takeCommand({ site, directory }: Pick<CertbotInputs, "site" | "directory">): string[] {
  return ["take", site, directory];
}

/** Prints what a lineage was made from, for `foundLineage`. */
export function describeLineageCommand({ site }: Pick<CertbotInputs, "site">): string[] {
  return ["describe", site];
}

export function inspectLineageCommand({ site }: Pick<CertbotInputs, "site">, files: readonly HostFile[]): string[] {
  return ["inspect", site, ...files.map(({ path }) => path)];
}

export function removeLineageCommand({ site, directory, revokeOnDelete }: Pick<CertbotInputs, "site" | "directory" | "revokeOnDelete">): string[] {
  const verb = revokeOnDelete ? ["revoke", "--delete-after-revoke", "--reason", "cessationofoperation", "--server", directory] : ["delete"];
  return ["remove", site, ...verb, "--non-interactive", "--cert-name", site];
}

/** What `certbot.sh inspect` says about a host. */
export interface LineageInspection {
  readonly files: SeenFiles;
  /** The state of certbot's timer. */
  readonly timer: string | undefined;
  /** The state of the timer of alarms. */
  readonly alarm: string | undefined;
  /** The state of the timer that asks the CA. */
  readonly early: string | undefined;
  /** How the last activation of a renewed certificate ended. */
  readonly renewal: string | undefined;
}

export function parseLineageInspection(output: string): LineageInspection {
  const { files, factOf } = readInspection(output);
  return { files, timer: factOf("timer"), alarm: factOf("alarm"), early: factOf("ari"), renewal: factOf("renewal") };
}

/** The certificate and the key in a host's output, or what is wrong with them. They came directly from the CA, so it vouches for them. */
export function lineageIn(
  output: string,
  { names, root }: Pick<CertbotInputs, "names" | "root">,
  now: Date,
): { readonly lineage?: Lineage; readonly faults: readonly string[] } {
  if (!output.includes("-----BEGIN ")) return { faults: ["certbot does not keep the certificate any more"] };
  const path = "certbot's certificate";
  const verdict = readIssued([{ path, content: { pem: output } }], { names, now, authority: acmeAuthority(root) });
  if (!verdict.bundle) return { faults: verdict.faults.map(({ problem }) => `${path} ${problem}`) };
  const { privateKey, leaf, chain, fullChain } = verdict.bundle;
  return { lineage: { lineageKey: privateKey, leaf, chain, fullChain }, faults: [] };
}
