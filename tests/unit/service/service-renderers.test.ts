import fc from "fast-check";
import { releases, type Platform } from "../../../components/host/common/platform";
import { planService, servicesSchema, type ServiceSettings } from "../../../components/service/services";
import type { ServerPlan } from "../../../components/server/common/web-server";
import { domainNameProblem } from "../../../components/shared/domain-name";
import { domainName, expectQuoted, orHostile } from "../../support/renderers";
import { hostileServiceSettings, plainServiceSettings } from "../../support/service-settings";
import * as v from "valibot";

const kinds = ["postfix", "dovecot", "vsftpd", "postgresql", "mariadb", "redis"] as const;
const one = v.pipe(
  v.custom(() => true),
  v.transform((settings) => [settings]),
  servicesSchema,
);

/** Everything of a plan that becomes a file, a path or a command. */
function everything({ files, links, checks, preparation = [], takeovers = [], probes, services }: ServerPlan): string {
  return [
    ...Object.values(files),
    ...Object.entries(links).flat(),
    ...takeovers,
    ...[...checks, ...preparation].flat(),
    ...probes.map(({ serverName }) => `name ${serverName}`),
    ...services.map(({ unit }) => unit),
  ].join("\n");
}

test.each(kinds)("%s: of 20,000 settings, none that is allowed leaves its place in the configuration", (kind) => {
  let allowed = 0;
  const render = (domain: string, release: Platform["release"]) => (settings: ServiceSettings) =>
    everything(planService(settings, { site: domain, domain, platform: { release } }));
  fc.assert(
    fc.property(hostileServiceSettings(kind), orHostile(domainName), fc.constantFrom(...releases), (settings, domain, release) => {
      if (domainNameProblem(domain) !== undefined) return;
      if (expectQuoted(one, settings, plainServiceSettings, render(domain, release))) allowed += 1;
    }),
    { numRuns: 20_000 },
  );
  // Else the settings are too hostile to say anything about those that are allowed.
  expect(allowed).toBeGreaterThan(5_000);
});

test.each(kinds)("%s: a domain stays in its place", (kind) => {
  const render = (domain: string): string => everything(planService({ kind }, { site: domain, domain, platform: { release: "debian-12" } }));
  fc.assert(
    fc.property(orHostile(domainName), (domain) => {
      if (domainNameProblem(domain) === undefined) expect(render(domain).replaceAll(domain, "a.example")).toBe(render("a.example"));
    }),
    { numRuns: 2_000 },
  );
});
