import * as pulumi from "@pulumi/pulumi";
import { configuredToken } from "../../shared/configured-token.component";
import { recordsNamed } from "./memory/execution/records-named";
import type { FrontNeeds } from "../common/front.component";
import type { FoundZone } from "./zone.component";

/** A name, and where it is to lead. */
interface Lead extends Pick<FrontNeeds, "domain"> {
  readonly zone: () => pulumi.Output<FoundZone>;
  readonly address: pulumi.Input<string> | undefined;
  readonly ipv6: pulumi.Input<string> | undefined;
}

/** Whether a record must be made before the origin, so that a CA finds the host: not where the name leads there already, by the edge or straight. */
export function mustPrecede(precedesOrigin: pulumi.Output<boolean>, { zone, domain, address, ipv6 }: Lead, parent: pulumi.Resource): pulumi.Output<boolean> {
  const isUnled = (): pulumi.Output<boolean> =>
    pulumi.all([zone(), domain, address ?? ipv6, configuredToken(parent)]).apply(async ([{ id: zoneId }, name, host, token]) => {
      const records = await recordsNamed({ zoneId, domain: name, token });
      return records.every(({ content }) => content !== host);
    });
  // An address may be known only once the origin is made, unless a CA asks the host first.
  return pulumi.unsecret(precedesOrigin.apply((first) => (first ? isUnled() : pulumi.output(false))));
}
