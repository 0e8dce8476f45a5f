import { X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import type { Authority } from "../../pki/authority";
import type { Collection, Item } from "../../store/store";

/** A zone's certificate; the id is the zone's name. */
export interface EdgeCertificate extends Item {
  readonly key: string;
  readonly certificate: string;
  /** SHA-256 fingerprint of the root: if the root is replaced, clients no longer trust this certificate. */
  readonly root: string;
}

/** The validity of Universal SSL's certificates (developers.cloudflare.com/ssl/reference/certificate-validity-periods). */
const validityDays = 90;
const renewalDays = 30;
const day = 24 * 60 * 60 * 1000;

interface Held {
  readonly context: SecureContext;
  readonly renewAt: number;
}

/** The edge's certificates, one per zone, issued on first use and kept on disk. */
export class Certificates {
  readonly #held = new Map<string, Held>();
  readonly #root: string;
  readonly #pending = new Map<string, Promise<SecureContext>>();

  constructor(
    readonly authority: Authority,
    readonly collection: Collection<EdgeCertificate>,
  ) {
    this.#root = new X509Certificate(authority.certificate).fingerprint256;
  }

  async contextFor(zone: string): Promise<SecureContext> {
    const held = this.#held.get(zone);
    if (held && Date.now() < held.renewAt) return held.context;
    const pending = this.#pending.get(zone) ?? this.#load(zone).finally(() => this.#pending.delete(zone));
    this.#pending.set(zone, pending);
    return pending;
  }

  async #load(zone: string): Promise<SecureContext> {
    const stored = this.collection.get(zone);
    const current = stored && this.#isCurrent(stored) ? stored : await this.#issue(zone);
    const context = createSecureContext({ key: current.key, cert: current.certificate });
    this.#held.set(zone, { context, renewAt: renewAt(current) });
    return context;
  }

  #isCurrent(stored: EdgeCertificate): boolean {
    return Date.now() < renewAt(stored) && stored.root === this.#root;
  }

  async #issue(zone: string): Promise<EdgeCertificate> {
    return this.collection.put({ id: zone, root: this.#root, ...(await this.authority.issue(namesCovered(zone), { days: validityDays })) });
  }
}

/** The names on a Universal SSL certificate (developers.cloudflare.com/ssl/edge-certificates/universal-ssl/limitations). */
function namesCovered(zone: string): string[] {
  return [zone, `*.${zone}`];
}

function renewAt(stored: EdgeCertificate): number {
  return new Date(new X509Certificate(stored.certificate).validTo).getTime() - renewalDays * day;
}
