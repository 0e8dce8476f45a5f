import { X509Certificate } from "node:crypto";
import type { Collection, Item, Store } from "../store/store";
import { longestValidity } from "./profiles";

/** A root that certificates were issued under. */
interface Issuer extends Item {
  /** PEM. */
  readonly certificate: string;
  /** When it stopped issuing, in milliseconds; absent for the current root. */
  readonly retired?: number;
}

/** The roots of one local cloud's ACME server, which makes a new one at each start. */
export class Issuers {
  readonly #issuers: Collection<Issuer>;

  constructor(store: Store) {
    this.#issuers = store.collection<Issuer>("acme-issuers");
  }

  /** Makes `certificate` (PEM) the current root. Other roots stay while a certificate under them may be valid. */
  adopt(certificate: string, now: number): void {
    const id = new X509Certificate(certificate).fingerprint256.replaceAll(":", "").toLowerCase();
    for (const issuer of this.#issuers.list()) {
      if (issuer.id === id) continue;
      if (issuer.retired === undefined) this.#issuers.put({ ...issuer, retired: now });
      else if (issuer.retired + longestValidity * 1_000 < now) this.#issuers.delete(issuer.id);
    }
    this.#issuers.put({ id, certificate });
  }

  /** The roots of all certificates that may still be valid, PEM; the current one first, then the last retired. */
  roots(): string[] {
    const end = ({ retired = Number.MAX_SAFE_INTEGER }: Issuer): number => retired;
    return this.#issuers
      .list()
      .sort((one, other) => end(other) - end(one))
      .map(({ certificate }) => certificate);
  }
}
