import type * as pulumi from "@pulumi/pulumi";
import type { ServiceRecordNeeds } from "../edge/common/front.component";
import type { EdgeSettings } from "../edge/edges";
import { frontMakerOf } from "../edge/fronts.component";
import type { ServiceSettings } from "../service/services";
import { originOf } from "../shared/checked-args.component";
import { refuse } from "../shared/fault";
import { whenKnown, type Inputs } from "../shared/inputs.component";
import { namedBefore } from "../shared/named-before.component";

/** A name that leads directly to the host, past the edge, for the site's services. */
export interface ServiceName {
  /** The suffix of its resource's name. It must not depend on values that become known later. */
  readonly key: string;
  /**
   * The suffix that it had while the program gave the name as an output.
   * @default it has that
   */
  readonly formerKey?: string;
  readonly name: pulumi.Input<string>;
}

interface Given {
  readonly kind: string;
  readonly index: number;
  readonly serverName: pulumi.Input<string>;
}

/** The names of a host's services, without duplicates and without the site's own name; `path` is the services' path in error messages. */
export function serviceNames(services: readonly Inputs<ServiceSettings>[], domain: pulumi.Input<string>, path: string): ServiceName[] {
  const given = services.flatMap(({ kind, serverName }, index): Given[] => (serverName === undefined ? [] : [{ kind, index, serverName }]));
  const own = originOf(domain);
  const names = given.filter(
    ({ serverName }, at) => originOf(serverName) !== own && given.findIndex((other) => originOf(other.serverName) === originOf(serverName)) === at,
  );
  return names
    .map(({ kind, index, serverName }, at): ServiceName => {
      const others = names.slice(0, at).map((other) => other.serverName);
      return {
        ...(typeof serverName === "string" ? { key: serverName, formerKey: kind } : { key: kind }),
        name: whenKnown({ name: serverName, domain, others }, (known: Known) => distinct(known, `${path}.${index}.serverName`)),
      };
    })
    .sort((one, other) => (one.key < other.key ? -1 : 1));
}

interface Known {
  readonly name: string;
  readonly domain: string;
  readonly others: readonly string[];
}

/** Two records with the same name would lead clients to either of them in turn. */
function distinct({ name, domain, others }: Known, path: string): string {
  const current = `current value is ${JSON.stringify(name)}`;
  const problem = `must be another name than the site's and than those of other services, which have a record already: ${current}`;
  if (name === domain || others.includes(name)) refuse([{ path, problem, remedy: "Give both places the same output, or leave the site's own name out" }]);
  return name;
}

/** Makes the records of the names, once what they lead to is `proven`. */
export function serviceRecords(
  name: string,
  names: readonly ServiceName[],
  proxy: Inputs<EdgeSettings>,
  needs: Omit<ServiceRecordNeeds, "domain">,
  proven: pulumi.Output<pulumi.Resource[]>,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const edge = frontMakerOf(proxy.provider);
  return names.flatMap(({ key, formerKey, name: domain }) => {
    const former = formerKey === undefined ? undefined : `${name}-${formerKey}`;
    return edge.serviceRecord(`${name}-${key}`, proxy, { ...needs, domain }, { parent, dependsOn: proven, ...namedBefore(former) }) ?? [];
  });
}
