import type { Bundle } from "../x509/bundle";
import { acmeAuthority, readIssued } from "../common/issued";
import type { LetsEncryptInputs } from "./certificate-resource";

/** The certificate to be taken over; `undefined` when there is none to be. Throws with everything that makes it differ from one that would be ordered. */
export function adoptedBundle({ adoptedChain, adoptedKey, names, root }: LetsEncryptInputs, now: Date): Bundle | undefined {
  if (adoptedChain === undefined || adoptedKey === undefined) return undefined;
  const verdict = readIssued(
    [
      { path: "adopt.certificate", content: { pem: adoptedChain } },
      { path: "adopt.privateKey", content: { pem: adoptedKey } },
    ],
    { names, now, authority: acmeAuthority(root) },
  );
  if (!verdict.bundle)
    throw new Error(
      `Cannot take the certificate over as it is not good as it is. ${verdict.faults.map(({ path, problem }) => `${path}: ${problem}`).join(". ")}. ` +
        "Correct it, or leave `adopt` out: then one is ordered",
    );
  const others = verdict.bundle.facts.dnsNames.filter((name) => !names.includes(name));
  if (others.length > 0)
    throw new Error(
      `Cannot take the certificate over as it must name ${names.join(", ")} and nothing else: it names ${others.join(", ")} as well. ` +
        "Leave `adopt` out: then one is ordered",
    );
  return verdict.bundle;
}
