import type { Destination } from "../../../shared/destination";
import { withSession } from "../../../shared/execution/ssh";
import { lineageScript } from "../../lineage/execution/host-lineage";
import { foundLineage, type FoundLineage } from "../found-lineage";
import { describeLineageCommand } from "../host-commands";

/** A host that does not answer within half a minute is down. */
const connectDeadline = 30_000;

/** The inputs of an existing lineage on a host, for its import. Throws when certbot keeps none for the site. */
export async function findLineage(destination: Destination, site: string): Promise<FoundLineage> {
  const found = await lineageOn(destination, site);
  if (!found) throw new Error(`Cannot import certbot's certificate for ${site} from ${destination.host} as certbot must keep one there: it keeps none`);
  return found;
}

/** The same; undefined when certbot keeps none. Throws when the host cannot be inspected. */
export async function lineageOn(destination: Destination, site: string): Promise<FoundLineage | undefined> {
  const { code, stdout, stderr } = await withSession(destination, connectDeadline, (session) =>
    session.run(lineageScript("certbot", describeLineageCommand({ site }))),
  );
  if (code !== 0) throw new Error(`Cannot look at what certbot keeps for ${site} on ${destination.host}: the host said ${JSON.stringify(stderr.trim())}`);
  return foundLineage(stdout);
}
