import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./environment";

/** What happens to a host in a year; times in days from its first certificate. */
export interface Events {
  /** The lifetime of certificates. */
  readonly life: number;
  /** The host signs them with their own keys, and asks no CA. */
  readonly isSelfSigned?: boolean;
  /** The host has a standby for certificates that it cannot renew. */
  readonly hasStandby?: boolean;
  /** The CA refuses everything between these days. */
  readonly down?: readonly [number, number];
  /** The host is off between these days. */
  readonly off?: readonly [number, number];
  /** The host's clock is wrong between the first two days, by as many days as the third number says. */
  readonly wrong?: readonly [number, number, number];
}

/** A year of a host that renews by itself; all in days. */
export interface Year {
  readonly renewals: readonly number[];
  /** The times without a valid certificate, by the right clock. */
  readonly dark: readonly (readonly [from: number, until: number])[];
  /** The times for which the host's alarm is raised. */
  readonly alarms: readonly (readonly [from: number, until: number])[];
  /** The times for which the host sends no ping. */
  readonly silent: readonly (readonly [from: number, until: number])[];
}

/** Half an hour by half an hour: the agent decides by the host's clock, and by the CA's once it has asked the CA. Then the alarm judges by the host's clock. */
const program = `
import json, sys
sys.path.insert(0, sys.argv[1])
from schedule import *

def between(times, now):
    return times[0] * DAY <= now < times[1] * DAY

class Times(list):
    def see(self, now, holds):
        if holds and (not self or self[-1][1] is not None):
            self.append([now / DAY, None])
        elif not holds and self and self[-1][1] is None:
            self[-1][1] = now / DAY

events = {"down": (0, 0), "off": (0, 0), "wrong": (0, 0, 0), **json.loads(sys.argv[2])}
begin, now, failure, asked, renewals, is_own, stands = 0, 0, None, None, [], events.get("isSelfSigned", False), False
dark, alarms, silent, life = Times(), Times(), Times(), events["life"] * DAY
while now < 365 * DAY:
    clock = now + (events["wrong"][2] * DAY if between(events["wrong"], now) else 0)
    is_on, is_down = not between(events["off"], now), between(events["down"], now)
    if is_on:
        known, judged = (begin, begin + life, (instant_by_validity(begin, begin + life),) * 2 if is_own else None, 0, failure), clock
        if not is_own and is_asked_again(asked, None, clock):
            asked, judged = clock, clock if is_down else now
        if decide(judged, *known)[0] and (is_down or decide(now, *known)[0]):
            if is_down:
                failure = {"count": (failure or {"count": 0})["count"] + 1, "at": judged, "retryAfter": None}
            else:
                renewals.append(now / DAY)
                begin, failure = now, None
        stands = events.get("hasStandby", False) and stands_in(judged, (begin, begin + life), (0, 5475 * DAY))
        alarms.see(now, is_late(clock, instant_by_validity(begin, begin + life) if is_own else latest_renewal(begin, begin + life, None), begin + life))
    dark.see(now, now > begin + life and not stands)
    silent.see(now, not is_on)
    now += 30 * MINUTE
for times in (dark, alarms, silent):
    times.see(now, False)
print(json.dumps({"renewals": renewals, "dark": dark, "alarms": alarms, "silent": silent}))
`;

/** Simulates a year with the rules that run on the host. */
export function simulatedYear(events: Events): Year {
  const rules = join(root, "components", "certificate", "lineage");
  return JSON.parse(execFileSync("python3", ["-B", "-I", "-c", program, rules, JSON.stringify(events)], { encoding: "utf8" })) as Year;
}
