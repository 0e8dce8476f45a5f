import type { FaultName } from "./plans";
import type { MovedSite } from "./moved-site";

/** Something that goes wrong for some days. */
interface Fault {
  readonly days: number;
  /** Whether it begins shortly before a renewal, as it does no harm otherwise. */
  readonly isBeforeRenewal: boolean;
  begin(site: MovedSite): unknown;
  end(site: MovedSite): unknown;
}

export const faults: Readonly<Record<FaultName, Fault>> = {
  "CA down for 30 days": {
    days: 30,
    isBeforeRenewal: true,
    begin: (site) => void (site.isCaDown = true),
    end: (site) => void (site.isCaDown = false),
  },
  "DNS broken for 10 days": {
    days: 10,
    isBeforeRenewal: true,
    begin: (site) => void site.world.dns.broken.add(site.domain),
    end: (site) => void site.world.dns.broken.delete(site.domain),
  },
  "all revoked": {
    days: 1,
    isBeforeRenewal: false,
    begin: async (site) => {
      site.revoked.add(site.leaf.fingerprint256);
      await site.run(`echo +${Math.round(site.world.at * 86_400)} > /etc/faketimerc; set -a; . /etc/moved; ${site.plan.revoke?.(site.domain) ?? "true"}`);
    },
    end: () => undefined,
  },
  "faulty certificates for 10 days": {
    days: 10,
    isBeforeRenewal: true,
    begin: (site) => void (site.isFaulty = true),
    end: (site) => void (site.isFaulty = false),
  },
  "host refuses it for 10 days": {
    days: 10,
    isBeforeRenewal: true,
    begin: (site) => site.run("echo broken > /etc/nginx/conf.d/broken.conf"),
    end: (site) => site.run("rm /etc/nginx/conf.d/broken.conf"),
  },
  "host off for 60 days": {
    days: 60,
    isBeforeRenewal: true,
    begin: (site) => void (site.isOff = true),
    end: (site) => void (site.isOff = false),
  },
};
