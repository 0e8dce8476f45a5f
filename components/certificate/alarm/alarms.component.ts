import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../../shared/inputs.component";
import type { CertificateSecrets } from "../common/settings";
import type { Alarms, AlarmSettings } from "./settings";

/** The alarms among a source's settings and secrets, as a resource takes them. */
export function alarmsOf(alarm: pulumi.Input<Inputs<AlarmSettings>> | undefined, secrets: Inputs<CertificateSecrets> = {}) {
  const secretOf = (name: keyof CertificateSecrets) => pulumi.secret(pulumi.output(secrets).apply((known: CertificateSecrets) => known[name]));
  return { alarm: pulumi.output(alarm) as pulumi.Output<AlarmSettings | undefined>, webhook: secretOf("alarmWebhook"), ping: secretOf("alarmPing") } satisfies {
    [Key in keyof Alarms]: pulumi.Input<Alarms[Key] | undefined>;
  };
}
