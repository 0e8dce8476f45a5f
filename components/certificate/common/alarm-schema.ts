import * as v from "valibot";
import { emailAddress, webhookUrl } from "./setting-schemas";
import type { Fault } from "../../shared/fault";
import { secret, settings, type Unchecked } from "../../shared/validation";

/** The schema of the settings of alarms. */
export const alarm = v.optional(
  v.pipe(
    settings({
      mail: emailAddress,
      metrics: v.optional(v.pipe(v.string(), v.regex(/^(\/[A-Za-z0-9_][A-Za-z0-9._-]*)+$/, "must be a folder like /var/lib/prometheus/node-exporter"))),
    }),
    v.check(({ mail, metrics }) => mail !== undefined || metrics !== undefined, "must have mail, metrics or both"),
  ),
);

/** What is wrong with alarms for a certificate that `pulumi up` renews. */
export function alarmFaults({ alarm: given }: Unchecked, path: string): Fault[] {
  return given === undefined ? [] : [{ path: `${path}.alarm`, problem: 'must be left out without renewal "host": with it, a host sends alarms' }];
}

/** The schema of the alarms of a resource. */
export const alarmEntries = { alarm, webhook: v.optional(secret(webhookUrl)), ping: v.optional(secret(webhookUrl)) };
