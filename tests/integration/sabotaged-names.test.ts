import "reflect-metadata";
import { make } from "../support/certificate-maker";
import { until } from "../support/droplets";
import { ForeignRule } from "../support/foreign-rule";
import { cloudflare, makeZone, status } from "../support/local-cloud";
import { OtherPlace } from "../support/other-place";
import { reload, SabotagedSite } from "../support/sabotaged-site";

const zone = "sabotaged-names.test";
const domain = `blog.${zone}`;
const www = `www.${zone}`;
const far = "www.sabotaged-far.test";

/** What `tlsup check` says of a live site with other names, of one that is locked down, and of one without an edge. */
describe("tlsup check on a site whose other names were sabotaged", () => {
  let site: SabotagedSite;
  let farZone: string;

  beforeAll(async () => {
    farZone = await makeZone("sabotaged-far.test");
    site = await SabotagedSite.create("sabotaged-names");
    await site.up({ aliases: [{ name: www }, { name: far }] });
    expect(await site.codes()).toEqual([]);
    const key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /etc/ssl/another.key";
    await site.host(`openssl req -x509 ${key} -days 30 -subj /CN=another -out /etc/ssl/another.pem 2> /dev/null`);
  }, 300_000);
  afterAll(() => site.stack.dispose());

  /** What is found while a sed script has changed the file of an alias. */
  const withAlias = (script: string): Promise<readonly string[]> => {
    const file = `nginx/aliases/${www}.conf`;
    const put = (text: string) => () => site.host(`${text}; ${reload}`);
    return problems(put(`cp -a ${file} /root/alias; sed -i '${script}' ${file}`), put(`cp -a /root/alias ${file}`));
  };
  const problems = async (sabotage: () => Promise<unknown>, mend: () => Promise<unknown>): Promise<string[]> =>
    (await site.foundWhileWrong(sabotage, mend)).map(({ hop, code, problem }) => `${hop} ${code}: ${problem}`);
  const withRule = (...rule: ConstructorParameters<typeof ForeignRule> extends [string, ...infer Rest] ? Rest : never): Promise<string[]> => {
    const foreign = new ForeignRule(site.zone, ...rule);
    return problems(
      () => foreign.add(),
      () => foreign.remove(),
    );
  };
  const named = (...parts: readonly string[]): unknown[] => parts.map((part) => expect.stringContaining(part) as unknown);
  const another = "s|ssl_certificate .*|ssl_certificate /etc/ssl/another.pem;|; s|ssl_certificate_key .*|ssl_certificate_key /etc/ssl/another.key;|";

  test("a certificate, a handshake and an answer of one name alone are told with it", async () => {
    expect(await withAlias(another)).toEqual(
      named(`origin not-the-pushed-certificate: ${www}: the origin serves`, `origin name-mismatch: the certificate is not for ${www}`),
    );
    expect(await withAlias("s|ssl_certificate .*|ssl_reject_handshake on;|; /ssl_certificate_key/d")).toEqual([
      `origin bad-status: https://${www}/ answered 525`,
      expect.stringMatching(new RegExp(`^origin no-tls: ${www}: port 443 of [\\d.]+ does not speak TLS: tlsv1 unrecognized name$`)),
    ]);
    expect(await withAlias("s|return 308 .*|return 200 other;|")).toEqual(named(`origin alias-astray: https://${www}/ is served`));
  });

  test("a setting and a record in another zone are told with the name there", async () => {
    const set = (value: string) => cloudflare().zones.settings.edit("min_tls_version", { zone_id: farZone, value });
    expect(
      await problems(
        () => set("1.0"),
        () => set("1.2"),
      ),
    ).toEqual(named(`edge setting-changed: ${far}: the zone sabotaged-far.test has the setting min_tls_version: 1.0`));
  });

  test("rules of others at the edge are told by what they do: to the way to the host, in circles with it, and to visitors", async () => {
    const redirect = (expression: string, to: string): object => ({
      action: "redirect",
      expression,
      action_parameters: { from_value: { status_code: 302, target_url: { value: to } } },
    });
    const forAll = (action_parameters: object): object => ({ action: "set_config", expression: "true", action_parameters });
    const mode = await withRule("http_config_settings", forAll({ ssl: "strict" }));
    expect(mode.slice(0, 2)).toEqual(
      named(`edge setting-changed: the zone ${zone} has the setting ssl: strict`, `origin bad-status: https://${domain}/ answered 526`),
    );
    expect(await withRule("http_request_dynamic_redirect", redirect(`http.host eq "${domain}"`, `https://${www}/`))).toEqual(
      named("A rule of the edge and the origin redirect to each other"),
    );
    expect((await withRule("http_request_dynamic_redirect", redirect(`http.host eq "${domain}"`, "https://away.test/")))[0]).toContain(
      `edge led-away: a rule of the edge leads https://${domain}/ to https://away.test/`,
    );
    const healthz = `https://${domain}/healthz`;
    expect(await withRule("http_request_dynamic_redirect", redirect('http.request.uri.path eq "/healthz"', healthz))).toEqual(
      named(`edge redirect-circle: visitors are redirected in circles, and their browsers give up: ${healthz}`),
    );
    expect(await withRule("http_config_settings", forAll({ security_level: "under_attack" }))).toContainEqual(
      `edge bad-status: https://${domain}/ answered 403, a challenge that browsers pass`,
    );
  });

  test("HSTS that the first of two headers takes back is lost", async () => {
    expect(await site.withConfiguration('s|  add_header Strict-Transport-Security|  add_header Strict-Transport-Security "max-age=0" always;\\n&|')).toEqual([
      "origin hsts-not-sent",
    ]);
  });

  test("of a locked host, that the edge shows one name's certificate no more, or another one, is told", async () => {
    await site.up({ aliases: [{ name: www }], lockdown: true });
    const { hostnames, hostnameCertificates } = cloudflare().originTLSClientAuth;
    const shownAt = async (hostname: string): Promise<string> => (await hostnames.get(hostname, { zone_id: site.zone })).cert_id ?? "";
    const [own, ofAlias] = [await shownAt(domain), await shownAt(www)];
    /** Until the edge follows the choice: it takes a second, in which the former one holds. */
    const show = async (hostname: string, cert_id: string, enabled = true): Promise<void> => {
      await hostnames.update({ zone_id: site.zone, config: [{ hostname, cert_id, enabled }] });
      await until(
        () => hostnames.get(hostname, { zone_id: site.zone }),
        ({ status }) => status === "active",
      );
    };
    const isMended = () =>
      until(
        () => site.codes(),
        (left) => left.length === 0,
      );
    const off = await problems(
      () => show(www, ofAlias, false),
      () => show(www, ofAlias).then(isMended),
    );
    expect(off[0]).toContain(`edge origin-pull-off: the edge shows the origin of ${www} no valid certificate`);
    const authority = await make({ subject: "CN=tlsup origin pull CA", isAuthority: true });
    const leaf = await make({ subject: "CN=tlsup origin pull", issuer: authority, uses: ["1.3.6.1.5.5.7.3.2"] });
    const { id = "" } = await hostnameCertificates.create({ zone_id: site.zone, certificate: leaf.certificate, private_key: leaf.key });
    await until(
      () => hostnameCertificates.get(id, { zone_id: site.zone }),
      (seen) => (seen as { readonly status?: string }).status === "active",
    );
    const found = await site.foundWhileWrong(
      () => show(domain, id).then(() => site.host("systemctl restart nginx")),
      () => show(domain, own).then(isMended),
    );
    expect(found[0]).toMatchObject({ code: "bad-status", remedy: expect.stringContaining("with lockdown: `pulumi up --refresh`") as string });
  }, 240_000);

  test("without an edge, another address of the name and another server on port 80 are told", async () => {
    await site.up({ aliases: [{ name: www }] });
    // Away from a flexible edge, a run waits minutes for the answers that resolvers remember. This zone's own mode is one that needs no wait.
    await cloudflare().zones.settings.edit("ssl", { zone_id: site.zone, value: "full" });
    const certificate = {
      source: "lets-encrypt",
      directory: status().acme.directory,
      root: { file: status().roots.acme },
      resolver: status().dns.address,
    } as const;
    await site.up({ aliases: [{ name: www }], certificate, proxy: { provider: "cloudflare", proxied: false } });
    const place = await OtherPlace.open("another", await make({ subject: `CN=${domain}`, names: [domain] }));
    expect(await site.withAnother({ name: domain, type: "A", content: place.address, proxied: false })).toEqual([
      "visitor record-beside",
      "origin address-broken",
    ]);
    await place.close();
    expect(await site.withConfiguration(`s|return 308 https://${domain}|return 200 other; #|`)).toEqual(["origin not-redirected"]);
    expect((await withAlias(another))[0]).toContain(`origin untrusted-by-browsers: ${www}: no edge is in front of the host`);
  }, 300_000);
});
