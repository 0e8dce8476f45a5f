import type { Collection, Store } from "../store/store";

/** What the edge shows an origin that asks who it is. PEM. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** A client certificate of a zone, for all of it or for host names that choose it. */
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
  /** Whether a certificate is shown at all; null gives the choice up. */
  readonly enabled: boolean | null;
  readonly createdOn: string;
  readonly updatedOn: string;
  /** What holds until the choice has reached the edge. */
  readonly before?: Pick<PulledHost, "certificateId" | "enabled">;
}

export type Deployment = "initializing" | "pending_deployment" | "active" | "pending_deletion" | "deleted";

/** Milliseconds until a change has begun to spread, and until the edge follows it; at Cloudflare seconds to minutes. */
const spreading = { begins: 300, ends: 1200 } as const;

/** Authenticated origin pulls: which client certificate the edge shows for a host name. A host name's choice goes before its zone's. */
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

  /** Those of a zone that are not gone. */
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

  /** What the edge shows for a host; undefined when its zone has no certificate of its own for it, null when the host is to be asked without one. */
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
