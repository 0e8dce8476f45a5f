import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../../shared/inputs.component";
import type { CertificateSecrets } from "../common/settings";
import type { AlarmSettings } from "../common/alarm-settings";

/** The alarms among a source's settings and secrets, as a resource takes them. A secret that is not given is no input. */
export function alarmsOf(alarm: pulumi.Input<Inputs<AlarmSettings>> | undefined, secrets: Inputs<CertificateSecrets> = {}) {
  const secretOf = (name: "alarmWebhook" | "alarmPing") =>
    pulumi.output(secrets).apply((known: CertificateSecrets) => pulumi.output(known[name] === undefined ? undefined : pulumi.secret(known[name])));
  return { alarm: pulumi.output(alarm) as pulumi.Output<AlarmSettings | undefined>, webhook: secretOf("alarmWebhook"), ping: secretOf("alarmPing") };
}
