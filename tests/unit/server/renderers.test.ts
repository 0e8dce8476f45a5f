import { edgeFrom } from "../../../components/edge/edges";
import fc from "fast-check";
import * as v from "valibot";
import { planWsgi, wsgiSchema, type WsgiApplication } from "../../../components/application/wsgi/wsgi";
import type { GunicornSettings } from "../../../components/server/gunicorn/gunicorn";
import { planServer, serverSchema, type ServerSettings } from "../../../components/server/servers";
import { domainNameProblem } from "../../../components/shared/domain-name";
import type { ServerPlan } from "../../../components/server/common/web-server";
import { hostileGunicornSettings, hostileHttpSettings, hostileProgram, plainHttpSettings, plainProgram } from "../../support/http-settings";
import { domainName, expectQuoted, orHostile } from "../../support/renderers";

const platform = { release: "debian-13" } as const;
const edge = edgeFrom(["198.51.100.0/24"]);
const kinds = ["nginx", "caddy", "apache", "haproxy"] as const;

test.each(kinds)("%s: of 20,000 settings, none that is allowed leaves its place in the configuration", (kind) => {
  let allowed = 0;
  const render = (domain: string) => (settings: ServerSettings & { upstream?: string }) =>
    textOf(planServer(settings, { site: domain, domain, platform, content: { kind: "upstream", url: settings.upstream ?? "" }, edge }, () => ""));
  fc.assert(
    fc.property(hostileHttpSettings, orHostile(domainName), (settings, domain) => {
      if (domainNameProblem(domain) !== undefined) return;
      if (expectQuoted(serverSchema, { ...settings, kind } as ServerSettings, plainHttpSettings, render(domain))) allowed += 1;
    }),
    { numRuns: 20_000 },
  );
  // Else the settings are too hostile to say anything about those that are allowed.
  expect(allowed).toBeGreaterThan(5_000);
});

test("gunicorn and the program that it runs: of 20,000 settings, none that is allowed leaves its place in the configuration", () => {
  interface Both {
    readonly server: GunicornSettings;
    readonly application: WsgiApplication;
  }
  const schema = v.strictObject({ server: serverSchema, application: wsgiSchema });
  const plain = ({ server, application }: Both): Both => ({ server: plainHttpSettings(server), application: plainProgram(application) });
  const folder = { tree: { source: "app", digest: "", parts: {} }, requirements: { lines: [{ text: "flask==3.1.0" }], constraints: [], sums: {} } };
  let allowed = 0;
  const render =
    (domain: string) =>
    ({ server, application }: Both) => {
      const { content, preparation, files } = planWsgi(domain, application, folder, { platform, isRunByServer: true, asset: () => "" });
      return [
        textOf(planServer(server, { site: domain, domain, platform, content, edge }, () => "")),
        ...Object.values(files),
        ...(preparation ?? []).flat(),
      ].join("\n");
    };
  fc.assert(
    fc.property(hostileGunicornSettings, hostileProgram, orHostile(domainName), (server, application, domain) => {
      if (domainNameProblem(domain) !== undefined) return;
      if (expectQuoted(schema, { server, application }, plain, render(domain))) allowed += 1;
    }),
    { numRuns: 20_000 },
  );
  expect(allowed).toBeGreaterThan(3_000);
});

test.each(kinds)("%s: a domain stays in its place", (kind) => {
  const render = (domain: string): string =>
    Object.values(
      planServer(
        { kind },
        { site: domain, domain, platform: { release: "debian-12" }, content: { kind: "upstream", url: "http://127.0.0.1:80" }, edge: edgeFrom([]) },
        () => "",
      ).files,
    )
      .join("\n")
      // nginx's variables are named by a hash of the domain.
      .replaceAll(/tlsup_[0-9a-f]{8}/g, "tlsup_hash");
  fc.assert(
    fc.property(orHostile(domainName), (domain) => {
      if (domainNameProblem(domain) === undefined) expect(render(domain).replaceAll(domain, "a.example")).toBe(render("a.example"));
    }),
    { numRuns: 2_000 },
  );
});

function textOf({ files, links, checks, certificateFiles = [] }: ServerPlan): string {
  return [...Object.values(files), ...Object.entries(links).flat(), ...checks.flat(), ...certificateFiles.map(({ path }) => path)].join("\n");
}
