import type { LetsEncryptSource } from "../../components/certificate/acme/settings";
import type { CertificateSource } from "../../components/certificate/sources";
import { makeZone, onHost, status } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";

const domain = "blog.refused.test";

/** A site that gets a certificate which its host obtains, from a CA that does not answer. */
describe("a certificate on the host that its CA refuses", () => {
  let stack: Stack;
  let address: string;

  const configure = (certificate: CertificateSource): Promise<void> => stack.configure({ site: localSite(domain, { certificate }) });
  const refused = "https://127.0.0.1:9/dir";
  const common = (directory: string) => ({ directory, root: { file: status().roots.acme }, alarm: { metrics: "/var/cache" } });
  const kept = (directory: string): LetsEncryptSource => ({ source: "lets-encrypt", renewal: "host", ...common(directory) });
  const persistent = (directory: string): CertificateSource => ({ ...kept(directory), challenge: "dns-persist-01" });
  const withCertbot = (directory: string): CertificateSource => ({ source: "certbot", challenge: "http-01", ...common(directory) });
  const fail = async (certificate: CertificateSource): Promise<void> => {
    await configure(certificate);
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(output).toMatch(/Cannot keep the certificate for blog\.refused\.test on .*127\.0\.0\.1/);
    expect(code).not.toBe(0);
  };

  beforeAll(async () => {
    await makeZone("refused.test");
    stack = await Stack.create("refused-on-host");
    await configure({ source: "self-signed" });
    await stack.up();
    address = String((await stack.outputs()).address);
  }, 300_000);
  afterAll(() => stack.dispose());

  test.each([
    ["the agent", kept],
    ["the agent, which needs an account first", persistent],
    ["certbot", withCertbot],
  ])(
    "of %s: what is left there goes with the next source, and the host serves what it served",
    async (_program, certificate) => {
      await fail(certificate(refused));
      await configure({ source: "self-signed" });
      await stack.up();
      const names = "'(' -name '*tlsup-acme*' -o -name '*tlsup-alarm*' -o -name '*tlsup-renew*' -o -name 'tlsup-*.prom' -o -name '*blog.refused.test.conf' ')'";
      expect(onHost(address, `find / -xdev -path /proc -prune -o ${names} -print; grep tlsup-acme /etc/passwd /etc/group || true`).trim()).toBe("");
      await stack.expect("preview", "--refresh", "--expect-no-changes");
    },
    240_000,
  );

  test.each([
    ["the agent, which needs an account first: the next run goes on with it", persistent, persistent],
    ["the agent: the next run goes on with it", kept, kept],
    ["certbot, while the agent keeps one: the agent goes on, and so do its alarms", withCertbot, kept],
  ])(
    "of %s",
    async (_what, certificate, next) => {
      await fail(certificate(refused));
      await configure(next(status().acme.directoryForHosts));
      await stack.up();
      await stack.expect("preview", "--refresh", "--expect-no-changes");
    },
    240_000,
  );

  test("of the agent, while certbot keeps one: certbot goes on when it is told to, and so do its alarms", async () => {
    await configure(withCertbot(status().acme.directoryForHosts));
    await stack.up();
    await fail(kept(refused));
    await configure(withCertbot(status().acme.directoryForHosts));
    await stack.up();
    expect(onHost(address, `systemctl is-active tlsup-alarm-${domain}.timer; ls /usr/local/lib | grep tlsup`)).toBe("active\ntlsup-alarm\ntlsup-ari\n");
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 240_000);

  test.each([
    ["certbot", withCertbot],
    ["the agent", kept],
  ])(
    "of %s, which keeps one from another CA: it goes on with that CA when it is told to",
    async (_program, certificate) => {
      const { directoryForHosts } = status().acme;
      await configure(certificate(directoryForHosts));
      await stack.up();
      await fail(certificate(refused));
      await configure(certificate(directoryForHosts));
      await stack.up();
      await stack.expect("preview", "--refresh", "--expect-no-changes");
    },
    240_000,
  );
});
