import { siteConfig, siteSchema } from "../../../../components/site/site-config";
import { schemaFaults } from "../../../../components/shared/validation";
import { expectGolden } from "../../../support/golden";
import { hostile } from "../../../support/hostile";
import { rulesIn } from "../../../support/refusals";
import { textSettings } from "../../../support/settings";
import { site } from "../../../support/site";

/** What the schema requires beside the setting that is looked at. */
const samples = {
  ...site,
  application: undefined,
  server: { kind: "nginx", upstream: "http://127.0.0.1:8000" },
  region: "fra1",
  address: "203.0.113.7",
  hostKey: "ssh-ed25519 AAAA",
  size: "s-1vcpu-1gb",
  ssl: "full",
  file: "a.pem",
  directory: "site",
  callable: "app:application",
  privateKey: { file: "key.pem" },
  challenge: "http-01",
  from: ["203.0.113.0/24"],
  path: "/static/",
  requests: 100,
  maxAge: 300,
  name: "www.example.com",
};
const settings = textSettings(siteSchema, samples);

/** The setting on a site that lacks nothing: an upstream, or the demo application. */
function completed(value: unknown): unknown {
  const { server, application, ...rest } = value as { readonly server: { readonly upstream?: string }; readonly application?: unknown };
  if (application === undefined && server.upstream !== undefined) return { ...rest, server };
  return { ...rest, server: Object.fromEntries(Object.entries(server).filter(([key]) => key !== "upstream")), application: application ?? { kind: "demo" } };
}

function accepts(value: unknown): boolean {
  try {
    return siteConfig(completed(value), "site") !== undefined;
  } catch (error) {
    expect(error).toMatchObject({ name: "ConfigurationError" });
    return false;
  }
}

test("each setting of a site says which texts it takes", () => {
  const faults = settings.flatMap(({ path, place }) =>
    ["", ...hostile].flatMap((text) => schemaFaults(siteSchema, place(text), "").map((fault) => ({ ...fault, path: `site${path}` }))),
  );
  expectGolden("refusals/site-texts.txt", rulesIn(faults));
});

test(
  "of all settings of a site, those that take any text are few: files, folders, variables, directives of the user's own, an id that is compared; " +
    "every other refuses what a shell would run",
  () => {
    expect(settings.length).toBeGreaterThan(40);
    const accepted = settings.filter(({ place }) => hostile.some((text) => accepts(place(text)))).map(({ path }) => path);
    expect([...new Set(accepted)].sort()).toEqual([
      ".application(demo).environment{}",
      ".application(static).directory",
      ".application(wsgi).directory",
      ".application(wsgi).environment{}",
      ".certificate(certbot).root.file",
      ".certificate(lets-encrypt).adopt.certificate.file",
      ".certificate(lets-encrypt).root.file",
      ".certificate(origin-ca).root.file",
      ".certificate(provided).certificate.file",
      ".certificate(provided).pkcs12.file",
      ".leaveDataOn",
      ".server(nginx).snippet",
    ]);
  },
);
