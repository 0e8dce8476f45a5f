import type { ExpectedChain } from "../chain/chain";
import { renewalStart, type Dates } from "../chain/renewal-window";
import { nextLifetime } from "./lifetimes";
import { day, minute } from "../../shared/durations";

/** The parameters of the simulation. */
export interface CalendarSettings {
  readonly now: Date;
  /** The days to simulate. */
  readonly days: number;
  /** Days between two runs of `pulumi up`; `undefined` if it is never run. */
  readonly every: number | undefined;
}

/** A time without a valid certificate, ISO 8601; without an end if the simulation ends first. */
export interface DarkTime {
  readonly from: string;
  readonly until?: string;
}

/** The simulated renewals of a site's certificate. */
export interface CalendarEntry {
  readonly domain: string;
  readonly source: NonNullable<ExpectedChain["source"]>;
  /** What renews it. */
  readonly renewedBy: "host" | "pulumi" | "nobody";
  /**
   * Whether the host serves a standby while it cannot renew the certificate.
   * @default false
   */
  readonly hasStandby?: boolean;
  /** When each renewal happens, ISO 8601, and how many days before the old certificate expires; negative if it has expired by then. */
  readonly renewals: readonly { readonly at: string; readonly slack: number }[];
  readonly dark: readonly DarkTime[];
  /** When the last certificate of the simulation expires, ISO 8601. */
  readonly endsAt: string;
}

/** How often a host looks whether a renewal is due: the agent, and certbot's own timer. */
const [agentPace, certbotPace] = [30 * minute, day / 2];

/**
 * Simulates the renewals of a site's certificate, by its source's rule. `undefined` if the chain does not contain source and dates, or if they are of a
 * certificate that its host was to renew since.
 */
export function calendarOf(chain: ExpectedChain, { now, days, every }: CalendarSettings): CalendarEntry | undefined {
  const { domain, source, notBefore, notAfter, renewAt, standbySha256 } = chain;
  if (source === undefined || notBefore === undefined) return undefined;
  const renewedBy = renewerOf(chain, every);
  const hostPace = source === "certbot" ? certbotPace : agentPace;
  const pace = renewedBy === "host" ? hostPace : (every ?? 1) * day;
  const [renewals, dark]: [{ at: string; slack: number }[], DarkTime[]] = [[], []];
  let current = { notBefore, notAfter, ...(renewAt !== undefined && { renewAt }) };
  if (renewedBy === "host" && Math.max(dueAt(chain, current), Date.parse(notBefore)) + pace < now.getTime()) return undefined;
  for (let at = now.getTime() + pace; renewedBy !== "nobody" && at <= now.getTime() + days * day; at += pace) {
    if (at < dueAt(chain, current)) continue;
    const [from, until] = [Date.parse(current.notBefore), Date.parse(current.notAfter)];
    renewals.push({ at: iso(at), slack: Math.floor((until - at) / day) });
    if (at > until && standbySha256 === undefined) dark.push({ from: iso(Math.max(until, now.getTime())), until: iso(at) });
    current = { notBefore: iso(at), notAfter: iso(at + nextLifetime(until - from, chain.issuer, at)) };
  }
  const end = Date.parse(current.notAfter);
  if (end < now.getTime() + days * day) dark.push({ from: iso(Math.max(end, now.getTime())) });
  return { domain, source, renewedBy, renewals, dark, endsAt: current.notAfter, ...(standbySha256 !== undefined && { hasStandby: true }) };
}

/**
 * When a certificate is due. certbot renews 30 days before any end, that of Debian 13 by the rule of `lets-encrypt` if that is earlier.
 * Source: `should_autorenew` and `config_with_defaults` in `storage.py` of certbot 2.1.0, 2.9.0 and 4.0.0
 */
function dueAt({ source, image = "" }: ExpectedChain, dates: Dates): number {
  if (source !== "certbot") return renewalStart(source, dates);
  return Math.min(Date.parse(dates.notAfter) - 30 * day, /debian-?13/.test(image) ? renewalStart("lets-encrypt", dates) : Infinity);
}

function renewerOf({ source, renewedOnHost = false }: ExpectedChain, every: number | undefined): CalendarEntry["renewedBy"] {
  if (source === "provided") return "nobody";
  if (renewedOnHost) return "host";
  return every === undefined ? "nobody" : "pulumi";
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
