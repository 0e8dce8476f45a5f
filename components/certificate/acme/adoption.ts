import type { Bundle } from "../x509/bundle";
import { acmeAuthority, readIssued } from "../common/issued";
import type { LetsEncryptInputs } from "./certificate-resource";

/** How error messages name the certificate, its key and the alternative. */
export interface AdoptionWords {
  readonly certificate: string;
  readonly key: string;
  readonly otherwise: string;
}

const ofSettings: AdoptionWords = { certificate: "adopt.certificate", key: "adopt.privateKey", otherwise: "leave `adopt` out: then one is ordered" };

/** The certificate to take over; `undefined` when none is given. Throws with every difference from one that would be ordered. */
export function adoptedBundle({ adoptedChain, adoptedKey, names, root }: LetsEncryptInputs, now: Date, words = ofSettings): Bundle | undefined {
  if (adoptedChain === undefined || adoptedKey === undefined) return undefined;
  const verdict = readIssued(
    [
      { path: words.certificate, content: { pem: adoptedChain } },
      { path: words.key, content: { pem: adoptedKey } },
    ],
    { names, now, authority: acmeAuthority(root) },
  );
  if (!verdict.bundle)
    throw new Error(
      `Cannot take the certificate over as it is not good as it is. ${verdict.faults.map(({ path, problem }) => `${path}: ${problem}`).join(". ")}. ` +
        `Correct it, or ${words.otherwise}`,
    );
  const others = verdict.bundle.facts.dnsNames.filter((name) => !names.includes(name));
  if (others.length > 0)
    throw new Error(
      `Cannot take the certificate over as it must name ${names.join(", ")} and nothing else: it names ${others.join(", ")} as well. ` +
        `Correct it, or ${words.otherwise}`,
    );
  return verdict.bundle;
}
