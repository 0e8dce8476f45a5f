import * as v from "valibot";
import { registered } from "../shared/registered";
import { fieldsOf, settings } from "../shared/validation";
import type { OpenPort } from "../host/common/firewall-rules";
import type { ServerPlan } from "../server/common/web-server";
import type { ServiceContext, TlsService } from "./common/tls-service";
import * as registry from "./registry";

/** A service besides the web server, and its settings. */
export type ServiceSettings = Parameters<(typeof registry)[keyof typeof registry]["openPorts"]>[0];

const kinds: readonly TlsService<ServiceSettings>[] = registered(registry);

/** The schema of a host's services: at most one of each kind. */
export const servicesSchema = v.pipe(
  v.array(
    v.variant(
      "kind",
      kinds.map(({ entries }) => settings(entries)),
    ),
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    // Includes services whose other settings are wrong or known later.
    const all: readonly unknown[] = Array.isArray(dataset.value) ? dataset.value : [];
    const kinds = all.map((service) => fieldsOf(service).kind);
    kinds.forEach((kind, index) => {
      if (kind === undefined || kinds.indexOf(kind) === index) return;
      addIssue({
        message: "must be another kind than those before it",
        input: kind,
        path: [
          { type: "array", origin: "value", input: [...all], key: index, value: all[index] },
          { type: "object", origin: "value", input: { ...fieldsOf(all[index]) }, key: "kind", value: kind },
        ],
      });
    });
  }),
);

/** The ports above 1023 that services listen on. An application on the same host must not use them. */
export const highPorts = kinds.flatMap(({ kind, highPorts: range }) => (range ? [{ kind, ...range }] : []));

/** What a service adds to its host's release. */
export function planService(settings: ServiceSettings, context: ServiceContext): ServerPlan {
  return serviceOf(settings).plan(settings, context);
}

/** The ports of a host's services that must be open to clients elsewhere. */
export function servicePorts(services: readonly ServiceSettings[]): OpenPort[] {
  return services.flatMap((settings) => serviceOf(settings).openPorts(settings));
}

/** Whether an unchecked service has ports that must be open to clients elsewhere. */
export function opensPorts(service: unknown): boolean {
  const kind = kinds.find((each) => each.kind === fieldsOf(service).kind);
  return kind !== undefined && v.is(settings(kind.entries), service) && kind.openPorts(service as ServiceSettings).length > 0;
}

function serviceOf(settings: ServiceSettings): TlsService<ServiceSettings> {
  const service = kinds.find(({ kind }) => kind === settings.kind);
  if (service) return service;
  throw new Error(`Cannot plan ${settings.kind} as it must be a service that tlsup knows: ${kinds.map(({ kind }) => kind).join(", ")}`);
}
