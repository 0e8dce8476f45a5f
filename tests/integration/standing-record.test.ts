import { X509Certificate } from "node:crypto";
import { suggestNow } from "../support/ca-management";
import { alsoOnHost, cloudflare, makeZone, onHost, status, visit } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";

const domain = "blog.standing.test";
const alias = "www.standing-too.test";
const state = `/var/lib/tlsup-acme/${domain}`;

/** A site behind a strict edge whose host proves its names by records that it cannot change. */
describe("names that are proven by standing records", () => {
  let stack: Stack;
  let address: string;
  let zones: readonly string[];
  const token = (): string => stack.environment.CLOUDFLARE_API_TOKEN ?? "";
  const newest = (): string => onHost(address, `cat ${state}/live/fullchain.pem`);
  /** The standing records of both zones. */
  const texts = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const zone_id of zones)
      for await (const { name, content } of cloudflare().dns.records.list({ zone_id, type: "TXT" }))
        if (name.startsWith("_validation-persist.")) found.push(`${name} ${content}`);
    return found.sort();
  };

  beforeAll(async () => {
    zones = [await makeZone("standing.test"), await makeZone("standing-too.test")];
    stack = await Stack.create("standing");
  });
  afterAll(async () => {
    await stack.dispose();
    expect(await texts()).toEqual([]);
  }, 240_000);

  test("a wildcard, and an alias in another zone: no name leads to the host before it serves, and nothing changes after it", async () => {
    const ca = { directory: status().acme.directoryForHosts, root: { file: status().roots.acme } };
    const certificate = { source: "lets-encrypt", renewal: "host", challenge: "dns-persist-01", ...ca, names: [domain, `*.${domain}`, alias] } as const;
    await stack.configure({ site: localSite(domain, { certificate, aliases: [{ name: alias }], proxy: { provider: "cloudflare", ssl: "strict" } }) });
    await stack.up();
    ({ address } = await stack.chain());
    expect((await visit(`https://${domain}/`, status())).status).toBe(200);
    expect(new X509Certificate(newest()).subjectAltName).toBe(`DNS:*.${domain}, DNS:${domain}, DNS:${alias}`);
    const account = `letsencrypt.org; accounturi=${new URL(ca.directory).origin}/my-account/`;
    expect(await texts()).toEqual([
      expect.stringMatching(`^_validation-persist.${domain} "${account}[^;]+; policy=wildcard"$`),
      expect.stringMatching(`^_validation-persist.${alias} "${account}[^; ]+"$`),
    ]);
    await stack.up("--refresh", "--expect-no-changes");
  }, 300_000);

  test("the host renews with neither a token nor port 80, and its account's key is there alone", async () => {
    const before = newest();
    suggestNow(before);
    expect(await alsoOnHost(address, `rm -f ${state}/suggestion.json; systemctl start tlsup-acme-${domain}`)).toMatchObject({ code: 0 });
    expect(newest()).not.toBe(before);
    const key = onHost(address, `grep -v PRIVATE ${state}/account.pem | head -n 1`).trim();
    const places = (text: string): string => onHost(address, `grep -rlF --exclude-dir=proc --exclude-dir=sys '${text}' / 2>/dev/null || true`).trim();
    expect([places(key), places(token())]).toEqual([`${state}/account.pem`, ""]);
    expect([key.length, (await stack.expect("stack", "export", "--show-secrets")).includes(key)]).toEqual([64, false]);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  });

  test("a host that lost its account gets another one, and the records name it", async () => {
    const before = await texts();
    onHost(address, `rm ${state}/account.pem`);
    await stack.up("--refresh");
    const after = await texts();
    expect([after.length, after.filter((text) => before.includes(text))]).toEqual([2, []]);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  });
});
