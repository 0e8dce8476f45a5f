import type { Release } from "../../components/release/common/release";
import { identity, leafOf, served, siteRelease, type Host } from "./hosts";

/** A fault of a host, or of a release that is pushed to it. */
export interface Fault {
  /** The release to push during the fault; if absent, one with another certificate. */
  readonly release?: Release;
  /** A script that causes the fault on the host. */
  readonly place?: string;
  /** A script that removes it. */
  readonly repair?: string;
  /** Must be in the message to the user. */
  readonly word: RegExp;
}

/** Prints everything that a push may change: files and running processes. */
const photograph = `cd /; for place in opt/tlsup etc/nginx etc/systemd/system etc/ssl home; do
  find $place -xdev ! -name '.*lock' -printf '%p %y %m %u %l\\n'; find $place -xdev -type f ! -name '.*lock' -exec sha256sum {} +; done | sort
systemctl list-units --plain --no-legend --state=active 'nginx*' 'tlsup*'; find run -maxdepth 1 -name 'tlsup*'`;

/** A site on a host, whose release in force must survive every failure. */
export class SiteInForce {
  private constructor(
    readonly host: Host,
    readonly domain: string,
    public release: Release,
  ) {}

  /** A site that has just been pushed. */
  static async on(host: Host, domain: string): Promise<SiteInForce> {
    const site = new SiteInForce(host, domain, siteRelease(domain, await identity(domain)));
    await site.renew();
    return site;
  }

  /** A release with another certificate, for this site or another. */
  async next(domain = this.domain, settings: Parameters<typeof siteRelease>[2] = {}): Promise<Release> {
    return siteRelease(domain, await identity(domain), settings);
  }

  /** Puts another release in force; without one, another certificate. */
  async renew(release?: Release): Promise<void> {
    const renewed = release ?? (await this.next());
    await this.host.push(renewed);
    if (renewed.site === this.domain) this.release = renewed;
    expect(await served(this.host.address, renewed.site)).toBe(leafOf(renewed));
  }

  async expectServed(): Promise<void> {
    expect(await served(this.host.address, this.domain)).toBe(leafOf(this.release));
  }

  /** Everything on the host that a push may touch. */
  photograph(): Promise<string> {
    return this.host.run(photograph);
  }

  /** A push must fail, say why, and leave the host unchanged; when the fault is removed, the push of `repaired` must succeed. */
  async expectKept({ release, place = "true", repair = "true", word }: Fault, repaired?: Release): Promise<void> {
    const refused = release ?? (await this.next());
    await this.host.run(place);
    const before = await this.photograph();
    try {
      expect(await this.host.refusal(refused)).toMatch(word);
      await this.expectServed();
      expect(await this.photograph()).toBe(before);
    } finally {
      await this.host.run(repair);
    }
    await this.renew(repaired ?? refused);
  }
}
