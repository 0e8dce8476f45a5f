import type { Collection, Store } from "../store/store";

/** The certificate and key that the edge shows an origin that asks for one. PEM. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** A client certificate of a zone, for the whole zone or for host names that choose it. */
export interface PullCertificate extends ClientCertificate {
  readonly id: string;
  readonly zoneId: string;
  readonly level: "zone" | "host";
  /** RFC 3339, as all instants here. */
  readonly uploadedOn: string;
  readonly deletedOn?: string;
}

/** A host name's choice. */
export interface PulledHost {
  /** The host name. */
  readonly id: string;
  readonly zoneId: string;
  readonly certificateId: string;
  /** Whether a certificate is shown at all; null removes the choice. */
  readonly enabled: boolean | null;
  readonly createdOn: string;
  readonly updatedOn: string;
  /** The earlier choice, which holds until the new one has reached the edge. */
  readonly before?: Pick<PulledHost, "certificateId" | "enabled">;
}

export type Deployment = "initializing" | "pending_deployment" | "active" | "pending_deletion" | "deleted";

/** Milliseconds until a change has begun to spread, and until the edge follows it; at Cloudflare seconds to minutes. */
const spreading = { begins: 300, ends: 1200 } as const;

/** Authenticated origin pulls: which client certificate the edge shows for a host name. A host name's choice takes precedence over its zone's. */
export class OriginPulls {
  readonly certificates: Collection<PullCertificate>;
  readonly hosts: Collection<PulledHost>;
  readonly #zones: Collection<{ readonly id: string; readonly enabled: boolean }>;

  constructor(
    store: Store,
    readonly now: () => number = Date.now,
  ) {
    this.certificates = store.collection("origin-pull-certificates");
    this.hosts = store.collection("origin-pull-hosts");
    this.#zones = store.collection("origin-pull-zones");
  }

  isEnabledFor(zoneId: string): boolean {
    return this.#zones.get(zoneId)?.enabled === true;
  }

  enable(zoneId: string, enabled: boolean): void {
    this.#zones.put({ id: zoneId, enabled });
  }

  /** The certificates of a zone that are not deleted. */
  list(zoneId: string, level: PullCertificate["level"]): PullCertificate[] {
    return this.certificates.list().filter((each) => each.zoneId === zoneId && each.level === level && this.statusOf(each) !== "deleted");
  }

  statusOf({ uploadedOn, deletedOn }: Pick<PullCertificate, "uploadedOn" | "deletedOn">): Deployment {
    if (deletedOn !== undefined) return this.#age(deletedOn) < spreading.ends ? "pending_deletion" : "deleted";
    return this.#deployment(uploadedOn);
  }

  statusOfHost({ enabled, updatedOn }: PulledHost): Deployment {
    if (enabled === null) return this.#age(updatedOn) < spreading.ends ? "pending_deletion" : "deleted";
    return this.#deployment(updatedOn);
  }

  /** The edge's certificate for a host; undefined if its zone has none for it, null if the edge must not show one. */
  shownFor(zoneId: string, host: string): ClientCertificate | null | undefined {
    const choice = this.hosts.get(host);
    const held = choice && (this.#age(choice.updatedOn) < spreading.ends ? choice.before : choice);
    if (held?.enabled === false) return null;
    if (held?.enabled === true) return this.certificates.get(held.certificateId);
    if (!this.isEnabledFor(zoneId)) return undefined;
    return this.list(zoneId, "zone").findLast((each) => this.statusOf(each) === "active");
  }

  #deployment(since: string): Deployment {
    const age = this.#age(since);
    if (age < spreading.begins) return "initializing";
    return age < spreading.ends ? "pending_deployment" : "active";
  }

  #age(since: string): number {
    return this.now() - Date.parse(since);
  }
}
