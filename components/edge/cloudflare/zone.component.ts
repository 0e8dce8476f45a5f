import * as pulumi from "@pulumi/pulumi";
import { FinalError } from "../../shared/final-error";
import { whenKnown } from "../../shared/inputs.component";
import * as cloudflare from "./sdk.component";
import { zoneName } from "./zone-settings";

/** How to find a zone. */
interface Wanted {
  readonly domain: string;
  /** @default the domain's registrable part */
  readonly zone?: string;
  /** Whether requests to the domain are limited. */
  readonly limited?: boolean;
}

/** The zone that holds a domain, or why it cannot be used. */
export interface FoundZone {
  readonly name: string;
  readonly id?: string;
  readonly problem?: string;
}

/** Looks up the zone that holds a domain. */
export function findZone(
  wanted: { readonly [Key in keyof Wanted]: pulumi.Input<NonNullable<Wanted[Key]>> },
  parent: pulumi.Resource,
): pulumi.Output<FoundZone> {
  const found = whenKnown(wanted, (known: Wanted) => pulumi.output(lookUp(known, parent)));
  return pulumi.output(found as pulumi.Output<FoundZone>);
}

/** The id of a zone. Fails if there is a problem. Each output made by this function reports the error again, so call it only once. */
export function zoneIdOf(found: pulumi.Output<FoundZone>): pulumi.Output<string> {
  return found.apply(({ id, problem }) => {
    if (id === undefined) throw new FinalError(problem ?? "Cannot find the zone");
    return id;
  });
}

async function lookUp({ domain, zone, limited }: Wanted, parent: pulumi.Resource): Promise<FoundZone> {
  const name = zoneName(domain, { ...(zone !== undefined && { zone }) });
  try {
    // Not every token sees the plan.
    const { zoneId, plan }: { zoneId: string; plan?: { legacyId?: string } } = await cloudflare.getZone({ filter: { name } }, { parent });
    if (limited !== true || plan?.legacyId !== "free") return { name, id: zoneId };
    // Source: https://developers.cloudflare.com/waf/rate-limiting-rules/#availability
    const needs = `Cannot limit requests to ${domain} alone as the zone's plan must be Pro or higher: ${name} is on Free`;
    return { name, problem: `${needs}. Choose a higher one, or leave proxy.rateLimit out` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problem =
      `Cannot find the zone of ${domain} as Cloudflare must know the zone ${name} and the token must see it: ${reason}. ` +
      "Add the zone to the account, name another by proxy.zone, or give the token the permission Zone - Zone - Read";
    return { name, problem };
  }
}
