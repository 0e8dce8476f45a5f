import fc from "fast-check";
import type { ServiceSettings } from "../../components/service/services";
import { domainName, orHostile } from "./renderers";

const tls = fc.constantFrom("intermediate" as const, "modern" as const);
const range = fc
  .oneof(
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
    fc.tuple(
      fc.ipV6().filter((address) => !address.includes(".")),
      fc.integer({ min: 0, max: 128 }),
    ),
  )
  .map(([address, length]) => `${address}/${length}`);

/** Settings of one kind of service; `own` makes the values, so that they can sometimes be hostile. */
function settingsOf(kind: ServiceSettings["kind"], own: <T>(allowed: fc.Arbitrary<T>) => fc.Arbitrary<unknown>): fc.Arbitrary<ServiceSettings> {
  const common = { serverName: own(domainName), tls: own(tls) };
  const ranges = fc.array(own(range), { maxLength: 3 });
  const particular = {
    postfix: {},
    dovecot: { startTls: own(fc.boolean()) },
    vsftpd: { implicit: own(fc.boolean()) },
    postgresql: { from: ranges },
    mariadb: { from: ranges },
    redis: { from: ranges },
  }[kind];
  return fc.record({ ...common, ...particular }, { requiredKeys: [] }).map((settings) => ({ kind, ...settings }) as ServiceSettings);
}

/** Valid settings of a service. */
export const serviceSettings = (kind: ServiceSettings["kind"]): fc.Arbitrary<ServiceSettings> => settingsOf(kind, (allowed) => allowed);

/** The same, sometimes with a text that must be refused. */
export const hostileServiceSettings = (kind: ServiceSettings["kind"]): fc.Arbitrary<ServiceSettings> => settingsOf(kind, orHostile);

/** The same choices with the plainest values. */
export function plainServiceSettings(settings: ServiceSettings): ServiceSettings {
  return {
    ...settings,
    ...(settings.serverName !== undefined && { serverName: "a.example" }),
    ...("from" in settings && settings.from && { from: settings.from.map(() => "203.0.113.0/24") }),
  };
}
