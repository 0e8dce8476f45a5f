import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output";
import { FinalError } from "../../shared/final-error";
import { whenKnown } from "../../shared/inputs.component";
import * as cloudflare from "./sdk.component";
import { zoneName } from "./zone-settings";
import { messageOf } from "../../shared/message";
import { isKnown, resourcesBehind, urnOf } from "../../shared/output-internals.component";

/** How to find a zone. */
interface Wanted {
  readonly domain: string;
  /** @default the domain's registrable part */
  readonly zone?: string;
}

/** The zone that holds a domain, or why it cannot be used. */
export interface FoundZone {
  readonly name: string;
  readonly id?: string;
  /** Its plan, in Cloudflare's word: `free`, `pro` and others. Not every token sees it. */
  readonly plan?: string;
  readonly problem?: string;
  /** Whether the problem is that the token sees no such zone. */
  readonly isMissing?: true;
}

/** What Cloudflare says of a token that it does not know (9109), or that cannot be one (6003). */
const unknownToken = /Invalid access token|Invalid request headers/;

/** {@link Wanted}, as a program gives it. */
type Given = { readonly [Key in keyof Wanted]: pulumi.Input<NonNullable<Wanted[Key]>> };

/** Looks up the zone that holds a domain. It is unknown in a preview that is to make it. */
export function findZone(wanted: Given, parent: pulumi.Resource): pulumi.Output<FoundZone> {
  const found = whenKnown(wanted, (known: Wanted) =>
    pulumi.output(
      lookUp(known, parent).then(async (zone) => (zone.isMissing === true && (await comesFromNewZone(wanted)) ? (unknown as unknown as FoundZone) : zone)),
    ),
  );
  return pulumi.output(found as pulumi.Output<FoundZone>);
}

/** Whether a preview has the names from a zone that the program is yet to make: a run looks that up once it is made. */
async function comesFromNewZone(wanted: Given): Promise<boolean> {
  if (!pulumi.runtime.isDryRun()) return false;
  const behind = await Promise.all(Object.values(wanted).map((value) => resourcesBehind(pulumi.output<unknown>(value))));
  const areNew = await Promise.all(behind.flatMap((resources) => [...resources]).map(isNewZone));
  return areNew.includes(true);
}

async function isNewZone(resource: pulumi.Resource): Promise<boolean> {
  const isZone = /[:$]cloudflare:index\/zone:Zone::[^:]+$/.test(await urnOf(resource));
  return isZone && !(await isKnown((resource as pulumi.CustomResource).id));
}

/** The id of a zone. Fails if there is a problem. Each output made by this function reports the error again, so call it only once. */
export function zoneIdOf(found: pulumi.Output<FoundZone>): pulumi.Output<string> {
  return found.apply(({ id, problem }) => {
    if (id === undefined) throw new FinalError(problem ?? "Cannot find the zone");
    return id;
  });
}

async function lookUp({ domain, zone }: Wanted, parent: pulumi.Resource): Promise<FoundZone> {
  const name = zoneName(domain, { ...(zone !== undefined && { zone }) });
  try {
    const { zoneId, plan }: { zoneId: string; plan?: { legacyId?: string } } = await cloudflare.getZone({ filter: { name } }, { parent });
    return { name, id: zoneId, ...(plan?.legacyId !== undefined && { plan: plan.legacyId }) };
  } catch (error) {
    const reason = messageOf(error);
    if (unknownToken.test(reason)) {
      const problem =
        `Cannot ask Cloudflare for the zone of ${domain} as the token must be one that it knows: ${reason}. ` +
        "Make another one, and give it as CLOUDFLARE_API_TOKEN or as cloudflare:apiToken in the stack's configuration";
      return { name, problem };
    }
    const problem =
      `Cannot find the zone of ${domain} as Cloudflare must know the zone ${name} and the token must see it: ${reason}. ` +
      "Add the zone to the account, name another by proxy.zone, or give the token the permission Zone - Zone - Read";
    return { name, problem, isMissing: true };
  }
}
