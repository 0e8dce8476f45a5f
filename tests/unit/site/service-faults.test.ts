import { siteConfig, type SiteConfig } from "../../../components/site/site-config";
import { ConfigurationError, type Fault } from "../../../components/shared/fault";
import { site } from "../../support/site";

function faults(changes: Partial<SiteConfig>): readonly Fault[] {
  try {
    siteConfig({ ...site, ...changes }, "tlsup:site");
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

const mail = [{ kind: "dovecot", serverName: "mail.example.com" }] as const;
const path = "tlsup:site.services.0.serverName";

describe("the host's SSH key", () => {
  const sshfp = true;
  const proxied = { provider: "cloudflare", ssl: "full", sshfp } as const;

  test("is published at names that lead straight to the host", () => {
    expect(faults({ proxy: proxied, services: mail })).toEqual([]);
    expect(faults({ proxy: { provider: "cloudflare", proxied: false, sshfp }, accept: ["untrusted-by-browsers"] })).toEqual([]);
  });

  test.each([undefined, [{ kind: "dovecot" }], [{ kind: "dovecot", serverName: site.domain }]] as const)(
    "is not published where every name leads to the edge: services %j",
    (services) => {
      const [fault] = faults({ proxy: proxied, ...(services && { services }), accept: ["port-not-proxied"] });
      expect(fault).toMatchObject({ path: "tlsup:site.proxy.sshfp", problem: expect.stringContaining("every name leads to the edge") as string });
    },
  );
});

describe("the name of a service", () => {
  test("is a name of the certificate without further words", () => {
    expect(faults({ services: mail })).toEqual([]);
    expect(faults({ services: mail, certificate: { source: "lets-encrypt" } })).toEqual([]);
    expect(faults({ services: mail, certificate: { source: "lets-encrypt", names: ["*.example.com"] } })).toEqual([]);
  });

  test.each<[string, Partial<SiteConfig>, RegExp]>([
    [
      "that the certificate's names leave out",
      { services: mail, certificate: { source: "lets-encrypt", names: ["blog.example.com"] } },
      /must be a name of the certificate, which has blog.example.com/,
    ],
    [
      "that the Origin CA's host names leave out",
      { services: mail, certificate: { source: "origin-ca", hostnames: ["blog.example.com"] } },
      /must be a name of the certificate/,
    ],
    ["in another zone", { services: [{ kind: "dovecot", serverName: "mail.example.org" }] }, /must be in the zone example.com/],
    [
      "that the host would have to prove where only the edge comes",
      { services: mail, certificate: { source: "certbot", challenge: "http-01" } },
      /port 80, which only the edge reaches/,
    ],
  ])("is refused: one %s", (_what, changes, problem) => {
    expect(faults(changes)).toEqual([expect.objectContaining({ path, problem: expect.stringMatching(problem) as string })]);
  });

  test("that is no name is told once", () => {
    expect(faults({ services: [{ kind: "dovecot", serverName: "Mail.example.com" }] }).map((fault) => fault.path)).toContain(path);
  });
});
