import type { Bundle } from "../x509/bundle";
import { acmeAuthority, readIssued } from "../common/issued";
import type { LetsEncryptInputs } from "./certificate-resource";

/** What the certificate, its key and the way out are called to the user. */
export interface AdoptionWords {
  readonly certificate: string;
  readonly key: string;
  readonly otherwise: string;
}

const ofSettings: AdoptionWords = { certificate: "adopt.certificate", key: "adopt.privateKey", otherwise: "leave `adopt` out: then one is ordered" };

/** The certificate to be taken over; `undefined` when there is none to be. Throws with everything that makes it differ from one that would be ordered. */
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
