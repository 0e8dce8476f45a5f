import * as pulumi from "@pulumi/pulumi";
import { configuredToken } from "../../shared/configured-token.component";
import { recordsNamed } from "../common/execution/record-memory";
import type { Target } from "./address-records.component";

/** Whether a record must be made before the origin, so that a CA finds the host: not where the name leads there already, by the edge or straight. */
export function mustPrecede(
  precedesOrigin: pulumi.Input<boolean>,
  { zoneId, domain, address, ipv6 }: Omit<Target, "proxied">,
  parent: pulumi.Resource,
): pulumi.Output<boolean> {
  const isLed = (): pulumi.Output<boolean> =>
    pulumi.all([zoneId, domain, address ?? ipv6, configuredToken(parent)]).apply(async ([zone, name, host, token]) => {
      const records = await recordsNamed({ zoneId: zone, domain: name, ...(token !== undefined && { token }) });
      return records.some(({ content }) => content === host);
    });
  // An address may be known only once the origin is made, unless a CA asks the host first.
  return pulumi.unsecret(pulumi.output(precedesOrigin).apply((first) => (first ? isLed().apply((led) => !led) : pulumi.output(false))));
}
